package io.github.anomaly4j.internal.network.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.grid.Letterbox;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ImageStoreTest {

  @Example
  void a_crop_of_the_whole_is_the_image_to_half_a_gray_level() {
    Random random = new Random(1);
    float[] rgb = new float[3 * 32 * 32];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = random.nextFloat();
    }
    ImageStore store = new ImageStore();
    store.add("a", new Letterbox(32, 32).fit(Image.of(32, 32, rgb)));
    float[] crop = store.crop(0, 32, random).toArray();
    for (int i = 0; i < rgb.length; i++) {
      assertThat(crop[i]).isCloseTo(rgb[i], within(0.5f / 255 + 1e-6f));
    }
  }

  @Property(tries = 100)
  void a_crop_lies_in_the_frame_and_shows_the_image(
      @ForAll @IntRange(min = 1, max = 200) int width,
      @ForAll @IntRange(min = 1, max = 200) int height,
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll long seed) {
    // Red is the column and green the row of the image's own pixels.
    float[] rgb = new float[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      rgb[i] = (i % width + 0.5f) / width;
      rgb[width * height + i] = (i / width + 0.5f) / height;
    }
    ImageStore store = new ImageStore();
    store.add("a", new Letterbox(48, 40).fit(Image.of(width, height, rgb)));
    Image crop = store.crop(0, size, new Random(seed));
    assertThat(crop.width()).isEqualTo(size);
    assertThat(crop.height()).isEqualTo(size);
    assertThat(crop.at(2, size / 2, size / 2)).isZero();
  }

  @Example
  void images_are_grouped_by_category_in_order_of_first_appearance() {
    ImageStore store = new ImageStore();
    for (String category : new String[] {"b", "a", "b", "c", "a"}) {
      store.add(category, new Letterbox(32, 32).fit(Image.filled(32, 32, 0, 0, 0)));
    }
    assertThat(store.size()).isEqualTo(5);
    assertThat(store.byCategory()).hasSize(3);
    assertThat(store.byCategory().get(0)).containsExactly(0, 2);
    assertThat(store.byCategory().get(1)).containsExactly(1, 4);
    assertThat(store.byCategory().get(2)).containsExactly(3);
  }
}
