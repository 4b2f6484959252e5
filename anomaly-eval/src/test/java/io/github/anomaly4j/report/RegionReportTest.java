package io.github.anomaly4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.Region.Corner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionReportTest {
  private static final Region REGION =
      new Region(
          1,
          2,
          3,
          4,
          12,
          0.12,
          2.5,
          4,
          1,
          2,
          5.5,
          5.25,
          "head",
          List.of(new Corner(1, 2), new Corner(4, 2), new Corner(4, 6), new Corner(1, 6)));

  @TempDir private Path folder;

  private final RegionReport report = new RegionReport();

  RegionReportTest() {
    report.add("a/1.png", "=screw", 10, 10, List.of(REGION));
    report.add("a/2.png", "=screw", 20, 10, List.of());
    report.add("b.png", "tile", 10, 10, List.of(REGION, REGION));
  }

  @Test
  void coco_has_every_image_and_each_region_of_its_product() throws IOException {
    Path file = folder.resolve("made/regions.json");
    report.writeCoco(file);
    JsonNode coco = new ObjectMapper().readTree(file.toFile());
    assertThat(coco.get("images")).hasSize(3);
    assertThat(coco.at("/images/1").toString())
        .isEqualTo("{\"id\":2,\"file_name\":\"a/2.png\",\"width\":20,\"height\":10}");
    assertThat(coco.get("categories").toString())
        .isEqualTo(
            "[{\"id\":1,\"name\":\"=screw\",\"supercategory\":\"defect\"},"
                + "{\"id\":2,\"name\":\"tile\",\"supercategory\":\"defect\"}]");
    assertThat(coco.get("annotations")).hasSize(3);
    assertThat(coco.at("/annotations/2").toString())
        .isEqualTo(
            "{\"id\":3,\"image_id\":3,\"category_id\":2,\"bbox\":[1,2,3,4],\"area\":12,"
                + "\"iscrowd\":0,\"score\":5.5,\"area_name\":\"head\",\"segmentation\":[[1,2,4,2,4,6,1,6]]}");
  }

  @Test
  void names_of_any_characters_come_back_from_both_files() throws IOException {
    String name = "a,\"b\"\n\u00e9\ud83d\ude00;'c'\t.png";
    RegionReport odd = new RegionReport();
    odd.add(name, name, 10, 10, List.of(REGION));
    Path json = folder.resolve("odd.json");
    Path csv = folder.resolve("odd.csv");
    odd.writeCoco(json);
    odd.writeCsv(csv);
    JsonNode coco = new ObjectMapper().readTree(json.toFile());
    assertThat(coco.at("/images/0/file_name").textValue()).isEqualTo(name);
    assertThat(coco.at("/categories/0/name").textValue()).isEqualTo(name);
    try (MappingIterator<String[]> rows =
        new CsvMapper()
            .readerFor(String[].class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .readValues(csv.toFile())) {
      assertThat(rows.readAll().get(1)).startsWith(name, name, "1", "2");
    }
  }

  @Test
  void csv_has_a_line_for_each_region_and_no_formula() throws IOException {
    Path file = Files.writeString(folder.resolve("regions.csv"), "old");
    report.writeCsv(file);
    assertThat(file)
        .hasContent(
            "file,category,x,y,width,height,area,share,centroid_x,centroid_y,peak_x,peak_y,peak,mean,area_name\n"
                + "a/1.png,'=screw,1,2,3,4,12,0.12,2.5,4.0,1,2,5.5,5.25,head\n"
                + "b.png,tile,1,2,3,4,12,0.12,2.5,4.0,1,2,5.5,5.25,head\n"
                + "b.png,tile,1,2,3,4,12,0.12,2.5,4.0,1,2,5.5,5.25,head\n");
  }
}
