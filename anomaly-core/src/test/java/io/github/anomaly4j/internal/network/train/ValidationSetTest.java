package io.github.anomaly4j.internal.network.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.network.TrainableUNet;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.progress.EpochReport.GradedAuroc;
import org.junit.jupiter.api.Test;

class ValidationSetTest {
  private static final UNetConfig NETWORK = UNetConfig.defaults().withDepth(2).withBaseWidth(4);

  @Test
  void only_the_medium_grade_counts_for_the_losses() {
    ValidationSet.Result graded = validate(NETWORK, true);
    ValidationSet.Result medium = validate(NETWORK, false);
    assertThat(graded.losses()).isEqualTo(medium.losses());
    assertThat(graded.auroc().medium()).isEqualTo(medium.auroc().medium());
    assertThat(medium.auroc().easy()).isEqualTo(medium.auroc().hard());
    assertThat(graded.auroc().easy()).isNotEqualTo(graded.auroc().hard());
  }

  @Test
  void a_network_without_a_mask_output_has_no_auroc() {
    GradedAuroc auroc = validate(NETWORK.withMaskOutput(false), true).auroc();
    assertThat(auroc).isEqualTo(new GradedAuroc(Double.NaN, Double.NaN, Double.NaN));
  }

  private static ValidationSet.Result validate(UNetConfig config, boolean graded) {
    ValidationSet set =
        new ValidationSet(
            Waves.store(12, 2),
            difficulty -> DamageRecipes.validation(graded ? difficulty : GradedAuroc.MEDIUM),
            32,
            1);
    try (TrainableUNet trainable = TrainableUNet.create(config, LossConfig.defaults(), 1);
        UNet network = trainable.toUNet()) {
      return set.validate(trainable, network);
    }
  }
}
