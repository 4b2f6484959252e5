package io.github.anomaly4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LossConfigTest {
  @Test
  void a_negative_or_infinite_weight_is_refused_by_name() {
    assertThatThrownBy(() -> LossConfig.defaults().withReconstruction(-1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ssim");
    assertThatThrownBy(() -> LossConfig.defaults().withMask(Double.NaN, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mask");
  }

  @Test
  void a_focal_exponent_without_a_bounded_gradient_is_refused() {
    assertThatThrownBy(() -> LossConfig.defaults().withMask(1, 1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("focalGamma");
    assertThat(LossConfig.defaults().withMask(1, 1, 0).focalGamma()).isZero();
  }
}
