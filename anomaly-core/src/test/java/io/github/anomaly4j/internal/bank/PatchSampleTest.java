package io.github.anomaly4j.internal.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.spi.Grid;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatchSampleTest {

  @Test
  void mean_and_deviation_are_those_of_all_scored_patches_kept_or_not() {
    Random random = new Random(1);
    PatchSample sample = new PatchSample(10, 3);
    double[] sum = new double[2];
    double[] squares = new double[2];
    int counted = 0;
    for (int image = 0; image < 20; image++) {
      float[] values = new float[4 * 3 * 2];
      boolean[] scored = new boolean[12];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (i % 2 == 0 ? 5 + 3 * random.nextGaussian() : random.nextDouble());
      }
      for (int patch = 0; patch < 12; patch++) {
        scored[patch] = random.nextBoolean();
        for (int c = 0; c < 2 && scored[patch]; c++) {
          sum[c] += values[2 * patch + c];
          squares[c] += values[2 * patch + c] * (double) values[2 * patch + c];
          counted += c;
        }
      }
      sample.add(new PatchFeatures(Grid.even(4, 3), 2, values), scored, 0);
    }
    assertThat(sample.seen()).isEqualTo(counted);
    assertThat(sample.patches(0, sample.size())).hasSize(10 * 2);
    for (int c = 0; c < 2; c++) {
      double mean = sum[c] / counted;
      assertThat((double) sample.mean()[c]).isCloseTo(mean, within(1e-5));
      assertThat((double) sample.statistics().deviation()[c])
          .isCloseTo(Math.sqrt(squares[c] / counted - mean * mean), within(1e-5));
    }
  }

  @Test
  void few_patches_are_all_kept_in_order() {
    PatchSample sample = new PatchSample(10, 3);
    sample.add(row(1, 2, 3), new boolean[] {true, false, true}, 7);
    sample.add(row(4, 5, 6), new boolean[] {false, true, false}, 8);
    assertThat(sample.patches(0, sample.size())).containsExactly(1, 3, 5);
    assertThat(sample.image(1)).isEqualTo(7);
    assertThat(sample.image(2)).isEqualTo(8);
  }

  @Test
  void every_patch_has_the_same_chance_to_be_kept() {
    int[] kept = new int[30];
    for (int seed = 0; seed < 4000; seed++) {
      PatchSample sample = new PatchSample(6, seed);
      for (int image = 0; image < 3; image++) {
        float[] numbers = new float[10];
        for (int i = 0; i < 10; i++) {
          numbers[i] = 10 * image + i;
        }
        boolean[] all = new boolean[10];
        Arrays.fill(all, true);
        sample.add(row(numbers), all, image);
      }
      for (float number : sample.patches(0, sample.size())) {
        kept[(int) number]++;
      }
    }
    // 800 expected, deviation 25.
    for (int count : kept) {
      assertThat(count).isBetween(690, 910);
    }
  }

  @Test
  void some_of_the_patches_are_picked_evenly_but_not_from_one_column() {
    PatchSample sample = new PatchSample(4096, 3);
    boolean[] all = new boolean[32 * 32];
    Arrays.fill(all, true);
    float[] columns = new float[32 * 32];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = i % 32;
    }
    for (int image = 0; image < 4; image++) {
      sample.add(new PatchFeatures(Grid.even(32, 32), 1, columns), all, image);
    }
    float[] some = sample.patches(128);
    assertThat(some).hasSize(128);
    int[] seen = new int[32];
    for (float column : some) {
      seen[(int) column]++;
    }
    for (int count : seen) {
      assertThat(count).isLessThan(16);
    }
    assertThat(sample.patches(128)).isEqualTo(some);
    assertThat(sample.patches(10_000)).hasSize(4096);
  }

  @Test
  void other_features_are_refused() {
    PatchSample sample = new PatchSample(10, 3);
    sample.add(row(1, 2), new boolean[] {true, true}, 0);
    PatchFeatures wide = new PatchFeatures(Grid.even(1, 1), 2, new float[2]);
    assertThatThrownBy(() -> sample.add(wide, new boolean[] {true}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("patches of 2 features after some of 1");
  }

  @Test
  void a_feature_that_never_varies_has_a_deviation_above_zero() {
    PatchSample sample = new PatchSample(3, 1);
    sample.add(row(7, 7, 7), new boolean[] {true, true, true}, 0);
    assertThat(sample.statistics().deviation()[0]).isPositive().isLessThan(1e-3f);
  }

  private static PatchFeatures row(float... values) {
    return new PatchFeatures(Grid.even(1, values.length), 1, values);
  }
}
