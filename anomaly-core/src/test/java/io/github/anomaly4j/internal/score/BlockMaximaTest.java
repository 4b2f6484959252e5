package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Doubles;
import io.github.anomaly4j.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockMaximaTest {
  private static final double RATE = 0.02;
  private static final int USUAL = 22;

  /** The score of a tile: the level of its image and a part of its own. */
  private record Product(double levels, ToDoubleFunction<Random> own) {
    double[] image(int tiles, Random random) {
      double level = levels * random.nextGaussian();
      return IntStream.range(0, tiles)
          .mapToDouble(i -> level + own.applyAsDouble(random))
          .toArray();
    }

    /** Normal, exponential, or with a tail as heavy as 1 / x^5. */
    static Product of(double levels, String kind) {
      return new Product(
          levels,
          switch (kind) {
            case "normal" -> Random::nextGaussian;
            case "exponential" -> random -> -Math.log(1 - random.nextDouble());
            default -> random -> Math.pow(1 - random.nextDouble(), -0.2);
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, normal, 1",
    "0, normal, 16",
    "0, normal, 256",
    "1, normal, 1",
    "1, normal, 16",
    "1, normal, 256",
    "0, exponential, 1",
    "0, exponential, 16",
    "0, exponential, 256",
    "0.5, exponential, 1",
    "0.5, exponential, 256",
    "0, heavy, 1",
    "0, heavy, 16",
    "0, heavy, 256"
  })
  void the_rate_of_false_alarms_holds_whatever_the_number_of_tiles(
      double levels, String kind, int tiles) {
    Product product = Product.of(levels, kind);
    Random random = new Random(5);
    int alarms = 0;
    int images = 0;
    for (int training = 0; training < 40; training++) {
      List<double[]> learned =
          IntStream.range(0, 30).mapToObj(i -> product.image(USUAL, random)).toList();
      BlockMaxima maxima = BlockMaxima.fit(learned, USUAL);
      double threshold = maxima.atTiles(maxima.exceededAt(RATE), tiles);
      for (int i = 0; i < 100; i++) {
        double highest = Arrays.stream(product.image(tiles, random)).max().orElseThrow();
        alarms += highest > threshold ? 1 : 0;
        images++;
      }
    }
    System.out.printf(
        "%s, levels %.1f, %d tiles: false alarms %.2f %%%n",
        kind, levels, tiles, 100.0 * alarms / images);
    assertThat((double) alarms / images).isBetween(RATE / 4, 3 * RATE);
  }

  @Test
  void without_the_correction_long_images_raise_false_alarms() {
    Product product = Product.of(0, "normal");
    Random random = new Random(5);
    List<double[]> learned =
        IntStream.range(0, 100).mapToObj(i -> product.image(USUAL, random)).toList();
    double threshold = BlockMaxima.fit(learned, USUAL).exceededAt(RATE);
    long alarms =
        IntStream.range(0, 400)
            .filter(i -> Arrays.stream(product.image(256, random)).max().orElseThrow() > threshold)
            .count();
    assertThat(alarms / 400.0).isGreaterThan(0.1);
  }

  @Test
  void the_fit_and_its_scores_are_those_of_the_same_model_by_scipy() {
    for (Reference fitted : Reference.cases("tiles")) {
      List<double[]> images = new ArrayList<>();
      double[] scores = fitted.numbers("scores");
      int from = 0;
      for (double count : fitted.numbers("counts")) {
        images.add(Arrays.copyOfRange(scores, from, from += (int) count));
      }
      BlockMaxima maxima = BlockMaxima.fit(images, USUAL);
      assertThat(Doubles.toArray(maxima.levels()))
          .containsExactly(fitted.numbers("levels"), within(1e-9));
      assertThat(maxima.tail()).isCloseTo(fitted.number("tail"), within(1e-9));
      assertThat(maxima.above()).isCloseTo(fitted.number("above"), within(1e-9));
      assertThat(maxima.scale()).isCloseTo(fitted.number("scale"), within(1e-9));
      assertThat(maxima.shape()).isCloseTo(fitted.number("shape"), within(1e-9));
      assertThat(maxima.end()).isCloseTo(fitted.number("end"), within(1e-9));
      assertThat(maxima.clusters()).isCloseTo(fitted.number("clusters"), within(1e-9));
      double[] rates = fitted.numbers("rates");
      for (int i = 0; i < rates.length; i++) {
        double score = fitted.numbers("exceeded")[i];
        assertThat(maxima.exceededAt(rates[i])).isCloseTo(score, within(1e-6));
        assertThat(maxima.atTiles(score, 3)).isCloseTo(fitted.numbers("at3")[i], within(1e-6));
        assertThat(maxima.atTiles(score, 256)).isCloseTo(fitted.numbers("at256")[i], within(1e-6));
      }
    }
  }

  @Test
  void the_usual_number_of_tiles_changes_nothing() {
    BlockMaxima maxima = fitted();
    assertThat(maxima.atUsual(3.7, USUAL)).isEqualTo(3.7);
    assertThat(maxima.atTiles(3.7, USUAL)).isEqualTo(3.7);
  }

  @Test
  void more_tiles_lower_the_score_and_the_order_of_scores_stays() {
    BlockMaxima maxima = fitted();
    for (double score = -5; score < 60; score += 0.25) {
      assertThat(maxima.atUsual(score, 256)).isLessThan(score);
      assertThat(maxima.atUsual(score, 1)).isGreaterThan(score);
      assertThat(maxima.atUsual(score + 0.25, 256)).isGreaterThan(maxima.atUsual(score, 256));
      assertThat(maxima.atUsual(score + 0.25, 1)).isGreaterThan(maxima.atUsual(score, 1));
    }
  }

  @Test
  void there_and_back_is_the_same_score() {
    BlockMaxima maxima = fitted();
    for (double score : new double[] {-3, 0, 1, 2.5, 4, 9, 40}) {
      assertThat(maxima.atTiles(maxima.atUsual(score, 200), 200)).isCloseTo(score, within(1e-6));
    }
  }

  @Test
  void a_defect_far_above_all_normal_tiles_keeps_its_distance() {
    // 256 tiles in place of 22 cost a little more than the logarithm of the ratio in spreads.
    BlockMaxima maxima = fitted();
    assertThat(maxima.atUsual(50, 256)).isGreaterThan(50 / 2.0);
  }

  @Test
  void equal_scores_and_single_tiles_are_no_problem() {
    BlockMaxima equal = BlockMaxima.fit(List.of(new double[] {2, 2}, new double[] {2}), 2);
    assertThat(equal.atUsual(2, 2)).isEqualTo(2);
    assertThat(equal.atUsual(3, 100)).isFinite();
    BlockMaxima single =
        BlockMaxima.fit(
            List.of(new double[] {1}, new double[] {2}, new double[] {3}, new double[] {2.5}), 1);
    assertThat(single.exceededAt(RATE)).isFinite().isGreaterThan(2.5);
    assertThat(single.atUsual(4, 256)).isLessThan(4);
  }

  @Test
  void values_that_cannot_be_are_refused() {
    BlockMaxima good = fitted();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new BlockMaxima(
                    good.usual(), good.levels(), good.steps(), Double.NaN, 0.1, 1, 0, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new BlockMaxima(0, good.levels(), good.steps(), good.tail(), 0.1, 1, 0, 1, 1));
  }

  private static BlockMaxima fitted() {
    Product product = Product.of(0.5, "exponential");
    Random random = new Random(3);
    return BlockMaxima.fit(
        IntStream.range(0, 30).mapToObj(i -> product.image(USUAL, random)).toList(), USUAL);
  }
}
