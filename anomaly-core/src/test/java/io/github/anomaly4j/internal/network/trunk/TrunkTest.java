package io.github.anomaly4j.internal.network.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrunkTest {
  private static final int HEIGHT = 72;
  private static final int WIDTH = 56;

  @Test
  void the_maps_are_those_of_the_trained_network() throws IOException {
    try (Trunk trunk = new Trunk(TrunkWeights.decode(TrunkWeights.ofLibrary()))) {
      Map<String, FeatureMap> maps = trunk.run(image(), HEIGHT, WIDTH);

      // By ONNX Runtime from the same weights.
      check(maps.get("layer2"), 128, 9, 7, 0.48319, 0.030023, 0.773588, 0.787570, 1.489252);
      check(maps.get("layer3"), 256, 5, 4, 0.42062, 1.323661, 1.142970, 0.356898, 0.701508);
      assertThat(maps.keySet()).containsExactly("layer2", "layer3");
    }
  }

  private static void check(
      FeatureMap map, int channels, int height, int width, double mean, double... samples) {
    assertThat(new int[] {map.batch(), map.channels(), map.height(), map.width()})
        .containsExactly(1, channels, height, width);
    float[] values = map.values();
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    assertThat(sum / values.length).isCloseTo(mean, within(1e-4));
    int[] places = {0, 1000, values.length / 2, values.length - 1};
    for (int i = 0; i < places.length; i++) {
      assertThat((double) values[places[i]]).isCloseTo(samples[i], within(1e-4));
    }
  }

  @Test
  void the_same_image_has_the_same_bits_on_any_number_of_threads() throws Exception {
    try (Trunk trunk = new Trunk(TrunkWeights.decode(TrunkWeights.ofLibrary()));
        Workers workers = Workers.of(3)) {
      float[] alone = trunk.run(image(), HEIGHT, WIDTH).get("layer3").values();
      float[][] together = new float[6][];
      workers.forEach(
          together.length,
          i -> together[i] = trunk.run(image(), HEIGHT, WIDTH).get("layer3").values());

      for (float[] values : together) {
        assertThat(values).isEqualTo(alone);
      }
    }
  }

  @Test
  void a_closed_trunk_refuses_to_run() throws IOException {
    Trunk trunk = new Trunk(TrunkWeights.decode(TrunkWeights.ofLibrary()));
    trunk.close();
    trunk.close();

    assertThatThrownBy(() -> trunk.run(image(), HEIGHT, WIDTH))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void weights_that_are_cut_off_or_not_finite_are_refused() throws IOException {
    byte[] weights = TrunkWeights.ofLibrary();
    byte[] infinite = weights.clone();
    infinite[1] = 0x7c;
    infinite[0] = 0;

    assertThatThrownBy(() -> TrunkWeights.decode(Arrays.copyOf(weights, 1000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000 bytes of weights");
    assertThatThrownBy(() -> TrunkWeights.decode(infinite))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a weight of Infinity");
  }

  @Test
  void numbers_of_16_bits_are_read_exactly() {
    assertThat(TrunkWeights.decode((short) 0x3c00)).isEqualTo(1f);
    assertThat(TrunkWeights.decode((short) 0xc000)).isEqualTo(-2f);
    assertThat(TrunkWeights.decode((short) 0x7bff)).isEqualTo(65504f);
    assertThat(TrunkWeights.decode((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(TrunkWeights.decode((short) 0x0400)).isEqualTo(0x1p-14f);
    assertThat(TrunkWeights.decode((short) 0x3555)).isEqualTo(0.333251953125f);
  }

  @Test
  void the_frame_follows_that_of_the_detector_and_is_never_small() throws IOException {
    assertFrame(256, 256, 224, 224);
    assertFrame(512, 256, 448, 224);
    assertFrame(128, 128, 224, 224);
    assertFrame(40, 32, 225, 180);
    assertFrame(256, 32, 256, 32);
  }

  private static void assertFrame(int width, int height, int takenWidth, int takenHeight)
      throws IOException {
    try (Backbone trunk = TrunkBackbone.ofLibrary(new Letterbox(width, height)).open()) {
      assertThat(trunk.width()).isEqualTo(takenWidth);
      assertThat(trunk.height()).isEqualTo(takenHeight);
    }
  }

  @Test
  void maps_lie_in_the_middle_of_the_image_in_steps_of_their_convolutions() throws IOException {
    try (Backbone trunk = TrunkBackbone.ofLibrary(new Letterbox(40, 32)).open()) {
      FeatureMap coarse = trunk.run(new float[3 * 225 * 180]).get("layer3");
      Grid grid = trunk.grid("layer3", coarse);

      assertThat(coarse.width()).isEqualTo(15);
      assertThat(grid.columns().step()).isCloseTo(16.0 / 225, within(1e-12));
      assertThat(grid.columns().middle(7)).isCloseTo(0.5, within(1e-12));
    }
    try (Backbone trunk = TrunkBackbone.ofLibrary(new Letterbox(256, 256)).open()) {
      FeatureMap fine = new FeatureMap(1, 1, 28, 28, new float[28 * 28]);
      assertThat(trunk.grid("layer2", fine)).isEqualTo(Grid.even(28, 28));
    }
  }

  @Test
  void a_trunk_that_was_saved_is_the_same() throws IOException {
    try (Backbone trunk = TrunkBackbone.ofLibrary(new Letterbox(256, 128)).open()) {
      BackboneFile file = trunk.file();
      try (Backbone again =
          TrunkBackbone.of(file, trunk.embedded().orElseThrow(), new Letterbox(256, 128))) {
        assertThat(again.file()).isEqualTo(file);
        assertThat(again.width()).isEqualTo(224);
        assertThat(again.height()).isEqualTo(112);
      }
    }
  }

  private static float[] image() {
    float[] pixels = new float[3 * HEIGHT * WIDTH];
    for (int i = 0; i < pixels.length; i++) {
      int c = i / (HEIGHT * WIDTH);
      int y = i / WIDTH % HEIGHT;
      int x = i % WIDTH;
      pixels[i] = (y * 7 + x * 13 + c * 29 + y * x % 17) % 64 / 64f;
    }
    return pixels;
  }
}
