package io.github.anomaly4j.area;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.image.Mask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
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
    StringBuilder seen = new StringBuilder();
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 10; x++) {
        seen.append(areas.inspects(x, y) ? '#' : '.');
      }
      seen.append('\n');
    }
    assertThat(seen.toString())
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
    assertThat(areas.inspects(0, 0)).isFalse();
    assertThat(areas.inspects(2, 0)).isTrue();
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
    assertThat(bottle.inspects(0, 0)).as("the fixture").isFalse();
    assertThat(bottle.inspects(1, 0)).isTrue();
    assertThat(bottle.inspects(2, 0)).as("the polygon").isFalse();
    assertThat(bottle.inspects(3, 1)).as("outside the label").isFalse();
    assertThat(bottle.special(1, 1)).hasValue(0);
    assertThat(areas.get("nut").inspects(4, 4)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": {\"width\": 4, \"height\": 2}} | the areas of a: there is no list \"areas\"",
        "{\"a\": {\"width\": 4, \"areas\": []}} | areas.json",
        "{\"a\": {\"width\": 4, \"height\": 0, \"areas\": []}} | images of 4 x 0 pixels",
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
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"ignore\", \"radius\": 3}]}} |"
            + " radius",
        "{\"a\": {\"width\": 4, \"height\": 2, \"areas\": [{\"mode\": \"ignore\", \"mask\":"
            + " \"none.png\"}]}} | none.png",
        "[1, 2] | is no JSON file of areas",
        "{\"a\": null} | areas",
      })
  void a_file_that_is_not_as_described_is_refused_by_name(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private Map<String, Areas> read(String json) throws IOException {
    return Areas.read(Files.writeString(folder.resolve("areas.json"), json, UTF_8));
  }
}
