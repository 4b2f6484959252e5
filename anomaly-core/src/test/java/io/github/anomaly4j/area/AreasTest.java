package io.github.anomaly4j.area;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.spi.Grid;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreasTest {
  @TempDir private Path folder;

  @Test
  void what_is_included_and_not_ignored_is_inspected() {
    Areas areas =
        Areas.of(10, 8)
            .include(Shape.box(2, 2, 6, 4))
            .ignore(Shape.polygon(4, 3, 6, 3, 6, 5, 4, 5))
            .build();
    assertThat(drawn(areas))
        .isEqualTo(
            """
            ..........
            ..........
            ..######..
            ..##..##..
            ..##..##..
            ..######..
            ..........
            ..........
            """);
  }

  @Test
  void without_an_included_area_all_but_the_ignored_is_inspected() {
    Areas areas = Areas.of(3, 1).ignore(Shape.box(0, 0, 1, 1)).build();
    assertThat(drawn(areas)).isEqualTo(".##\n");
  }

  @Test
  void areas_of_another_size_and_areas_that_leave_nothing_are_refused() {
    assertThatThrownBy(() -> Areas.of(10, 10).include(Shape.box(5, 5, 6, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the box 5, 5, 6, 2 is not within images of 10 x 10 pixels");
    assertThatThrownBy(() -> Areas.of(10, 10).ignore(Shape.mask(Mask.empty(10, 9))))
        .hasMessageContaining("the mask of 10 x 9 is not within images of 10 x 10");
    assertThatThrownBy(() -> Areas.of(4, 4).ignore(Shape.box(0, 0, 4, 4)).build())
        .hasMessageContaining("leave nothing of images of 4 x 4 pixels to look at");
    assertThatThrownBy(() -> Shape.polygon(1, 2, 3, Double.NaN, 3, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Shape.polygon(1, 2, 3, 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Shape.box(0, 0, 0, 4)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_file_gives_the_areas_of_its_products() throws IOException {
    ImageIO.write(
        Mask.of(4, 2, new float[] {1, 0, 0, 0, 0, 0, 0, 0}).toBufferedImage(),
        "png",
        folder.resolve("fixture.png").toFile());
    Map<String, Areas> areas =
        read(
            """
            {"bottle": {"width": 4, "height": 2, "areas": [
              {"mode": "include", "name": "label", "box": [0, 0, 3, 2], "mapThreshold": 3.5},
              {"mode": "ignore", "polygon": [[2, 0], [4, 0], [4, 1], [2, 1]]},
              {"mode": "ignore", "mask": "fixture.png"}]},
             "nut": {"width": 5, "height": 5, "areas": []}}
            """);
    assertThat(areas).containsOnlyKeys("bottle", "nut");
    Areas bottle = areas.get("bottle");
    assertThat(bottle.all().get(0).name()).isEqualTo("label");
    assertThat(bottle.all().get(0).mapThreshold()).isEqualTo(OptionalDouble.of(3.5));
    assertThat(drawn(bottle))
        .as("without the fixture, the polygon, and what is outside the label")
        .isEqualTo(".#..\n###.\n");
    assertThat(InspectedArea.of(bottle).nameAt(1, 1)).isEqualTo("label");
    assertThat(drawn(areas.get("nut"))).isEqualTo("#####\n".repeat(5));
  }

  private static String drawn(Areas areas) {
    boolean[] inspected = InspectedArea.of(areas).on(Grid.even(areas.height(), areas.width()));
    StringBuilder drawn = new StringBuilder();
    for (int i = 0; i < inspected.length; i++) {
      drawn.append(inspected[i] ? '#' : '.');
      if ((i + 1) % areas.width() == 0) {
        drawn.append('\n');
      }
    }
    return drawn.toString();
  }

  @Property(tries = 200)
  void a_polygon_holds_the_pixels_whose_middle_the_jdk_finds_in_it(
      @ForAll @Size(min = 6, max = 20) List<@DoubleRange(min = 0, max = 12) Double> numbers) {
    double[] corners = numbers.stream().limit(numbers.size() / 2 * 2).mapToDouble(n -> n).toArray();
    Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    Shape polygon = Shape.polygon(corners);
    for (int y = 0; y < 12; y++) {
      boolean[] inside = new boolean[12];
      int[] spans = polygon.spans(y);
      for (int i = 0; i < spans.length; i += 2) {
        Arrays.fill(inside, spans[i], spans[i + 1], true);
      }
      for (int x = 0; x < 12; x++) {
        assertThat(inside[x]).as("%d, %d", x, y).isEqualTo(path.contains(x + 0.5, y + 0.5));
      }
    }
  }

  @Test
  void corners_whose_pixels_nobody_could_wait_for_are_refused() {
    double[] saw = new double[200_000];
    for (int i = 0; i < 100_000; i++) {
      saw[2 * i] = 0.1 * (i % 2);
      saw[2 * i + 1] = i % 2 == 0 ? 0 : 1_000_000;
    }
    Areas.Builder areas = Areas.of(1, 1_000_000).ignore(Shape.polygon(saw));
    assertThatThrownBy(areas::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too many corners");
  }

  @Test
  void areas_of_large_images_are_found_at_once_and_take_little_memory() {
    double[] circle = new double[2000];
    for (int i = 0; i < 1000; i++) {
      circle[2 * i] = 2500 + 2400 * Math.cos(i * Math.PI / 500);
      circle[2 * i + 1] = 2000 + 1900 * Math.sin(i * Math.PI / 500);
    }
    Areas areas = Areas.of(5000, 4000).include(Shape.polygon(circle)).build();
    assertThat(InspectedArea.of(areas).packed()).hasSizeLessThan(100_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": {\"width\": 4, \"height\": 2}} | the areas of a: there is no list \"areas\"",
        "{\"a\": {\"width\": 4, \"areas\": []}} | areas.json",
        "{\"a\": {\"width\": 4, \"height\": 0, \"areas\": []}} | images of 4 x 0 pixels",
        "{\"a\": {\"width\": 2147483647, \"height\": 1, \"areas\": [{\"mode\": \"ignore\","
            + " \"box\": [0, 0, 1, 1]}]}} | expected at most 40000000 pixels",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"box\": [0, 0, 1, 1]}]}} |"
            + " \"include\" or \"ignore\", was null",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"ignore\"}]}} |"
            + " one of \"box\", \"polygon\" and \"mask\"",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"ignore\", \"box\": [0, 0,"
            + " 1]}]}} | was of 3 numbers",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"ignore\", \"box\": [0, 0,"
            + " 1.5, 1]}]}} | whole pixels",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"ignore\", \"name\": \"x\","
            + " \"box\": [0, 0, 1, 1]}]}} | no name and no threshold",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"ignore\", \"radius\": 3}]}}"
            + " | radius",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"ignore\", \"mask\":"
            + " \"none.png\"}]}} | none.png",
        "[1, 2] | is no JSON file of areas, line 1: ",
        "{\"a\": null} | the areas of a: there is nothing",
        "null | there is no object in it",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [null]}} | an area that is null",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": []}, \"a\": {\"width\": 4, \"height\": 3,"
            + " \"areas\": []}} | uplicate",
        "{\"a\": {\"width\": 4, \"height\": 2, \"width\": 8, \"areas\": []}} | uplicate",
        "{\"a\": {\"width\": 4.7, \"height\": 2, \"areas\": []}} | 4.7",
        "{\"a\": {\"width\": 99999, \"height\": 99999, \"areas\": []}} | images of 99999 x 99999",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"include\","
            + " \"mapThreshold\": \"NaN\", \"box\": [0, 0, 1, 1]}]}} | NaN",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"include\","
            + " \"mapThreshold\": 1e999, \"box\": [0, 0, 1, 1]}]}} | Infinity",
      })
  void a_file_that_is_not_as_described_is_refused_by_name(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_mask_above_the_limit_is_refused() throws IOException {
    ImageIO.write(Mask.empty(5, 4).toBufferedImage(), "png", folder.resolve("m.png").toFile());
    Path json =
        Files.writeString(
            folder.resolve("areas.json"),
            "{\"a\": {\"width\": 5, \"height\": 4, \"areas\": [{\"mode\": \"ignore\", \"mask\":"
                + " \"m.png\"}]}}",
            UTF_8);
    assertThat(Areas.read(json)).containsOnlyKeys("a");
    Files.writeString(json, Files.readString(json).replace("5, \"height\": 4", "2, \"height\": 2"));
    assertThatThrownBy(() -> Areas.read(json, new DecodeLimits(1 << 20, 19)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("m.png");
  }

  /** Found by fuzzing. */
  @Test
  void a_file_that_begins_as_utf_32_does_is_refused_by_name() {
    assertThatThrownBy(() -> read("\0\0\0{ice"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("areas.json could not be read: ");
  }

  @Test
  void a_folder_is_no_file_of_areas() {
    assertThatThrownBy(() -> Areas.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder + " is a folder; expected a JSON file of areas");
  }

  private Map<String, Areas> read(String json) throws IOException {
    return Areas.read(Files.writeString(folder.resolve("areas.json"), json, UTF_8));
  }
}
