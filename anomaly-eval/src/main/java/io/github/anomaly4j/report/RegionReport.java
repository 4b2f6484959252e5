package io.github.anomaly4j.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.internal.file.AtomicFile;
import io.github.anomaly4j.internal.report.CsvText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@linkplain Detection#regions() regions} of many images as files that other programs read:
 * COCO for annotation tools, CSV for spreadsheets. Positions are in pixels of the image as it was
 * scored, upright as its file says. It keeps the regions, not the images. Not thread safe.
 */
public final class RegionReport {
  private static final List<String> COLUMNS =
      List.of(
          "file",
          "category",
          "x",
          "y",
          "width",
          "height",
          "area",
          "share",
          "centroid_x",
          "centroid_y",
          "peak_x",
          "peak_y",
          "peak",
          "mean",
          "area_name");

  /** Made when first needed: Jackson takes .2 s to load, and most reports are never written. */
  private static final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
  }

  private final List<Scored> images = new ArrayList<>();

  private record Scored(
      String file, String category, int width, int height, List<Region> regions) {}

  /** Nothing yet. */
  public RegionReport() {}

  /**
   * Adds an image, with or without regions.
   *
   * @param file what the files call it
   */
  public void add(String file, Detection detection) {
    add(
        file,
        detection.category(),
        detection.anomalyMap().width(),
        detection.anomalyMap().height(),
        detection.regions());
  }

  void add(String file, String category, int width, int height, List<Region> regions) {
    images.add(new Scored(file, category, width, height, regions));
  }

  /**
   * Writes all images and their regions in the format of COCO (Lin et al., ECCV 2014; object
   * detection): {@code images}, {@code categories} (the products, whose supercategory is "defect")
   * and {@code annotations}, each with its {@code bbox} ({@code [x, y, width, height]}), its {@code
   * area}, its contour as {@code segmentation}, its peak as {@code score} and, if it is in an area
   * with a name, that as {@code area_name}. The file appears under its name when it is complete.
   *
   * @param file where to; its folder is made if absent, an older file replaced
   * @throws IOException if it cannot be written
   */
  public void writeCoco(Path file) throws IOException {
    byte[] json = Json.MAPPER.writeValueAsBytes(coco());
    AtomicFile.write(file, out -> out.write(json));
  }

  private ObjectNode coco() {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.putObject("info").put("description", "Regions found by Anomaly4J");
    ArrayNode files = root.putArray("images");
    ArrayNode annotations = root.putArray("annotations");
    Map<String, Integer> categories = new LinkedHashMap<>();
    for (Scored image : images) {
      int number = files.size() + 1;
      files
          .addObject()
          .put("id", number)
          .put("file_name", image.file())
          .put("width", image.width())
          .put("height", image.height());
      categories.putIfAbsent(image.category(), categories.size() + 1);
      for (Region region : image.regions()) {
        annotate(
            annotations
                .addObject()
                .put("id", annotations.size())
                .put("image_id", number)
                .put("category_id", categories.get(image.category())),
            region);
      }
    }
    ArrayNode products = root.putArray("categories");
    categories.forEach(
        (name, number) ->
            products
                .addObject()
                .put("id", number)
                .put("name", name)
                .put("supercategory", "defect"));
    return root;
  }

  private static void annotate(ObjectNode annotation, Region region) {
    annotation
        .putArray("bbox")
        .add(region.x())
        .add(region.y())
        .add(region.width())
        .add(region.height());
    annotation.put("area", region.area()).put("iscrowd", 0).put("score", region.peak());
    if (!region.areaName().isEmpty()) {
      annotation.put("area_name", region.areaName());
    }
    ArrayNode contour = annotation.putArray("segmentation").addArray();
    region.contour().forEach(corner -> contour.add(corner.x()).add(corner.y()));
  }

  /**
   * Writes a line for each region, the most abnormal of an image first: CSV (RFC 4180), UTF-8. A
   * name that a spreadsheet would take for a formula gets an apostrophe before it. The file appears
   * under its name when it is complete.
   *
   * @param file where to; its folder is made if absent, an older file replaced
   * @throws IOException if it cannot be written
   */
  public void writeCsv(Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(COLUMNS);
    for (Scored image : images) {
      for (Region region : image.regions()) {
        List<String> row = new ArrayList<>();
        row.add(CsvText.name(image.file()));
        row.add(CsvText.name(image.category()));
        row.add(Integer.toString(region.x()));
        row.add(Integer.toString(region.y()));
        row.add(Integer.toString(region.width()));
        row.add(Integer.toString(region.height()));
        row.add(Long.toString(region.area()));
        row.add(Double.toString(region.share()));
        row.add(Double.toString(region.centroidX()));
        row.add(Double.toString(region.centroidY()));
        row.add(Integer.toString(region.peakX()));
        row.add(Integer.toString(region.peakY()));
        row.add(Double.toString(region.peak()));
        row.add(Double.toString(region.mean()));
        row.add(CsvText.name(region.areaName()));
        rows.add(row);
      }
    }
    byte[] csv = CsvText.of(rows).getBytes(UTF_8);
    AtomicFile.write(file, out -> out.write(csv));
  }
}
