package io.github.anomaly4j.onnx;

import static io.github.anomaly4j.onnx.TinyModel.FLOAT;
import static io.github.anomaly4j.onnx.TinyModel.FLOAT16;
import static io.github.anomaly4j.onnx.TinyModel.INT64;
import static io.github.anomaly4j.onnx.TinyModel.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.spi.FeatureMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OnnxBackboneTest {
  private static final float[] RED = {
    0.0f, 0.1f, 0.2f, 0.3f, //
    0.4f, 0.5f, 0.6f, 0.7f, //
    0.8f, 0.9f, 1.0f, 0.0f, //
    0.1f, 0.2f, 0.3f, 0.4f
  };

  @Test
  void inner_tensors_of_a_classifier_are_as_computed_by_hand() throws IOException {
    try (OnnxBackbone backbone =
        open(builder(TinyModel.classifier(1, 4, 4)).layers("pool", "relu"))) {
      // Green is 0.5 and blue 0.25 everywhere.
      Map<String, FeatureMap> maps = backbone.run(image(RED, 0.5f, 0.25f));
      assertThat(maps.keySet()).containsExactly("pool", "relu");
      assertMap(
          maps.get("relu"),
          2,
          4,
          4,
          // R + G + B - 1 = R - 0.25
          0f,
          0f,
          0f,
          0.05f,
          0.15f,
          0.25f,
          0.35f,
          0.45f,
          0.55f,
          0.65f,
          0.75f,
          0f,
          0f,
          0f,
          0.05f,
          0.15f,
          // R - B = R - 0.25
          0f,
          0f,
          0f,
          0.05f,
          0.15f,
          0.25f,
          0.35f,
          0.45f,
          0.55f,
          0.65f,
          0.75f,
          0f,
          0f,
          0f,
          0.05f,
          0.15f);
      assertMap(maps.get("pool"), 2, 2, 2, 0.25f, 0.45f, 0.65f, 0.75f, 0.25f, 0.45f, 0.65f, 0.75f);
    }
  }

  @Test
  void values_are_normalized_channel_by_channel() throws IOException {
    OnnxBackboneBuilder builder = builder(TinyModel.classifier(1, 1, 1)).layers("relu");
    float[] pixel = {0.9f, 0.8f, 0.7f};
    try (OnnxBackbone backbone =
        open(builder.normalization(new float[] {0.1f, 0.2f, 0.3f}, new float[] {0.5f, 1, 2}))) {
      // 1.6 + 0.6 + 0.2 - 1 and 1.6 - 0.2
      assertMap(backbone.run(pixel).get("relu"), 2, 1, 1, 1.4f, 1.4f);
    }
    try (OnnxBackbone backbone = open(builder.imagenetNormalization())) {
      float red = (0.9f - 0.485f) / 0.229f;
      float green = (0.8f - 0.456f) / 0.224f;
      float blue = (0.7f - 0.406f) / 0.225f;
      assertMap(backbone.run(pixel).get("relu"), 2, 1, 1, red + green + blue - 1, red - blue);
      assertThat(pixel).containsExactly(0.9f, 0.8f, 0.7f);
    }
  }

  @Test
  void open_sizes_are_224_by_224_or_as_asked_for() throws IOException {
    OnnxBackboneBuilder builder = builder(TinyModel.classifier(OPEN, OPEN, OPEN)).layers("pool");
    try (OnnxBackbone backbone = open(builder)) {
      assertThat(backbone.settings().width()).isEqualTo(224);
      assertThat(backbone.settings().height()).isEqualTo(224);
      FeatureMap map = backbone.run(new float[3 * 224 * 224]).get("pool");
      assertThat(List.of(map.channels(), map.height(), map.width())).containsExactly(2, 112, 112);
    }
    try (OnnxBackbone backbone = open(builder.inputSize(6, 4))) {
      FeatureMap map = backbone.run(new float[3 * 6 * 4]).get("pool");
      assertThat(List.of(map.channels(), map.height(), map.width())).containsExactly(2, 2, 3);
      assertThatThrownBy(() -> backbone.run(new float[3 * 5 * 4]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("60 values; expected 3 * 4 * 6");
    }
  }

  @Test
  void a_fixed_size_is_taken_and_another_refused() throws IOException {
    OnnxBackboneBuilder builder = builder(TinyModel.classifier(1, 4, 6)).layers("pool");
    try (OnnxBackbone backbone = open(builder)) {
      assertThat(backbone.settings().width()).isEqualTo(6);
      assertThat(backbone.settings().height()).isEqualTo(4);
    }
    assertUnfit(builder.inputSize(8, 4), "takes images 6 pixels wide and no others");
  }

  @Test
  void tokens_become_a_map_and_those_before_the_patches_are_dropped() throws IOException {
    float[] red = new float[64];
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        red[y * 8 + x] = (y < 4 ? 0 : 0.5f) + (x < 4 ? 0 : 0.25f);
      }
    }
    for (int extra : new int[] {1, 2, 3}) {
      try (OnnxBackbone backbone = open(builder(TinyModel.transformer(extra)).layers("tokens"))) {
        assertMap(
            backbone.run(image(red, 0.1f, 0.2f)).get("tokens"),
            3,
            2,
            2,
            0,
            0.25f,
            0.5f,
            0.75f, //
            0.1f,
            0.1f,
            0.1f,
            0.1f, //
            0.2f,
            0.2f,
            0.2f,
            0.2f);
      }
    }
    assertUnfit(
        builder(TinyModel.transformer(4)).layers("tokens"),
        "layer \"tokens\" gives [1, 8, 3] for an image of 8 x 8 pixels; expected a map");
  }

  @Test
  void channels_last_go_in_and_come_out_as_planes() throws IOException {
    OnnxBackboneBuilder builder = builder(TinyModel.channelsLast()).layers("relu", "inner");
    Random random = new Random(3);
    float[] pixels = new float[3 * 24];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    float[] expected = new float[2 * 24];
    for (int i = 0; i < 24; i++) {
      expected[i] = Math.max(0, pixels[i] + pixels[24 + i] + pixels[48 + i] - 1);
      expected[24 + i] = Math.max(0, pixels[i] - pixels[48 + i]);
    }
    try (OnnxBackbone backbone = open(builder.channelsLast())) {
      Map<String, FeatureMap> maps = backbone.run(pixels);
      assertMap(maps.get("relu"), 2, 4, 6, expected);
      assertMap(maps.get("inner"), 2, 4, 6, expected);
    }
    assertUnfit(builder, "channels last", "call channelsLast()");
    assertUnfit(
        builder(TinyModel.classifier(1, 4, 6)).layers("relu").channelsLast(),
        "channels first",
        "leave channelsLast() out");
  }

  @Test
  void what_only_other_layers_need_need_not_be_given() throws IOException {
    TinyModel twoInputs =
        TinyModel.classifier(1, 4, 4)
            .input("words", FLOAT, 1, 2)
            .node("Add", "both", new String[] {"logits", "words"})
            .output("both", FLOAT, 1, 2);
    try (OnnxBackbone backbone = open(builder(twoInputs).layers("pool").input("image"))) {
      assertThat(backbone.run(new float[48])).containsOnlyKeys("pool");
    }
    assertUnfit(builder(twoInputs).layers("both"), "need several inputs", "image", "words");
    assertUnfit(builder(twoInputs).layers("pool").input("words"), "\"words\"", "\"image\"");
  }

  @Test
  void layers_that_are_no_maps_are_refused_when_the_backbone_is_opened() throws IOException {
    OnnxBackboneBuilder builder = builder(TinyModel.classifier(1, 4, 4));
    assertUnfit(builder, "no layers chosen", "[logits, mean, pool, relu, conv]");
    assertUnfit(builder.layers("logits"), "\"logits\" gives [1, 2]", "choose an earlier layer");
    assertUnfit(builder.layers("layer3"), "makes no tensor \"layer3\"");
    TinyModel shape =
        TinyModel.classifier(1, 4, 4)
            .node("Shape", "sizes", new String[] {"pool"})
            .output("sizes", INT64, 4);
    assertUnfit(builder(shape).layers("sizes"), "\"sizes\" holds no float32 tensor");
    TinyModel constant =
        TinyModel.classifier(1, 4, 4)
            .weight("constant", new float[48], 1, 3, 4, 4)
            .node("Relu", "still", new String[] {"constant"});
    assertUnfit(builder(constant).layers("still"), "[still] need no input");
  }

  @Test
  void models_that_take_no_color_image_are_refused() throws IOException {
    assertRefused(TinyModel.classifier(4, 4, 4), "takes 4 images at once");
    assertRefused(TinyModel.classifier(1, 4, 5000), "takes images 5000 pixels wide");
    assertRefused(TinyModel.classifier(1, 1L << 40, 4), "pixels high; expected at most 4096");
    assertRefused(relu(new TinyModel().input("image", FLOAT, 1, 1, 4, 4)), "expected 3 channels");
    assertRefused(relu(new TinyModel().input("image", FLOAT, 1, 48)), "expected four sizes");
    assertRefused(relu(new TinyModel().input("image", FLOAT16, 1, 3, 4, 4)), "expected float32");
    assertRefused(
        new TinyModel()
            .node("Frobnicate", "relu", new String[] {"image"})
            .input("image", FLOAT, 1, 3, 4, 4)
            .output("relu", FLOAT, 1, 3, 4, 4),
        "(Frobnicate) is none that a feature extractor needs");
  }

  @Test
  void a_size_at_which_the_model_fails_is_refused() throws IOException {
    TinyModel grid =
        new TinyModel()
            .input("image", FLOAT, 1, 3, OPEN, OPEN)
            .weights("sizes", 1, 3, 16, 4)
            .node("Reshape", "relu", new String[] {"image", "sizes"})
            .output("relu", FLOAT, 1, 3, 16, 4);
    assertUnfit(
        builder(grid).layers("relu").inputSize(5, 5), "cannot run on an image of 5 x 5 pixels");
  }

  @Test
  void a_file_is_read_when_it_is_opened(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tiny.onnx");
    OnnxBackboneBuilder builder = OnnxBackbone.of(file).layers("pool").sessionOptions(one());
    assertThatThrownBy(builder::open).isInstanceOf(NoSuchFileException.class);
    byte[] bytes = TinyModel.classifier(1, 4, 4).bytes();
    Files.write(file, bytes);
    try (OnnxBackbone backbone = builder.open()) {
      assertThat(backbone.sha256()).isEqualTo(OnnxModel.of(bytes, file).sha256());
      assertThat(backbone).hasToString(file + ": images of 4 x 4 pixels to [pool]");
    }
  }

  @Test
  void its_settings_survive_json_and_open_the_same_backbone() throws IOException {
    TinyModel model = TinyModel.classifier(OPEN, OPEN, OPEN);
    float[] pixels = image(RED, 0.5f, 0.25f);
    try (OnnxBackbone backbone =
        open(builder(model).layers("relu").imagenetNormalization().inputSize(4, 4))) {
      ObjectMapper json = new ObjectMapper();
      OnnxSettings settings =
          json.readValue(json.writeValueAsString(backbone.settings()), OnnxSettings.class);
      assertThat(settings).isEqualTo(backbone.settings());
      assertThat(settings.input()).isEqualTo("image");
      try (OnnxBackbone again = open(builder(model).settings(settings))) {
        assertThat(again.run(pixels).get("relu").values())
            .isEqualTo(backbone.run(pixels).get("relu").values());
      }
    }
  }

  @Test
  void settings_out_of_range_are_refused_at_the_call() throws IOException {
    OnnxBackboneBuilder builder = builder(TinyModel.classifier(1, 4, 4));
    float[] three = {1, 1, 1};
    assertInvalid(() -> builder.layers("pool", "pool"));
    assertInvalid(() -> builder.inputSize(224, 0));
    assertInvalid(() -> builder.inputSize(5000, 224));
    assertInvalid(() -> builder.normalization(three, new float[] {1, 0, 1}));
    assertInvalid(() -> builder.normalization(new float[] {1, 1}, three));
    assertInvalid(() -> builder.normalization(new float[] {1, Float.NaN, 1}, three));
  }

  @Test
  void session_options_reach_the_session_and_refused_ones_are_told() throws IOException {
    OnnxBackboneBuilder builder = builder(TinyModel.classifier(1, 4, 4)).layers("pool");
    List<String> called = new ArrayList<>();
    builder.sessionOptions(options -> called.add("called")).open().close();
    assertThat(called).containsExactly("called");
    assertThatThrownBy(
            () ->
                builder
                    .sessionOptions(options -> options.addConfigEntry("x".repeat(5000), "1"))
                    .open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sessionOptions");
  }

  @Test
  @Timeout(60)
  void four_threads_get_the_bits_that_one_does() throws Exception {
    List<float[]> images = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 16; i++) {
      float[] pixels = new float[3 * 32 * 32];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = random.nextFloat();
      }
      images.add(pixels);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (OnnxBackbone backbone =
        open(
            builder(TinyModel.classifier(1, OPEN, OPEN))
                .layers("pool", "relu")
                .imagenetNormalization()
                .inputSize(32, 32))) {
      List<Map<String, FeatureMap>> alone = images.stream().map(backbone::run).toList();
      List<Callable<Map<String, FeatureMap>>> calls = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        images.forEach(pixels -> calls.add(() -> backbone.run(pixels)));
      }
      List<Future<Map<String, FeatureMap>>> together = threads.invokeAll(calls);
      for (int i = 0; i < together.size(); i++) {
        Map<String, FeatureMap> expected = alone.get(i % images.size());
        for (Map.Entry<String, FeatureMap> map : together.get(i).get().entrySet()) {
          assertThat(map.getValue().values()).isEqualTo(expected.get(map.getKey()).values());
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Timeout(60)
  void closing_while_threads_run_refuses_what_comes_after_and_harms_nothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 20; round++) {
        OnnxBackbone backbone =
            open(builder(TinyModel.classifier(1, OPEN, OPEN)).layers("pool").inputSize(128, 128));
        CountDownLatch running = new CountDownLatch(3);
        List<Future<String>> ends = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
          ends.add(threads.submit(() -> runUntilRefused(backbone, running)));
        }
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        backbone.close();
        for (Future<String> end : ends) {
          assertThat(end.get(30, TimeUnit.SECONDS)).contains("closed");
        }
        backbone.close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String runUntilRefused(OnnxBackbone backbone, CountDownLatch running) {
    float[] pixels = new float[3 * 128 * 128];
    while (true) {
      try {
        backbone.run(pixels);
        running.countDown();
      } catch (IllegalStateException e) {
        return e.getMessage();
      }
    }
  }

  private static TinyModel relu(TinyModel model) {
    return model.node("Relu", "relu", new String[] {"image"}).output("relu");
  }

  private static void assertRefused(TinyModel model, String reason) throws IOException {
    OnnxBackboneBuilder builder = builder(model).layers("relu");
    assertThatThrownBy(() -> open(builder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("tiny.onnx: ")
        .hasMessageContaining(reason);
  }

  private static void assertUnfit(OnnxBackboneBuilder builder, String... reasons) {
    assertThatThrownBy(() -> open(builder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tiny.onnx: ")
        .hasMessageContainingAll(reasons);
  }

  private static void assertInvalid(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertMap(
      FeatureMap map, int channels, int rows, int columns, float... values) {
    assertThat(List.of(map.batch(), map.channels(), map.height(), map.width()))
        .containsExactly(1, channels, rows, columns);
    assertThat(map.values()).containsExactly(values, within(1e-6f));
  }

  private static float[] image(float[] red, float green, float blue) {
    float[] pixels = Arrays.copyOf(red, 3 * red.length);
    Arrays.fill(pixels, red.length, 2 * red.length, green);
    Arrays.fill(pixels, 2 * red.length, 3 * red.length, blue);
    return pixels;
  }

  private static OnnxBackboneBuilder builder(TinyModel model) throws IOException {
    return OnnxBackbone.of(model.model()).sessionOptions(one());
  }

  /** Tests share their machine. */
  private static OnnxBackboneBuilder.SessionSetup one() {
    return options -> options.setIntraOpNumThreads(1);
  }

  private static OnnxBackbone open(OnnxBackboneBuilder builder) throws IOException {
    return builder.open();
  }
}
