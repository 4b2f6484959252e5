package io.github.anomaly4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TrainingConfigTest {

  @Property(tries = 100)
  void the_learning_rate_rises_to_its_height_and_then_falls_to_almost_nothing(
      @ForAll @IntRange(min = 2, max = 20) int epochs,
      @ForAll @IntRange(min = 10, max = 50) int steps,
      @ForAll @IntRange(min = 0, max = 15) int warmUp) {
    TrainingConfig config = new TrainingConfig(epochs, steps, 4, 32, 0.01, warmUp, 5, 0.2);
    int highest = Math.max(0, warmUp - 1);
    assertThat(config.learningRateAt(highest)).isEqualTo(0.01);
    for (int step = 0; step < highest; step++) {
      assertThat(config.learningRateAt(step))
          .isPositive()
          .isLessThan(config.learningRateAt(step + 1));
    }
    for (int step = Math.max(highest, warmUp); step < config.totalSteps() - 1; step++) {
      assertThat(config.learningRateAt(step + 1))
          .isPositive()
          .isLessThan(config.learningRateAt(step));
    }
    assertThat(config.learningRateAt(config.totalSteps() - 1))
        .isLessThan(0.01 * 3 * Math.pow(config.totalSteps() - warmUp, -2));
  }

  @Example
  void a_run_shorter_than_its_warm_up_only_rises() {
    TrainingConfig config = new TrainingConfig(1, 5, 4, 32, 0.01, 50, 5, 0.2);
    assertThat(config.learningRateAt(4)).isEqualTo(0.001);
  }

  @Example
  void nonsense_is_rejected_by_name() {
    TrainingConfig sound = TrainingConfig.defaults();
    rejected(() -> sound.withEpochs(0), "epochs");
    rejected(() -> sound.withStepsPerEpoch(0), "stepsPerEpoch");
    rejected(() -> sound.withCropSize(31), "cropSize");
    rejected(() -> sound.withEpochs(10_001), "epochs");
    rejected(() -> sound.withStepsPerEpoch(100_001), "stepsPerEpoch");
    rejected(() -> sound.withCropSize(4097), "cropSize");
    rejected(() -> new TrainingConfig(1, 1, 43, 4096, 0.1, 0, 1, 0.2), "batchSize");
    for (double rate : new double[] {0, -1, 1, Double.NaN, Double.POSITIVE_INFINITY}) {
      rejected(() -> sound.withLearningRate(rate), "learningRate");
    }
    rejected(() -> new TrainingConfig(1, 1, 0, 32, 0.1, 0, 1, 0.2), "batchSize");
    rejected(() -> new TrainingConfig(1, 1, 1, 32, 0.1, -1, 1, 0.2), "warmUpSteps");
    rejected(() -> new TrainingConfig(1, 1, 1, 32, 0.1, 0, 0, 0.2), "patience");
    for (double fraction : new double[] {0, 0.51, Double.NaN}) {
      rejected(() -> new TrainingConfig(1, 1, 1, 32, 0.1, 0, 1, fraction), "heldOutFraction");
    }
  }

  @Example
  void a_with_changes_one_value_alone() {
    TrainingConfig config = new TrainingConfig(1, 2, 3, 40, 0.1, 5, 6, 0.2);
    assertThat(config.withEpochs(9)).isEqualTo(new TrainingConfig(9, 2, 3, 40, 0.1, 5, 6, 0.2));
    assertThat(config.withStepsPerEpoch(9))
        .isEqualTo(new TrainingConfig(1, 9, 3, 40, 0.1, 5, 6, 0.2));
    assertThat(config.withCropSize(99)).isEqualTo(new TrainingConfig(1, 2, 3, 99, 0.1, 5, 6, 0.2));
    assertThat(config.withLearningRate(0.9))
        .isEqualTo(new TrainingConfig(1, 2, 3, 40, 0.9, 5, 6, 0.2));
  }

  private static void rejected(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String name) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name);
  }
}
