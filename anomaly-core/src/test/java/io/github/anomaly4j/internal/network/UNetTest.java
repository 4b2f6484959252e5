package io.github.anomaly4j.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.FreshJvm;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.spi.FeatureMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class UNetTest {
  private static final UNetConfig CONFIG =
      UNetConfig.defaults().withDepth(2).withBaseWidth(4).withSkips(0.5, 1);
  private static final Samples SAMPLES = Samples.of(2, 32, 16, 1);
  private static TrainableUNet training;
  private static UNet network;

  @BeforeAll
  static void train() {
    training = TrainableUNet.create(CONFIG, LossConfig.defaults(), 1);
    for (int i = 0; i < 20; i++) {
      SAMPLES.step(training);
    }
    network = training.toUNet();
  }

  @AfterAll
  static void close() {
    network.close();
    training.close();
  }

  @Test
  void the_folded_network_gives_what_the_graph_gives_in_inference_mode() {
    SAMPLES.losses(training);
    INDArray[] graph = training.graph().output(false, training.graph().getInput(0));
    UNet.Output output = network.run(SAMPLES.input(), 2, 32, 16);
    float[] images = graph[0].permute(0, 3, 1, 2).dup('c').data().asFloat();
    float[] mask = graph[1].permute(0, 3, 1, 2).dup('c').data().asFloat();
    assertThat(output.reconstruction().values()).containsExactly(images, within(1e-4f));
    float[] probabilities = output.maskLogits().values();
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (float) (1 / (1 + Math.exp(-probabilities[i])));
    }
    assertThat(probabilities).containsExactly(mask, within(1e-4f));
  }

  @Test
  void feature_maps_have_the_shapes_of_their_levels() {
    Map<String, FeatureMap> features =
        network.run(SAMPLES.input(), 2, 32, 16, CONFIG.featureNames()).features();
    assertThat(features.keySet()).containsExactlyElementsOf(CONFIG.featureNames());
    FeatureMap bottleneck = features.get("enc2");
    assertThat(List.of(bottleneck.channels(), bottleneck.height(), bottleneck.width()))
        .containsExactly(16, 8, 4);
    FeatureMap last = features.get("dec0");
    assertThat(List.of(last.batch(), last.channels(), last.height(), last.width()))
        .containsExactly(2, 4, 32, 16);
  }

  @Test
  void asking_for_features_does_not_change_the_outputs() {
    UNet.Output plain = network.run(SAMPLES.input(), 2, 32, 16);
    UNet.Output with = network.run(SAMPLES.input(), 2, 32, 16, CONFIG.featureNames());
    assertThat(with.reconstruction().values()).isEqualTo(plain.reconstruction().values());
    assertThat(with.maskLogits().values()).isEqualTo(plain.maskLogits().values());
  }

  @Test
  void a_network_built_from_its_tensors_gives_the_same_bits() {
    assertThat(network.tensors().names())
        .containsExactlyInAnyOrderElementsOf(CONFIG.tensorShapes().keySet());
    try (UNet copy = UNet.of(CONFIG, network.tensors())) {
      assertSameBits(run(copy), run(network));
    }
  }

  @Test
  void four_threads_get_the_same_bits_as_one() throws Exception {
    UNet.Output expected = run(network);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        calls.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 10; i++) {
                    assertSameBits(run(network), expected);
                  }
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void images_of_a_batch_do_not_touch_each_other() {
    int half = SAMPLES.input().length / 2;
    float[] first = java.util.Arrays.copyOf(SAMPLES.input(), half);
    float[] alone = network.run(first, 1, 32, 16).reconstruction().values();
    float[] together = run(network).reconstruction().values();
    assertThat(java.util.Arrays.copyOf(together, half)).containsExactly(alone, within(1e-5f));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void resident_memory_is_flat_over_many_calls(@TempDir Path folder) throws Exception {
    // In a process of its own, whose heap is small: that of this one grows by hundreds of MB.
    String told = new FreshJvm(folder).with("-Xmx256m").run(FreshJvm.classPath(), ManyCalls.class);
    assertThat(told).contains("grew by").endsWith("exit 0");
    // One call's arrays are 2 MB: kept until a collection they would be more than 1 GB.
    assertThat(Long.parseLong(told.replaceAll("(?s).*grew by (-?\\d+) MB.*", "$1")))
        .isLessThan(300);
  }

  /** Runs a network again and again. */
  static final class ManyCalls {
    public static void main(String[] args) throws Exception {
      Samples large = Samples.of(2, 64, 64, 3);
      try (TrainableUNet training = TrainableUNet.create(CONFIG, LossConfig.defaults(), 1);
          UNet network = training.toUNet()) {
        for (int i = 0; i < 100; i++) {
          network.run(large.input(), 2, 64, 64, CONFIG.featureNames());
        }
        long before = residentMegabytes();
        for (int i = 0; i < 600; i++) {
          network.run(large.input(), 2, 64, 64, CONFIG.featureNames());
        }
        System.out.println("grew by " + (residentMegabytes() - before) + " MB");
      }
    }
  }

  @Test
  void wrong_arguments_are_refused_with_a_reason() {
    float[] input = SAMPLES.input();
    refuses(() -> network.run(input, 2, 30, 16), "multiples of 4");
    refuses(() -> network.run(input, 1, 32, 16), "input must have");
    refuses(() -> network.run(input, 0, 32, 16), "batch");
    refuses(() -> network.run(input, 2, 32, 16, List.of("enc7")), "enc7");
  }

  @Test
  void tensors_that_do_not_fit_are_refused_with_a_reason() {
    Map<String, Tensor> tensors = new HashMap<>(network.tensors().byName());
    refuses(() -> UNet.of(CONFIG.withBaseWidth(8), Tensors.of(tensors)), "expected 3 x 3 x 3 x 8");
    float[] bias = network.tensors().floats("enc0.bias", Tensors.ANY);
    bias[0] = Float.NaN;
    tensors.put("enc0.bias", new Tensor.Floats(bias));
    refuses(() -> UNet.of(CONFIG, Tensors.of(tensors)), "enc0.bias has a value of NaN");
    tensors.remove("enc0.bias");
    refuses(() -> UNet.of(CONFIG, Tensors.of(tensors)), "Expected the tensors");
  }

  @Test
  void a_closed_network_says_so_and_closes_twice() {
    UNet closed = UNet.of(CONFIG, network.tensors());
    run(closed);
    closed.close();
    closed.close();
    assertThatThrownBy(() -> run(closed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static UNet.Output run(UNet network) {
    return network.run(SAMPLES.input(), 2, 32, 16);
  }

  private static void assertSameBits(UNet.Output a, UNet.Output b) {
    assertThat(a.reconstruction().values()).isEqualTo(b.reconstruction().values());
    assertThat(a.maskLogits().values()).isEqualTo(b.maskLogits().values());
  }

  private static long residentMegabytes() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static void refuses(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
