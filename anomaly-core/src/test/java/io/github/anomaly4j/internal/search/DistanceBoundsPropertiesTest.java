package io.github.anomaly4j.internal.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DistanceBoundsPropertiesTest {
  private static final int[] ENDS = {7, 29};

  @Property(tries = 200)
  void what_is_near_enough_is_left(
      @ForAll @IntRange(min = 1, max = 300) int points,
      @ForAll @IntRange(min = 1, max = 60) int channels,
      @ForAll @IntRange(min = -6, max = 6) int unit,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] bank = draw(points, channels, unit, random);
    float[] asked = draw(1, channels, unit, random);
    double[] squares = squares(bank, asked, channels);
    // As far as one of the points is, so that this one is near enough by a hair.
    double enough = squares[random.nextInt(points)];
    DistanceBounds bounds = new DistanceBounds(bank, channels, 0, points, ENDS);
    DistanceBounds.Query query = new DistanceBounds.Query(asked, channels, 0, ENDS);
    DistanceBounds.Left left = new DistanceBounds.Left(points);
    bounds.find(query, bounds.start(), query.most(enough), left);
    int[] near = IntStream.range(0, points).filter(i -> squares[i] <= enough).toArray();
    assertThat(numbers(left)).contains(near);
    assertThat(numbers(left)).isSorted().doesNotHaveDuplicates();
  }

  @Property(tries = 100)
  void each_point_may_have_a_distance_of_its_own(
      @ForAll @IntRange(min = 1, max = 40) int channels, @ForAll long seed) {
    Random random = new Random(seed);
    int points = 100;
    float[] bank = draw(points, channels, 0, random);
    float[] asked = draw(1, channels, 0, random);
    double[] squares = squares(bank, asked, channels);
    DistanceBounds bounds = new DistanceBounds(bank, channels, 0, points, ENDS);
    DistanceBounds.Query query = new DistanceBounds.Query(asked, channels, 0, ENDS);
    float[] start = bounds.start().clone();
    double[] enough = new double[points];
    for (int i = 0; i < points; i++) {
      enough[i] = i % 10 == 0 ? Double.POSITIVE_INFINITY : squares[i] * (.5 + random.nextDouble());
      start[i] -= (float) (enough[i] / 2);
    }
    DistanceBounds.Left left = new DistanceBounds.Left(points);
    bounds.find(query, start, query.most(0), left);
    int[] near = IntStream.range(0, points).filter(i -> squares[i] <= enough[i]).toArray();
    assertThat(numbers(left)).contains(near);
  }

  @Example
  void most_of_what_is_too_far_is_ruled_out_at_the_second_look() {
    Random random = new Random(11);
    int channels = 60;
    int points = 2000;
    float[] bank = draw(points, channels, 0, random);
    float[] asked = draw(1, channels, 0, random);
    double[] squares = squares(bank, asked, channels);
    double nearest = Arrays.stream(squares).min().orElseThrow();
    assertThat(left(bank, asked, nearest, 7)).isLessThan(points);
    assertThat(left(bank, asked, nearest, 7, 29))
        .isLessThan(left(bank, asked, nearest, 7) / 2)
        .isPositive();
    // As many columns as there are channels: the bound is the distance.
    assertThat(left(bank, asked, nearest, 60)).isOne();
  }

  private static int left(float[] bank, float[] asked, double enough, int... ends) {
    int channels = asked.length;
    int points = bank.length / channels;
    DistanceBounds bounds = new DistanceBounds(bank, channels, 0, points, ends);
    DistanceBounds.Query query = new DistanceBounds.Query(asked, channels, 0, ends);
    DistanceBounds.Left left = new DistanceBounds.Left(points);
    bounds.find(query, bounds.start(), query.most(enough), left);
    return left.count();
  }

  private static int[] numbers(DistanceBounds.Left left) {
    return IntStream.range(0, left.count()).map(left::number).toArray();
  }

  /** Points that differ less in each channel than in the one before, off the origin. */
  private static float[] draw(int points, int channels, int unit, Random random) {
    float[] values = new float[points * channels];
    for (int i = 0; i < values.length; i++) {
      double spread = Math.pow(.96, i % channels) * Math.pow(10, unit);
      values[i] = (float) (spread * (random.nextGaussian() + .5));
    }
    return values;
  }

  private static double[] squares(float[] bank, float[] asked, int channels) {
    return IntStream.range(0, bank.length / channels)
        .mapToDouble(i -> Distance.exactSquare(bank, i * channels, asked, 0, channels))
        .toArray();
  }
}
