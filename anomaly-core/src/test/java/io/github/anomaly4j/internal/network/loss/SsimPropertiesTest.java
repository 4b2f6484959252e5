package io.github.anomaly4j.internal.network.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SsimPropertiesTest {
  @Property(tries = 50)
  void an_image_is_wholly_similar_to_itself(@ForAll long seed, @ForAll @IntRange(max = 9) int d) {
    float[] a = noise(seed, 11 + d);
    assertThat(Ssim.mean(a, a.clone(), 1, 11 + d, 13)).isEqualTo(1);
  }

  @Property(tries = 50)
  void similarity_is_symmetric_and_within_its_bounds(@ForAll long seed, @ForAll long other) {
    float[] a = noise(seed, 16);
    float[] b = noise(other, 16);
    double similarity = Ssim.mean(a, b, 1, 16, 13);
    assertThat(similarity).isBetween(-1.0, 1.0);
    assertThat(Ssim.mean(b, a, 1, 16, 13)).isCloseTo(similarity, within(1e-12));
  }

  @Property(tries = 30)
  void more_noise_means_less_similarity(@ForAll long seed) {
    float[] a = noise(seed, 24);
    float[] n = noise(seed + 1, 24);
    double before = 1;
    for (float share : new float[] {0.1f, 0.3f, 0.6f}) {
      float[] b = new float[a.length];
      for (int i = 0; i < b.length; i++) {
        b[i] = (1 - share) * a[i] + share * n[i];
      }
      double similarity = Ssim.mean(a, b, 1, 24, 13);
      assertThat(similarity).isLessThan(before);
      before = similarity;
    }
  }

  private static float[] noise(long seed, int height) {
    Random random = new Random(seed);
    float[] values = new float[height * 13];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}
