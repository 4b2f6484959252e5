package io.github.anomaly4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.spi.FeatureMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real network, where there is one: a ResNet-18 without its last layer and classifier. */
class ResNetTrunkTest {
  /** Surefire runs in the module's folder. */
  private static final Path BACKBONES =
      Path.of(System.getProperty("anomaly.backbones", "../../shared/backbones"));

  private static final Path MODEL = BACKBONES.resolve("resnet18-trunk.onnx");
  private static final Path WEIGHTS = BACKBONES.resolve("resnet18-trunk.npz");
  private static final Path SCREW =
      Path.of(System.getProperty("anomaly.data", "../../shared/data/parts12"))
          .resolve("screw/test/thread_top/000.jpg");

  @BeforeEach
  void find() {
    assumeTrue(
        Files.isRegularFile(MODEL),
        () -> "skipped: there is no " + MODEL + "; give -Danomaly.backbones=DIR");
  }

  @Test
  void its_layers_have_the_shapes_that_they_should() throws IOException {
    OnnxBackboneBuilder builder = builder().layers("layer1", "layer2", "layer3");
    try (OnnxBackbone backbone = builder.open();
        OnnxBackbone wide = builder.inputSize(320, 256).open()) {
      assertThat(shapes(backbone.run(new float[3 * 224 * 224])))
          .containsExactly(
              List.of(1, 64, 56, 56), List.of(1, 128, 28, 28), List.of(1, 256, 14, 14));
      assertThat(shapes(wide.run(new float[3 * 320 * 256])))
          .containsExactly(
              List.of(1, 64, 64, 80), List.of(1, 128, 32, 40), List.of(1, 256, 16, 20));
    }
  }

  @Test
  void a_promoted_tensor_is_what_the_model_itself_would_give() throws IOException {
    OnnxModel model = OnnxModel.read(MODEL);
    // In a model that gives layer3 alone, layer2 is an inner tensor.
    OnnxModel shorter = OnnxModel.of(model.withOutputs(List.of("layer3")), Path.of("shorter"));
    assertThat(shorter.outputs()).hasSize(1);
    assertThat(shorter.inner()).extracting(OnnxModel.Tensor::name).contains("layer2");
    float[] pixels = noise(224);
    try (OnnxBackbone own = builder().layers("layer2", "layer3").open();
        OnnxBackbone promoted =
            one(OnnxBackbone.of(shorter)).imagenetNormalization().layers("layer2").open()) {
      assertThat(promoted.run(pixels).get("layer2").values())
          .isEqualTo(own.run(pixels).get("layer2").values());
    }
  }

  @Test
  void a_photograph_gives_what_plain_convolutions_with_the_same_weights_do() throws IOException {
    assumeTrue(Files.isRegularFile(WEIGHTS), () -> "skipped: there is no " + WEIGHTS);
    int side = 64;
    float[] pixels =
        Files.isRegularFile(SCREW)
            ? new Letterbox(side, side).fit(Image.read(SCREW)).pixels()
            : noise(side);
    Map<String, FeatureMap> expected = PlainResNet.read(WEIGHTS).run(pixels, side, side);
    try (OnnxBackbone backbone =
        builder().layers("layer1", "layer2", "layer3").inputSize(side, side).open()) {
      Map<String, FeatureMap> found = backbone.run(pixels);
      assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
      found.forEach(
          (layer, map) -> {
            float[] values = expected.get(layer).values();
            assertThat(map.values()).as(layer).containsExactly(values, within(1e-4f));
            // Not for want of anything to compare.
            assertThat(largest(values)).isGreaterThan(1);
          });
    }
  }

  @Test
  @Timeout(60)
  void threads_that_share_a_session_of_several_threads_get_the_bits_that_one_does()
      throws Exception {
    int side = 64;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (OnnxBackbone backbone =
        builder()
            .sessionOptions(options -> options.setIntraOpNumThreads(2))
            .layers("layer3")
            .inputSize(side, side)
            .open()) {
      float[] pixels = noise(side);
      float[] alone = backbone.run(pixels).get("layer3").values();
      List<Callable<FeatureMap>> runs =
          Collections.nCopies(40, () -> backbone.run(pixels).get("layer3"));
      for (Future<FeatureMap> run : threads.invokeAll(runs)) {
        assertThat(run.get().values()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  private static List<List<Integer>> shapes(Map<String, FeatureMap> maps) {
    return maps.values().stream()
        .map(map -> List.of(map.batch(), map.channels(), map.height(), map.width()))
        .toList();
  }

  private static float[] noise(int side) {
    Random random = new Random(5);
    float[] pixels = new float[3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return pixels;
  }

  private static OnnxBackboneBuilder builder() {
    return one(OnnxBackbone.of(MODEL)).imagenetNormalization();
  }

  /** Tests share their machine. */
  private static OnnxBackboneBuilder one(OnnxBackboneBuilder builder) {
    return builder.sessionOptions(options -> options.setIntraOpNumThreads(1));
  }
}
