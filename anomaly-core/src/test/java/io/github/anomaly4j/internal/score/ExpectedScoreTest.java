package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.score.ExpectedScore.Described;
import io.github.anomaly4j.internal.score.ExpectedScore.Learned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Images of 40 moments, of which the light moves ten, and the score with them. */
class ExpectedScoreTest {
  private static final int MOMENTS = 40;
  private static final int IMAGES = 120;

  private final RandomGenerator random = RandomStreams.of(5);
  private final List<float[]> moments = new ArrayList<>();
  private final double[] scores = new double[IMAGES];

  ExpectedScoreTest() {
    for (int i = 0; i < IMAGES; i++) {
      double light = random.nextGaussian();
      moments.add(image(light));
      scores[i] = 7 + 2 * light + 0.5 * random.nextGaussian();
    }
  }

  private float[] image(double light) {
    float[] image = new float[MOMENTS];
    for (int i = 0; i < MOMENTS; i++) {
      image[i] = (float) ((i < 10 ? light : 0) + 0.3 * random.nextGaussian() + i);
    }
    return image;
  }

  private Learned learned() {
    return ExpectedScore.learn(new Described(Evidence.PATCH, moments, List.of(image(2))), scores);
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  @Test
  void most_of_what_the_light_does_to_normal_scores_is_expected() {
    Learned learned = learned();
    double[] left = scores.clone();
    for (int i = 0; i < IMAGES; i++) {
      left[i] -= learned.normal()[i];
    }
    // The noise alone has 0.5; the ridge leaves a part.
    assertThat(deviation(scores)).isGreaterThan(1.9);
    assertThat(deviation(left)).isLessThan(1);
    assertThat(learned.damaged()[0]).isPositive();
    double bright = learned.score().orElseThrow().of(image(1.5));
    double dark = learned.score().orElseThrow().of(image(-1.5));
    assertThat(bright).isGreaterThan(1);
    assertThat(dark).isLessThan(-1);
  }

  @Test
  void nothing_is_expected_beyond_what_is_expected_of_normal_images() {
    ExpectedScore score = learned().score().orElseThrow();
    double most = Arrays.stream(learned().normal()).max().orElseThrow();
    double least = Arrays.stream(learned().normal()).min().orElseThrow();
    assertThat(score.of(image(1000))).isEqualTo(score.content().highest()).isEqualTo(most);
    assertThat(score.of(image(-1000))).isEqualTo(score.content().lowest()).isEqualTo(least);
  }

  @Test
  void scores_that_do_not_depend_on_looks_hardly_change() {
    for (int i = 0; i < IMAGES; i++) {
      scores[i] = random.nextGaussian();
    }
    double[] expected = learned().normal();
    assertThat(deviation(expected)).isLessThan(0.1);
  }

  @Test
  void of_few_images_nothing_is_expected() {
    int few = ExpectedScore.FEWEST - 1;
    Learned learned =
        ExpectedScore.learn(
            new Described(Evidence.PATCH, moments.subList(0, few), List.of(image(2))),
            Arrays.copyOf(scores, few));
    assertThat(learned.score()).isEmpty();
    assertThat(learned.normal()).hasSize(few).containsOnly(0);
    assertThat(learned.damaged()).containsExactly(0);
  }

  @Test
  void what_was_saved_expects_the_same() {
    ExpectedScore score = learned().score().orElseThrow();
    ExpectedScore loaded = ExpectedScore.of(score.content(), score.tensors());
    assertThat(loaded.moments()).isEqualTo(MOMENTS);
    float[] image = image(0.7);
    assertThat(loaded.of(image)).isEqualTo(score.of(image));
    assertThat(loaded.content())
        .isEqualTo(
            new ExpectedScore.Content(
                Evidence.PATCH, score.content().lowest(), score.content().highest()));
  }

  @Test
  void equal_images_are_expected_to_score_as_usual() {
    moments.replaceAll(image -> moments.get(0));
    Learned learned = learned();
    assertThat(learned.normal()).containsOnly(0);
    assertThat(learned.score().orElseThrow().of(moments.get(0))).isCloseTo(0, within(1e-6));
  }
}
