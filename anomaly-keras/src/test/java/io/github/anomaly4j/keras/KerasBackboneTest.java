package io.github.anomaly4j.keras;

import static io.github.anomaly4j.keras.Fixtures.functional;
import static io.github.anomaly4j.keras.Fixtures.image;
import static io.github.anomaly4j.keras.Fixtures.replaced;
import static io.github.anomaly4j.keras.Fixtures.sequential;
import static io.github.anomaly4j.keras.Fixtures.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class KerasBackboneTest {
  /** Every so manieth value of a map is kept in the file. */
  private static final int EVERY = 17;

  private static final String[] LAYERS = {"conv1", "relu1", "pool1", "norm2", "relu2", "both"};

  @Test
  void maps_of_a_functional_model_are_those_of_keras() throws IOException {
    try (KerasBackbone backbone = functional().layers(LAYERS).open()) {
      assertThat(List.of(backbone.height(), backbone.width())).containsExactly(32, 32);
      assertMaps(backbone.run(image(32, 32)), "functional", LAYERS);
    }
  }

  @Test
  void maps_of_a_sequential_model_are_those_of_keras() throws IOException {
    try (KerasBackbone backbone = sequential().layers("second", "pool").open()) {
      assertThat(List.of(backbone.height(), backbone.width())).containsExactly(24, 32);
      assertMaps(backbone.run(image(24, 32)), "sequential", "second", "pool");
    }
  }

  @Test
  void maps_stand_in_the_steps_of_their_windows_in_the_middle_of_the_image() throws IOException {
    try (KerasBackbone backbone = functional().layers(LAYERS).open()) {
      Map<String, FeatureMap> maps = backbone.run(image(32, 32));
      assertThat(backbone.grid("conv1", maps.get("conv1"))).isEqualTo(Grid.even(32, 32));
      assertThat(backbone.grid("pool1", maps.get("pool1"))).isEqualTo(Grid.even(16, 16));
      assertThat(backbone.grid("both", maps.get("both"))).isEqualTo(Grid.even(8, 8));
    }
    try (KerasBackbone backbone = sequential().layers("second").open()) {
      Grid grid = backbone.grid("second", backbone.run(image(24, 32)).get("second"));
      // Windows of 3 x 5 values of 2 x 2 pixels, inside: the outermost values have no window.
      assertThat(List.of(grid.rows().cells(), grid.columns().cells())).containsExactly(10, 12);
      assertThat(grid.rows().first() * 24).isCloseTo(3, within(1e-9));
      assertThat(grid.columns().first() * 32).isCloseTo(5, within(1e-9));
    }
  }

  @Test
  void a_layer_gives_the_same_whichever_others_are_asked_for() throws IOException {
    float[] pixels = image(32, 32);
    try (KerasBackbone together = functional().layers(LAYERS).open()) {
      Map<String, FeatureMap> maps = together.run(pixels);
      for (String layer : LAYERS) {
        try (KerasBackbone alone = functional().layers(layer).open()) {
          assertThat(alone.run(pixels).get(layer).values()).isEqualTo(maps.get(layer).values());
        }
      }
    }
  }

  @Test
  void images_may_have_another_size_than_the_model_was_made_for() throws IOException {
    try (KerasBackbone backbone = functional().layers("pool1").inputSize(48, 40).open()) {
      FeatureMap map = backbone.run(image(40, 48)).get("pool1");
      assertThat(List.of(map.channels(), map.height(), map.width())).containsExactly(4, 20, 24);
      assertThatThrownBy(() -> backbone.run(new float[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 values; expected 3 * 40 * 48");
    }
    try (KerasBackbone backbone = unknown().layers("conv").open()) {
      assertThat(List.of(backbone.height(), backbone.width())).containsExactly(224, 224);
    }
  }

  @Test
  void values_are_normalized_as_keras_names_it() throws IOException {
    float[] mean = {0.485f, 0.456f, 0.406f};
    float[] std = {0.229f, 0.224f, 0.225f};
    float[] half = {0.5f, 0.5f, 0.5f};
    assertGives(functional().imagenetNormalization(), normalized(mean, std));
    assertGives(functional().normalization(mean, std), normalized(mean, std));
    assertGives(functional().symmetricNormalization(), normalized(half, half));
    float[] rgb = image(32, 32);
    float[] bgr = new float[rgb.length];
    float[] caffe = {103.939f, 116.779f, 123.68f};
    for (int i = 0; i < rgb.length; i++) {
      int channel = i / 1024;
      bgr[i] = rgb[(2 - channel) * 1024 + i % 1024] * 255 - caffe[channel];
    }
    assertGives(functional().caffeNormalization(), bgr);
  }

  private static float[] normalized(float[] mean, float[] std) {
    float[] pixels = image(32, 32);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (pixels[i] - mean[i / 1024]) / std[i / 1024];
    }
    return pixels;
  }

  private static void assertGives(KerasBackboneBuilder builder, float[] input) throws IOException {
    try (KerasBackbone asked = builder.layers("conv1").open();
        KerasBackbone plain = functional().layers("conv1").open()) {
      float[] expected = plain.run(input).get("conv1").values();
      assertThat(asked.run(image(32, 32)).get("conv1").values())
          .containsExactly(expected, within(1e-3f));
    }
  }

  @Test
  void a_layer_that_does_not_exist_is_answered_with_those_that_do() throws IOException {
    assertUnfit(
        functional().layers("pool9"),
        "has no layers [pool9]",
        "conv1 [4, 32, 32]",
        "pool1 [4, 16, 16]",
        "both [8, 8, 8]");
    assertUnfit(functional(), "no layers chosen", "relu2 [4, 8, 8]");
    assertUnfit(sequential().layers("third"), "second [5, 10, 12]");
    assertUnfit(unknown().layers("none"), "conv (Conv2D)", "scaled (Rescaling)");
  }

  @Test
  void a_layer_without_a_map_is_refused() throws IOException {
    assertUnfit(functional().layers("mean"), "\"mean\" gives [1, 8]", "choose an earlier layer");
    assertUnfit(sequential().layers("logits"), "\"logits\" gives [1, 2]");
  }

  @Test
  void what_dl4j_cannot_import_is_named_and_harms_no_layer_before_it() throws IOException {
    assertRefused(
        unknown().layers("scaled"), "\"scaled\" (Rescaling)", "export it to ONNX", "OnnxBackbone");
    try (KerasBackbone backbone = unknown().layers("conv").inputSize(9, 7).open()) {
      assertThat(backbone.run(image(7, 9))).containsOnlyKeys("conv");
    }
    byte[] model = Fixtures.bytes("functional.h5");
    assertRefused(
        Fixtures.of(replaced(model, "\"BatchNormalization\"", "\"TensorFlowOpLayer\" "))
            .layers("both"),
        "\"norm2\" (TensorFlowOpLayer)");
    assertRefused(
        Fixtures.of(replaced(model, "\"channels_last\", ", "\"channels_first\",")).layers("conv1"),
        "\"conv1\" has its channels first",
        "export it to ONNX");
    assertRefused(
        Fixtures.of(replaced(model, "\"Functional\"", "\"Subclassed\"")).layers("conv1"),
        "it is a \"Subclassed\"");
    assertRefused(
        Fixtures.of(replaced(model, "conv1/kernel:0", "conv1/colonel:")).layers("conv1"),
        "damaged");
  }

  @Test
  void settings_out_of_range_are_refused_at_the_call() throws IOException {
    KerasBackboneBuilder builder = functional();
    float[] three = {1, 1, 1};
    assertInvalid(() -> builder.layers("pool1", "pool1"));
    assertInvalid(() -> builder.inputSize(224, 0));
    assertInvalid(() -> builder.inputSize(5000, 224));
    assertInvalid(() -> builder.normalization(three, new float[] {1, 0, 1}));
    assertInvalid(() -> builder.normalization(new float[] {1, 1}, three));
  }

  @Test
  void nd4j_is_left_as_it_was_and_its_defaults_do_not_matter() throws IOException {
    DataType before = Nd4j.defaultFloatingPointType();
    float[] expected;
    Nd4j.getRandom().setSeed(3);
    double drawn = Nd4j.getRandom().nextDouble();
    Nd4j.getRandom().setSeed(3);
    try (KerasBackbone backbone = functional().layers("both").open()) {
      expected = backbone.run(image(32, 32)).get("both").values();
    }
    assertThat(Nd4j.getRandom().nextDouble()).isEqualTo(drawn);
    assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isNull();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try (KerasBackbone backbone = functional().layers("both").open()) {
      assertThat(backbone.run(image(32, 32)).get("both").values()).isEqualTo(expected);
      assertThat(Nd4j.defaultFloatingPointType()).isEqualTo(DataType.DOUBLE);
    } finally {
      Nd4j.setDefaultDataTypes(before, before);
    }
  }

  @Test
  @Timeout(120)
  void four_threads_get_the_bits_that_one_does_until_it_is_closed() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      KerasBackbone backbone = functional().layers("relu1", "both").open();
      float[] pixels = image(32, 32);
      Map<String, FeatureMap> expected = backbone.run(pixels);
      List<Callable<Map<String, FeatureMap>>> calls = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        calls.add(() -> backbone.run(pixels));
      }
      for (Future<Map<String, FeatureMap>> call : threads.invokeAll(calls)) {
        expected.forEach(
            (layer, map) -> assertThat(result(call, layer).values()).isEqualTo(map.values()));
      }
      Future<String> refused = threads.submit(() -> runUntilRefused(backbone));
      backbone.close();
      backbone.close();
      assertThat(refused.get()).contains("closed");
    } finally {
      threads.shutdownNow();
    }
  }

  private static FeatureMap result(Future<Map<String, FeatureMap>> call, String layer) {
    try {
      return call.get().get(layer);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String runUntilRefused(KerasBackbone backbone) {
    while (true) {
      try {
        backbone.run(image(32, 32));
      } catch (IllegalStateException e) {
        return e.getMessage();
      }
    }
  }

  private static void assertMaps(Map<String, FeatureMap> maps, String model, String... layers)
      throws IOException {
    assertThat(maps.keySet()).containsExactly(layers);
    JsonNode expected = Fixtures.expected(model);
    for (String layer : layers) {
      FeatureMap map = maps.get(layer);
      JsonNode shape = expected.path(layer).path("shape");
      assertThat(List.of(map.batch(), map.channels(), map.height(), map.width()))
          .containsExactly(1, shape.path(0).asInt(), shape.path(1).asInt(), shape.path(2).asInt());
      JsonNode values = expected.path(layer).path("values");
      assertThat(values.size()).isEqualTo((map.values().length + EVERY - 1) / EVERY);
      for (int i = 0; i < values.size(); i++) {
        assertThat(map.values()[i * EVERY])
            .as("%s, value %d", layer, i * EVERY)
            .isCloseTo((float) values.get(i).asDouble(), within(1e-5f));
      }
    }
  }

  private static void assertRefused(KerasBackboneBuilder builder, String... reasons) {
    assertThatThrownBy(builder::open)
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("tiny.h5: ")
        .hasMessageContainingAll(reasons);
  }

  private static void assertUnfit(KerasBackboneBuilder builder, String... reasons) {
    assertThatThrownBy(builder::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tiny.h5: ")
        .hasMessageContainingAll(reasons);
  }

  private static void assertInvalid(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }
}
