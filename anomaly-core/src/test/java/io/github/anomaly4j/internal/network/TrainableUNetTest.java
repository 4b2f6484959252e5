package io.github.anomaly4j.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.OptimizerConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.progress.EpochReport.Losses;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class TrainableUNetTest {
  private static final UNetConfig CONFIG =
      UNetConfig.defaults().withDepth(2).withBaseWidth(4).withSkips(0.5, 1);
  private final Samples samples = Samples.of(3, 16, 24, 1);

  @Test
  void the_same_seed_gives_the_same_bits_after_several_steps() {
    try (TrainableUNet a = create(5);
        TrainableUNet b = create(5)) {
      for (int i = 0; i < 5; i++) {
        assertThat(samples.step(a)).isEqualTo(samples.step(b));
      }
      assertSame(a.state(), b.state());
    }
  }

  @Test
  void the_bits_do_not_depend_on_the_number_of_threads() {
    try (TrainableUNet alone = create(5)) {
      for (int i = 0; i < 5; i++) {
        samples.step(alone);
      }
      for (int threads : new int[] {2, 3, 5}) {
        try (Workers workers = Workers.of(threads);
            TrainableUNet shared = create(5)) {
          for (int i = 0; i < 5; i++) {
            workers.run(() -> samples.step(shared));
          }
          assertSame(shared.state(), alone.state());
        }
      }
    }
  }

  @Test
  void another_seed_gives_other_weights() {
    try (TrainableUNet a = create(5);
        TrainableUNet b = create(6)) {
      assertThat(a.state().arrays().floats("parameters", Tensors.ANY))
          .isNotEqualTo(b.state().arrays().floats("parameters", Tensors.ANY));
    }
  }

  @Test
  void a_resumed_training_gives_the_same_bits_as_one_without_a_break() {
    try (TrainableUNet whole = create(7);
        TrainableUNet resumed = create(8)) {
      Samples other = Samples.of(2, 12, 16, 9);
      samples.step(whole);
      other.step(whole);
      resumed.restore(whole.state());
      assertThat(resumed.stepCount()).isEqualTo(2);
      for (int i = 0; i < 3; i++) {
        assertThat(samples.step(resumed)).isEqualTo(samples.step(whole));
      }
      assertSame(resumed.state(), whole.state());
      assertThat(samples.losses(resumed)).isEqualTo(samples.losses(whole));
    }
  }

  @Test
  void training_on_a_tiny_set_lowers_every_loss() {
    try (TrainableUNet network = create(11)) {
      Losses first = samples.step(network).losses();
      for (int i = 0; i < 60; i++) {
        samples.step(network);
      }
      Losses last = samples.step(network).losses();
      assertThat(last.ssim()).isLessThan(0.5 * first.ssim());
      assertThat(last.mse()).isLessThan(0.5 * first.mse());
      assertThat(last.mask()).isLessThan(first.mask());
      assertThat(last.total()).isLessThan(0.7 * first.total());
    }
  }

  @Test
  void evaluating_the_losses_changes_nothing() {
    try (TrainableUNet network = create(12)) {
      samples.step(network);
      TrainingState before = network.state();
      Losses losses = samples.losses(network);
      assertThat(samples.losses(network)).isEqualTo(losses);
      assertSame(network.state(), before);
    }
  }

  @Test
  void a_loss_that_is_not_finite_is_reported_and_not_learned() {
    try (TrainableUNet network = create(13)) {
      samples.step(network);
      TrainingState before = network.state();
      float[] broken = samples.target().clone();
      broken[17] = Float.NaN;
      StepResult result = network.step(samples.input(), broken, samples.mask(), 3, 16, 24, 1e-3);
      assertThat(result.losses().total()).isNaN();
      assertSame(network.state(), before);
      assertThat(samples.step(network).losses().total()).isFinite();
      assertThat(network.stepCount()).isEqualTo(2);
    }
  }

  @Test
  void a_step_moves_no_further_than_the_clipped_gradient_allows() {
    // With beta1 = beta2 = 0 and a large epsilon a step is the gradient itself over epsilon.
    OptimizerConfig plain = new OptimizerConfig(0, 0, 0.999, 0, 1e-3);
    try (TrainableUNet network = TrainableUNet.create(CONFIG, LossConfig.defaults(), plain, 14)) {
      float[] before = network.state().arrays().floats("parameters", Tensors.ANY);
      StepResult result =
          network.step(samples.input(), samples.target(), samples.mask(), 3, 16, 24, 0.5);
      assertThat(result.gradientNorm()).isGreaterThan(1e-3);
      float[] mean = network.state().arrays().floats("adam.mean", Tensors.ANY);
      double norm = 0;
      for (float value : mean) {
        norm += (double) value * value;
      }
      assertThat(Math.sqrt(norm)).isCloseTo(1e-3, within(1e-6));
      assertThat(network.state().arrays().floats("parameters", Tensors.ANY)).isNotEqualTo(before);
    }
  }

  @Test
  void creating_and_training_leave_the_random_numbers_of_nd4j_alone() {
    Nd4j.getRandom().setSeed(99);
    double expected = Nd4j.getRandom().nextDouble();
    Nd4j.getRandom().setSeed(99);
    try (TrainableUNet network = create(16)) {
      samples.step(network);
    }
    assertThat(Nd4j.getRandom().nextDouble()).isEqualTo(expected);
  }

  @Test
  void a_network_without_a_mask_output_learns_images_alone() {
    try (TrainableUNet network =
        TrainableUNet.create(CONFIG.withMaskOutput(false), LossConfig.defaults(), 17)) {
      StepResult result = network.step(samples.input(), samples.target(), null, 3, 16, 24, 1e-3);
      assertThat(result.losses().mask()).isZero();
      assertThat(network.stepCount()).isEqualTo(1);
    }
  }

  @Test
  void wrong_arguments_are_refused_with_a_reason() {
    try (TrainableUNet network = create(18)) {
      float[] in = samples.input();
      float[] mask = samples.mask();
      refuses(() -> network.step(in, in, mask, 3, 16, 23, 1e-3), "multiples of 4");
      refuses(() -> network.step(in, in, mask, 2, 16, 24, 1e-3), "input must have");
      refuses(() -> network.step(in, in, null, 3, 16, 24, 1e-3), "mask must not be null");
      refuses(() -> network.step(in, in, mask, 3, 16, 24, Double.NaN), "learningRate");
      refuses(() -> network.step(new float[192], new float[192], new float[64], 1, 8, 8, 1), "11");
      refuses(() -> network.restore(new TrainingState(0, Tensors.none())), "parameters");
    }
  }

  @Test
  void a_closed_network_says_so() {
    TrainableUNet network = create(19);
    network.close();
    network.close();
    assertThatThrownBy(() -> samples.step(network))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static TrainableUNet create(long seed) {
    return TrainableUNet.create(CONFIG, LossConfig.defaults(), seed);
  }

  private static void assertSame(TrainingState a, TrainingState b) {
    assertThat(a.step()).isEqualTo(b.step());
    assertThat(a.arrays()).isEqualTo(b.arrays());
  }

  private static void refuses(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
