package io.github.anomaly4j.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.network.blocked.OneDnn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A finished network by oneDNN's own operations, on several threads and from hostile files. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class BlockedUNetTest {
  private static final UNetConfig CONFIG = UNetConfig.defaults().withDepth(2).withSkips(0.5, 1);
  private static final int THREADS = 4;
  private static final List<Samples> SIZES =
      List.of(Samples.of(2, 32, 16, 1), Samples.of(1, 16, 48, 2), Samples.of(3, 4, 4, 3));
  private static Tensors tensors;

  @BeforeAll
  static void train() {
    assertThat(OneDnn.get()).isPresent();
    try (TrainableUNet training = TrainableUNet.create(CONFIG, LossConfig.defaults(), 1);
        UNet network = training.toUNet()) {
      tensors = network.tensors();
    }
  }

  @Test
  void threads_that_take_turns_with_images_of_other_sizes_get_the_bits_of_one() throws Exception {
    try (UNet network = UNet.of(CONFIG, tensors)) {
      List<float[]> expected = SIZES.stream().map(size -> run(network, size)).toList();
      together(
          thread -> {
            for (int i = 0; i < 30; i++) {
              int size = (thread + i) % SIZES.size();
              assertThat(run(network, SIZES.get(size))).isEqualTo(expected.get(size));
            }
          });
    }
  }

  @Test
  void a_network_that_is_closed_while_threads_use_it_ends_their_runs_and_refuses_others()
      throws Exception {
    UNet network = UNet.of(CONFIG, tensors);
    float[] expected = run(network, SIZES.get(0));
    CountDownLatch running = new CountDownLatch(THREADS - 1);
    together(
        thread -> {
          if (thread == 0) {
            running.await();
            network.close();
            return;
          }
          assertThat(run(network, SIZES.get(0))).isEqualTo(expected);
          running.countDown();
          assertThatThrownBy(
                  () -> {
                    while (true) {
                      assertThat(run(network, SIZES.get(0))).isEqualTo(expected);
                    }
                  })
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("closed");
        });
  }

  @Test
  void a_network_from_a_file_whose_inner_values_are_no_numbers_is_refused() {
    Map<String, Tensor> hostile = new HashMap<>(tensors.byName());
    float[] bias = tensors.floats("enc0.conv1.bias", Tensors.ANY);
    Arrays.fill(bias, 3e38f);
    hostile.put("enc0.conv1.bias", new Tensor.Floats(bias));
    float[] weights = tensors.floats("enc0.main.weight", Tensors.ANY);
    // The products overflow, and the sum of both infinities is no number, of which ReLU makes 0.
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i / CONFIG.width(0) % 2 == 0 ? 10 : -10;
    }
    hostile.put("enc0.main.weight", new Tensor.Floats(weights));
    try (UNet network = UNet.of(CONFIG, Tensors.of(hostile))) {
      assertThatThrownBy(() -> NetworkTrial.check(network))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("NaN of noise");
    }
  }

  private static float[] run(UNet network, Samples samples) {
    UNet.Output output =
        network.run(
            samples.input(),
            samples.batch(),
            samples.height(),
            samples.width(),
            CONFIG.featureNames());
    return output.features().get("dec0").values();
  }

  private interface Work {
    void run(int thread) throws Exception;
  }

  private static void together(Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        calls.add(
            threads.submit(
                () -> {
                  work.run(thread);
                  return null;
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
