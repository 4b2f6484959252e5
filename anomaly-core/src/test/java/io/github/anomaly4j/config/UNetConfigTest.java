package io.github.anomaly4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class UNetConfigTest {
  @Test
  void the_default_network_has_the_parameters_of_its_documentation() {
    int count =
        UNetConfig.defaults().tensorShapes().values().stream()
            .mapToInt(shape -> shape.stream().reduce(1, (a, b) -> a * b))
            .sum();
    assertThat(count).isBetween(1_960_000, 1_980_000);
  }

  @Test
  void widths_double_up_to_their_bound() {
    UNetConfig config = UNetConfig.defaults().withMaxWidth(100);
    assertThat(List.of(config.width(0), config.width(2), config.width(3), config.width(4)))
        .containsExactly(16, 64, 100, 100);
  }

  @Test
  void a_thin_skip_passes_a_fraction_of_the_channels_and_at_least_one() {
    UNetConfig config = UNetConfig.defaults().withSkips(0, 0.25, 0.001, 1);
    assertThat(List.of(config.skipWidth(0), config.skipWidth(1), config.skipWidth(2)))
        .containsExactly(0, 8, 1);
    assertThat(config.tensorShapes()).doesNotContainKey("dec0.conv1.skip.weight");
    assertThat(config.tensorShapes()).containsEntry("dec1.conv1.skip.weight", List.of(3, 3, 8, 32));
  }

  @Test
  void features_are_named_in_order_of_execution() {
    assertThat(UNetConfig.defaults().withDepth(2).featureNames())
        .containsExactly("enc0", "enc1", "enc2", "dec1", "dec0");
  }

  @Test
  void values_out_of_range_are_refused_by_name() {
    UNetConfig config = UNetConfig.defaults();
    refuses(() -> config.withDepth(0), "depth");
    refuses(() -> config.withDepth(9), "depth");
    refuses(() -> config.withBaseWidth(0), "baseWidth");
    refuses(() -> config.withMaxWidth(8), "maxWidth");
    refuses(() -> config.withSkips(1, 1), "one strength per level");
    refuses(() -> config.withSkips(1, 1, 1, 1.5), "[0, 1]");
    refuses(() -> config.withSkips(1, 1, 1, Double.NaN), "[0, 1]");
    refuses(() -> config.width(5), "level");
    refuses(() -> new OptimizerConfig(1, 0.9, 1e-8, 0, 1), "beta1");
    refuses(() -> new OptimizerConfig(0.9, 0.9, 1e-8, 0, 0), "clipNorm");
  }

  private static void refuses(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
