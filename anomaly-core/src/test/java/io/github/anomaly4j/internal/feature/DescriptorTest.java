package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.spi.Grid;
import org.junit.jupiter.api.Test;

class DescriptorTest {
  @Test
  void a_descriptor_is_the_mean_of_the_scored_patches() {
    PatchFeatures features =
        new PatchFeatures(Grid.even(1, 3), 2, new float[] {1, 2, 30, 40, 5, 6});
    assertThat(features.mean(new boolean[] {true, false, true})).containsExactly(3, 4);
  }
}
