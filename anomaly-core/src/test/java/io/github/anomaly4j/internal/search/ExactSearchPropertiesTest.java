package io.github.anomaly4j.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.linalg.ByteProducts;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ExactSearchPropertiesTest {

  @Property(tries = 60)
  void the_nearest_is_that_of_a_search_through_all_in_double_precision(
      @ForAll @IntRange(min = 1, max = 60) int points,
      @ForAll @IntRange(min = 1, max = 90) int channels,
      @ForAll @IntRange(min = 1, max = 600) int queries,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] bank = gaussian(points * channels, random);
    float[] asked = gaussian(queries * channels, random);
    ExactSearch search = new ExactSearch(bank, channels);
    ExactSearch.Matches found = search.nearest(asked);
    for (int query = 0; query < queries; query++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int point = 0; point < points; point++) {
        nearest = Math.min(nearest, distance(asked, query, bank, point, channels));
      }
      assertThat((double) found.distances()[query]).isCloseTo(nearest, within(1e-4));
      assertThat(distance(asked, query, bank, found.points()[query], channels))
          .isCloseTo(nearest, within(1e-4));
    }
  }

  @Property(tries = 30)
  void a_point_of_the_bank_is_at_distance_zero_even_far_from_the_origin(
      @ForAll @IntRange(min = 1, max = 30) int points, @ForAll long seed) {
    float[] bank = gaussian(points * 8, new Random(seed));
    for (int i = 0; i < bank.length; i++) {
      bank[i] = 100 * bank[i] + 500;
    }
    ExactSearch search = new ExactSearch(bank, 8);
    assertThat(search.nearest(bank).distances()).containsOnly(0f);
  }

  @Property(tries = 30)
  void a_point_of_the_bank_is_at_distance_zero_even_among_near_copies(@ForAll long seed) {
    float[] bank = new float[40 * 8];
    float[] place = gaussian(8, new Random(seed));
    for (int i = 0; i < bank.length; i++) {
      bank[i] = 100 * place[i % 8] + 1e-4f * (i / 8);
    }
    ExactSearch search = new ExactSearch(bank, 8);
    assertThat(search.nearest(bank).distances()).containsOnly(0f);
  }

  @Example
  void no_number_and_no_overflow_leads_out_of_the_bank() {
    Random random = new Random(3);
    float[] bank = gaussian(4200 * 40, random);
    float[] asked = gaussian(40, random);
    asked[7] = Float.NaN;
    assertThat(new ExactSearch(bank, 40).nearest(asked).points()[0]).isZero();
    for (int i = 0; i < bank.length; i++) {
      bank[i] *= 1e19f;
    }
    float[] own = Arrays.copyOfRange(bank, 4150 * 40, 4151 * 40);
    NeighborSearch.Matches found = new ExactSearch(bank, 40).nearest(own);
    assertThat(found.points()).containsExactly(4150);
    assertThat(found.distances()).containsExactly(0f);
  }

  @Property(tries = 30)
  void codes_and_bounds_and_products_of_all_channels_lead_to_the_same_bits_as_bounds_in_java(
      @ForAll @IntRange(min = 1, max = 4200) int points,
      @ForAll @IntRange(min = 17, max = 90) int channels,
      @ForAll @IntRange(min = 1, max = 60) int queries,
      @ForAll boolean tied,
      @ForAll @IntRange(min = 0, max = 1000) int away,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] bank = tied ? coarse(points * channels, random) : gaussian(points * channels, random);
    float[] asked =
        tied ? coarse(queries * channels, random) : gaussian(queries * channels, random);
    for (float[] values : new float[][] {bank, asked}) {
      for (int i = 0; i < values.length; i++) {
        values[i] += away;
      }
    }
    ExactSearch java = new ExactSearch(bank, channels, () -> false, () -> false, 1);
    IntPredicate excluded = point -> point % 7 == 3;
    NeighborSearch.Matches expected = java.nearest(asked, excluded);
    for (double mostLeft : new double[] {0, 0.05, 1}) {
      for (boolean bytes : new boolean[] {false, true}) {
        ExactSearch natives =
            new ExactSearch(
                bank, channels, () -> bytes && ByteProducts.available(), () -> true, mostLeft);
        NeighborSearch.Matches found = natives.nearest(asked, excluded);
        assertThat(found.points()).isEqualTo(expected.points());
        assertThat(found.distances()).isEqualTo(expected.distances());
        if (points <= 600) {
          assertThat(natives.spacing(5)).isEqualTo(java.spacing(5));
        }
      }
    }
  }

  @Example
  void bounds_in_java_lead_to_a_point_of_the_bank_whatever_its_size() {
    float[] bank = gaussian(2100 * 40, new Random(4));
    for (int i = 0; i < bank.length; i++) {
      bank[i] *= 1e19f;
    }
    float[] own = Arrays.copyOfRange(bank, 2090 * 40, 2091 * 40);
    NeighborSearch.Matches found =
        new ExactSearch(bank, 40, () -> false, () -> false, 1).nearest(own);
    assertThat(found.points()).containsExactly(2090);
    assertThat(found.distances()).containsExactly(0f);
  }

  @Property(tries = 60)
  void however_large_or_small_values_are_the_nearest_is_found(
      @ForAll @IntRange(min = -25, max = 25) int exponent,
      @ForAll @IntRange(min = 17, max = 80) int channels,
      @ForAll boolean all,
      @ForAll long seed) {
    float[] bank = gaussian(50 * channels, new Random(seed));
    for (int i = 0; i < bank.length; i++) {
      bank[i] *= (float) Math.pow(10, exponent) / (1 + i % channels);
    }
    for (boolean bytes : new boolean[] {false, true}) {
      ExactSearch search =
          new ExactSearch(
              bank, channels, () -> bytes && ByteProducts.available(), () -> true, all ? 0 : 1);
      int[] points = search.nearest(bank).points();
      assertThat(points).isEqualTo(IntStream.range(0, 50).toArray());
    }
  }

  @Property(tries = 100)
  void codes_leave_the_nearest_of_all_points_wherever_they_lie(
      @ForAll @IntRange(min = 1, max = 120) int points,
      @ForAll @IntRange(min = 17, max = 140) int channels,
      @ForAll @IntRange(min = 0, max = 4) int kind,
      @ForAll @IntRange(min = 1, max = 4) int neighbors,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] bank = placed(points, channels, kind, random);
    float[] asked = placed(20, channels, kind, random);
    // Some queries are points of the bank but for one last bit, or half a code away from one.
    for (int query = 0; query < 10; query++) {
      int point = random.nextInt(points);
      System.arraycopy(bank, point * channels, asked, query * channels, channels);
      int channel = query * channels + random.nextInt(channels);
      asked[channel] += query % 2 == 0 ? Math.ulp(asked[channel]) : 0.5f / 127;
    }
    ExactSearch search = new ExactSearch(bank, channels, ByteProducts::available, () -> true, 1);
    int shunned = random.nextInt(points);
    IntPredicate excluded = point -> points > 1 && point == shunned;
    NeighborSearch.Matches found = search.nearest(asked, excluded);
    for (int query = 0; query < 20; query++) {
      int nearest = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int point = 0; point < points; point++) {
        double square =
            Distance.exactSquare(asked, query * channels, bank, point * channels, channels);
        if (!excluded.test(point) && square < least) {
          least = square;
          nearest = point;
        }
      }
      assertThat(found.points()[query]).isEqualTo(nearest);
      assertThat(found.distances()[query]).isEqualTo((float) Math.sqrt(least));
    }
    ExactSearch java = new ExactSearch(bank, channels, () -> false, () -> false, 1);
    assertThat(search.spacing(neighbors)).isEqualTo(java.spacing(neighbors));
  }

  /** Points of one kind, such as equal ones, or few far away from all others. */
  private static float[] placed(int count, int channels, int kind, Random random) {
    float[] values = gaussian(count * channels, random);
    for (int i = 0; i < values.length; i++) {
      int point = i / channels;
      values[i] =
          switch (kind) {
            case 0 -> 2.5f;
            case 1 -> point % 9 == 4 ? 1e12f * values[i] : 1e-3f * values[i];
            case 2 -> 1e6f + point % 3 + 0.0625f * (i % 7);
            case 3 -> Math.round(4 * values[i]) * 0.5f / 127;
            default -> Float.MIN_VALUE * Math.round(9 * values[i]);
          };
    }
    return values;
  }

  @Property(tries = 30)
  void a_querys_bits_do_not_depend_on_its_fellows(
      @ForAll @IntRange(min = 2, max = 300) int queries, @ForAll long seed) {
    Random random = new Random(seed);
    float[] asked = gaussian(queries * 5, random);
    ExactSearch search = new ExactSearch(gaussian(200, random), 5);
    int last = queries - 1;
    assertThat(search.nearest(Arrays.copyOfRange(asked, last * 5, queries * 5)).distances()[0])
        .isEqualTo(search.nearest(asked).distances()[last]);
  }

  @Example
  void spacing_is_the_mean_distance_to_the_nearest_fellows() {
    ExactSearch search = new ExactSearch(new float[] {0, 1, 3, 10}, 1);
    assertThat(search.spacing(2)).containsExactly(2, 1.5f, 2.5f, 8);
    assertThat(search.spacing(9)).containsExactly(14f / 3, 4, 4, 26f / 3);
    ExactSearch alone = new ExactSearch(new float[] {7}, 1);
    assertThat(alone.spacing(5)).containsExactly(0);
  }

  @Property(tries = 20)
  void spacing_is_exact_where_points_lie_close_together_far_from_the_origin(
      @ForAll @IntRange(min = 17, max = 64) int channels, @ForAll long seed) {
    Random random = new Random(seed);
    int count = 300;
    float[] center = gaussian(channels, random);
    float[] bank = new float[count * channels];
    for (int i = 0; i < bank.length; i++) {
      float inner = i / channels % 10 == 0 ? 1 : 1e-3f;
      bank[i] = center[i % channels] + inner * 1e-2f * (float) random.nextGaussian();
    }
    ExactSearch search = new ExactSearch(bank, channels);
    float[] spacing = search.spacing(5);
    for (int i = 0; i < count; i++) {
      double[] distances = new double[count];
      for (int j = 0; j < count; j++) {
        distances[j] = distance(bank, i, bank, j, channels);
      }
      Arrays.sort(distances);
      double mean = Arrays.stream(distances, 1, 6).average().orElseThrow();
      assertThat((double) spacing[i]).isCloseTo(mean, within(1e-5 * mean));
    }
  }

  @Property(tries = 40)
  void what_is_excluded_might_as_well_not_be_there(
      @ForAll @IntRange(min = 1, max = 40) int channels, @ForAll long seed) {
    Random random = new Random(seed);
    int points = 60;
    float[] bank = coarse(points * channels, random);
    float[] asked = coarse(50 * channels, random);
    // Every third point, of which the first is never excluded.
    float[] kept = new float[points / 3 * channels];
    for (int i = 0; i < points / 3; i++) {
      System.arraycopy(bank, 3 * i * channels, kept, i * channels, channels);
    }
    ExactSearch search = new ExactSearch(bank, channels);
    ExactSearch alone = new ExactSearch(kept, channels);
    ExactSearch.Matches found = search.nearest(asked, point -> point % 3 != 0);
    ExactSearch.Matches expected = alone.nearest(asked);
    assertThat(found.distances()).isEqualTo(expected.distances());
    for (int i = 0; i < 50; i++) {
      // The lowest number of those that are equally near, with and without a tree.
      assertThat(found.points()[i]).isEqualTo(3 * expected.points()[i]);
    }
  }

  /** Few different values, so that many distances are equal. */
  private static float[] coarse(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(3);
    }
    return values;
  }

  private static double distance(float[] a, int i, float[] b, int j, int channels) {
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      double difference = (double) a[i * channels + c] - b[j * channels + c];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  private static float[] gaussian(int length, Random random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
