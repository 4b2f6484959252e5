package io.github.anomaly4j.internal.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.grid.Letterbox;
import java.awt.Point;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TilesPropertiesTest {
  @Example
  void as_many_tiles_are_held_as_keep_the_threads_busy_and_fit_into_a_quarter_of_the_memory() {
    assertThat(new Tiles(256, 0).atOnce(4, 1L << 30)).isEqualTo(8);
    assertThat(new Tiles(256, 0).atOnce(1, 1L << 30)).isEqualTo(1);
    assertThat(new Tiles(2048, 0).atOnce(4, 700L << 20)).isEqualTo(1);
    assertThat(new Tiles(2048, 0).atOnce(4, 2L << 30)).isEqualTo(5);
    assertThat(new Tiles(1 << 14, 0).atOnce(4, 1L << 20)).isEqualTo(1);
  }

  @Property(tries = 200)
  void tiles_cover_the_image_and_overlap_as_asked(
      @ForAll @IntRange(min = 1, max = 2000) int width,
      @ForAll @IntRange(min = 1, max = 2000) int height,
      @ForAll @IntRange(min = 32, max = 600) int size,
      @ForAll @IntRange(min = 0, max = 300) int overlap) {
    Tiles tiles = new Tiles(size, Math.min(overlap, size / 2));
    List<Rectangle> all = tiles.of(width, height);
    Rectangle image = new Rectangle(width, height);
    long owned = 0;
    for (Rectangle tile : all) {
      assertThat(image.contains(tile)).isTrue();
      assertThat(tile.width).isEqualTo(Math.min(size, width));
      assertThat(tile.height).isEqualTo(Math.min(size, height));
      Rectangle own = tiles.own(tile, width, height);
      assertThat(tile.contains(own)).isTrue();
      owned += (long) own.width * own.height;
      if (own.x + own.width < width) {
        assertThat(tile.width - own.width).isGreaterThanOrEqualTo(tiles.overlap());
      }
    }
    assertThat(owned).isEqualTo((long) width * height);
  }

  @Example
  void tiles_that_make_no_sense_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tiles(16, 0))
        .withMessageContaining("from 32 to");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tiles(100, 100))
        .withMessageContaining("0 to 50 pixels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tiles(100, -1))
        .withMessageContaining("0 to 50 pixels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Tiles(40, 0).check(new Letterbox(256, 256)))
        .withMessageContaining("at least 64 pixels");
  }

  @Example
  void an_image_smaller_than_a_tile_is_one_tile_at_the_scale_of_the_others() throws IOException {
    float[] rgb = new float[3 * 10 * 8];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = i % 10 / 10f;
    }
    Tiles tiles = new Tiles(32, 4);
    assertThat(tiles.of(10, 8)).containsExactly(new Rectangle(10, 8));
    try (LargeImage image = LargeImage.of(Image.of(10, 8, rgb))) {
      Image tile = tiles.read(image, new Rectangle(10, 8));
      assertThat(tile.width()).isEqualTo(32);
      assertThat(tile.height()).isEqualTo(8);
      for (int x = 0; x < 32; x++) {
        int folded = x % 20 < 10 ? x % 20 : 19 - x % 20;
        assertThat(tile.at(1, x, 3)).isEqualTo(folded / 10f);
      }
    }
  }

  @Example
  void an_overview_is_the_mean_of_what_each_pixel_covers() throws IOException {
    Random random = new Random(2);
    float[] rgb = new float[3 * 2048 * 2048];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = random.nextFloat();
    }
    Image image = Image.of(2048, 2048, rgb);
    try (LargeImage large = LargeImage.of(image)) {
      Overview byRows = new Overview(2048, 2048);
      Overview.read(large, (rows, y) -> byRows.add(rows, new Rectangle(0, y, 2048, rows.height())));
      Image shrunk = byRows.image(large);
      assertThat(shrunk.width()).isEqualTo(1024);
      float[] values = shrunk.toArray();
      float[] resized = image.resize(1024, 1024).toArray();
      for (int i = 0; i < values.length; i += 977) {
        assertThat(values[i]).isCloseTo(resized[i], within(1e-5f));
      }
      // The same by tiles, each with the pixels that are its own.
      Tiles tiles = new Tiles(500, 60);
      Overview byTiles = new Overview(2048, 2048);
      for (Rectangle tile : tiles.of(2048, 2048)) {
        byTiles.add(tiles.read(large, tile), tiles.own(tile, 2048, 2048));
      }
      assertThat(byTiles.image(large)).isEqualTo(shrunk);
    }
  }

  @Example
  void a_map_keeps_peaks_at_their_places_and_has_no_seams() {
    Tiles tiles = new Tiles(256, 64);
    TileMap map = new TileMap(3000, 200, tiles);
    for (Rectangle tile : tiles.of(3000, 200)) {
      // The same surface, as each tile sees it, and a spot of one place.
      float[] values = new float[200 * 256];
      for (int i = 0; i < values.length; i++) {
        int x = tile.x + i % 256;
        int y = i / 256;
        values[i] = x == 1234 && y == 77 ? 9 : (float) Math.sin(x / 300.0);
      }
      map.add(tile, values, 200, 256);
    }
    AnomalyMap whole = map.map(true);
    assertThat(whole.max()).isEqualTo(9);
    Point highest = whole.highestPlace();
    assertThat(highest.distance(1234, 77)).isLessThan(2);
    for (int x = 4; x < 2996; x++) {
      assertThat(whole.at(x, 150)).isCloseTo((float) Math.sin(x / 300.0), within(0.02f));
    }
  }

  @Example
  void the_memory_of_a_map_does_not_grow_with_the_image() {
    TileMap map = new TileMap(15_000, 10_000, new Tiles(512, 64));
    Tiles tiles = new Tiles(512, 64);
    float[] values = new float[256 * 256];
    for (Rectangle tile : tiles.of(15_000, 10_000)) {
      Arrays.fill(values, tile.x == 0 && tile.y == 0 ? 5 : 1);
      map.add(tile, values, 256, 256);
    }
    AnomalyMap whole = map.map(true);
    assertThat(whole.width()).isEqualTo(15_000);
    assertThat(whole.at(100, 100)).isEqualTo(5);
    assertThat(whole.at(14_999, 9_999)).isEqualTo(1);
  }
}
