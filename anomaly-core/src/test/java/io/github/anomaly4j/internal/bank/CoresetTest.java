package io.github.anomaly4j.internal.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CoresetTest {

  @Property(tries = 100)
  void every_chosen_point_is_the_one_farthest_from_those_before(
      @ForAll @IntRange(min = 2, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 80) int channels,
      @ForAll long seed) {
    float[] points = points(count, channels, seed);
    int[] chosen = Coreset.choose(points, channels, count / 2, seed).centers();
    for (int i = 1; i < chosen.length; i++) {
      int[] before = Arrays.copyOf(chosen, i);
      double farthest = 0;
      for (int point = 0; point < count; point++) {
        farthest = Math.max(farthest, toNearest(points, channels, point, before));
      }
      assertThat(toNearest(points, channels, chosen[i], before)).isCloseTo(farthest, within(1e-5));
    }
  }

  @Example
  void many_points_are_chosen_from_all_alike() {
    float[] points = points(5000, 3, 4);
    int[] chosen = Coreset.choose(points, 3, 40, 9).centers();
    for (int i = 1; i < chosen.length; i++) {
      int[] before = Arrays.copyOf(chosen, i);
      double farthest = 0;
      for (int point = 0; point < 5000; point++) {
        farthest = Math.max(farthest, toNearest(points, 3, point, before));
      }
      assertThat(toNearest(points, 3, chosen[i], before)).isCloseTo(farthest, within(1e-5));
    }
    assertThat(Arrays.stream(chosen).max().orElseThrow()).isGreaterThan(4096);
  }

  @Property(tries = 60)
  void the_greedy_cover_is_at_most_twice_as_wide_as_the_best_one(
      @ForAll @IntRange(min = 4, max = 9) int count,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll long seed) {
    float[] points = points(count, 2, seed);
    double best = Double.POSITIVE_INFINITY;
    for (int subset = 1; subset < 1 << count; subset++) {
      if (Integer.bitCount(subset) == size) {
        best = Math.min(best, radius(points, numbers(subset, count)));
      }
    }
    assertThat(radius(points, Coreset.choose(points, 2, size, seed).centers()))
        .isLessThanOrEqualTo(2 * best + 1e-6);
  }

  @Property(tries = 40)
  void every_point_knows_the_center_that_it_is_nearest_to(
      @ForAll @IntRange(min = 1, max = 80) int channels, @ForAll long seed) {
    float[] points = points(60, channels, seed);
    Coreset.Choice choice = Coreset.choose(points, channels, 12, seed);
    for (int point = 0; point < 60; point++) {
      double nearest = toNearest(points, channels, point, choice.centers());
      int[] owner = {choice.centers()[choice.owner()[point]]};
      assertThat(toNearest(points, channels, point, owner)).isCloseTo(nearest, within(1e-5));
      assertThat(Math.sqrt(choice.square()[point])).isCloseTo(nearest, within(1e-5));
    }
  }

  @Example
  void no_more_points_than_asked_for_are_all_kept() {
    for (int size : new int[] {5, 50}) {
      assertThat(Coreset.choose(points(5, 3, 1), 3, size, 9).centers())
          .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
  }

  @Example
  void the_same_seed_gives_the_same_choice() {
    float[] points = points(200, 80, 1);
    assertThat(Coreset.choose(points, 80, 20, 4).centers())
        .isEqualTo(Coreset.choose(points, 80, 20, 4).centers());
    assertThat(Coreset.choose(points, 80, 20, 4).centers())
        .isNotEqualTo(Coreset.choose(points, 80, 20, 5).centers());
  }

  @Property(tries = 60)
  void no_point_is_chosen_twice_by_number_or_by_place(
      @ForAll @IntRange(min = 1, max = 20) int different,
      @ForAll @IntRange(min = 1, max = 8) int copies,
      @ForAll @IntRange(min = 1, max = 200) int size,
      @ForAll long seed) {
    float[] once = points(different, 70, seed);
    float[] points = new float[copies * once.length];
    for (int i = 0; i < points.length; i++) {
      float value = once[i % once.length];
      points[i] = i / once.length % 2 == 0 ? value : Math.nextUp(value);
    }
    int[] chosen = Coreset.choose(points, 70, size, seed).centers();
    assertThat(chosen).hasSize(Math.min(size, different));
    assertThat(Arrays.stream(chosen).map(i -> i % different).distinct().count())
        .isEqualTo(chosen.length);
  }

  private static int[] numbers(int subset, int count) {
    int[] numbers = new int[Integer.bitCount(subset)];
    for (int i = 0, to = 0; i < count; i++) {
      if ((subset >> i & 1) == 1) {
        numbers[to++] = i;
      }
    }
    return numbers;
  }

  private static double radius(float[] points, int[] centers) {
    double radius = 0;
    for (int i = 0; i < points.length / 2; i++) {
      radius = Math.max(radius, toNearest(points, 2, i, centers));
    }
    return radius;
  }

  private static double toNearest(float[] points, int channels, int point, int[] centers) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int center : centers) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        double difference = (double) points[point * channels + c] - points[center * channels + c];
        sum += difference * difference;
      }
      nearest = Math.min(nearest, Math.sqrt(sum));
    }
    return nearest;
  }

  private static float[] points(int count, int channels, long seed) {
    Random random = new Random(seed);
    float[] points = new float[count * channels];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) random.nextGaussian();
    }
    return points;
  }
}
