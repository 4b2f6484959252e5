package io.github.anomaly4j.internal.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PointTreePropertiesTest {

  @Property(tries = 60)
  void the_point_and_the_distance_are_those_of_a_search_through_all_to_the_bit(
      @ForAll @IntRange(min = 2, max = 400) int points,
      @ForAll @IntRange(min = 1, max = 9) int channels,
      @ForAll @IntRange(min = 1, max = 4) int steps,
      @ForAll long seed) {
    Random random = new Random(seed);
    // Few different values, so that many points are equally near.
    float[] bank = values(points * channels, steps, random);
    float[] queries = values(50 * channels, 2 * steps, random);
    int excluded = random.nextInt(points);
    PointTree.Search search =
        new PointTree(bank, channels).new Search(queries, point -> point == excluded);
    for (int query = 0; query < 50; query++) {
      int nearest = -1;
      float least = Float.POSITIVE_INFINITY;
      for (int point = 0; point < points; point++) {
        float square = square(bank, point * channels, queries, query * channels, channels);
        if (point != excluded && square < least) {
          nearest = point;
          least = square;
        }
      }
      assertThat(search.nearest(query)).isEqualTo(nearest);
      assertThat(search.square()).isEqualTo(least);
    }
  }

  private static float[] values(int count, int steps, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (random.nextInt(2 * steps + 1) - steps) * 0.37f / steps;
    }
    return values;
  }

  private static float square(float[] a, int i, float[] b, int j, int channels) {
    float sum = 0;
    for (int c = 0; c < channels; c++) {
      float difference = a[i + c] - b[j + c];
      sum += difference * difference;
    }
    return sum;
  }
}
