package io.github.anomaly4j.internal.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TemplateLearnerTest {
  private static final int SIDE = 120;

  /** A bright plate on a dark ground. */
  private static Image plate(long seed, double dx, double degrees) {
    RandomGenerator random = RandomStreams.of(seed);
    Rigid.Places back = new Rigid(dx, 0, Math.toRadians(degrees)).inverse().in(SIDE, SIDE);
    float[] rgb = new float[3 * SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
      double x = back.x(i % SIDE, i / SIDE) - back.middleX();
      double y = back.y(i % SIDE, i / SIDE) - back.middleY();
      double inside = Math.min(38 - Math.abs(x), 28 - Math.abs(y));
      double value = 0.1 + 0.7 * Math.max(0, Math.min(1, inside + 0.5));
      for (int channel = 0; channel < 3; channel++) {
        rgb[channel * SIDE * SIDE + i] = (float) (value + 0.01 * random.nextGaussian());
      }
    }
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = Math.max(0, Math.min(1, rgb[i]));
    }
    return Image.of(SIDE, SIDE, rgb);
  }

  private static TemplateLearner learner(double degrees, double range) {
    TemplateLearner learner = new TemplateLearner(new SearchRange(0.05, range));
    for (int i = 0; i < 20; i++) {
      RandomGenerator random = RandomStreams.of(7, i);
      double shift = random.nextDouble(-2, 2);
      learner.add(plate(i, shift, degrees == 0 ? 0 : random.nextDouble(-degrees, degrees)));
    }
    return learner;
  }

  @Test
  void parts_turned_beyond_the_range_or_of_another_shape_are_not_found() {
    PartTemplate template = learner(1, 3).template().orElseThrow();

    assertThat(template.find(plate(100, 3, -2)).found()).isTrue();
    for (double degrees : new double[] {5, 7, -10, 20, 90}) {
      assertThat(template.find(plate(100, 0, degrees)).found()).as("%s", degrees).isFalse();
    }
  }

  @Test
  void parts_that_are_all_much_alike_must_be_more_alike_than_others() {
    // Their correlation is above 0.99; that of a plate of another width is below 0.85.
    assertThat(learner(1, 3).template().orElseThrow().leastSimilarity()).isGreaterThan(0.85);
  }

  @Test
  void parts_turned_at_random_beyond_the_range_teach_no_template() {
    assertThat(learner(20, 1).template()).isEmpty();
  }

  @Test
  void images_of_another_proportion_are_left_out_and_not_found() {
    Image wide = plate(50, 0, 0).crop(0, 20, SIDE, 80);
    TemplateLearner alone = learner(1, 3);
    TemplateLearner one = new TemplateLearner(new SearchRange(0.05, 3));
    one.add(wide);
    for (int i = 0; i < 20; i++) {
      RandomGenerator random = RandomStreams.of(7, i);
      double shift = random.nextDouble(-2, 2);
      one.add(plate(i, shift, random.nextDouble(-1, 1)));
    }
    TemplateLearner many = learner(1, 3);
    for (int i = 0; i < 5; i++) {
      many.add(wide);
    }

    assertThat(one.template().orElseThrow().mean().values())
        .isEqualTo(alone.template().orElseThrow().mean().values());
    assertThat(many.template()).isEmpty();
  }
}
