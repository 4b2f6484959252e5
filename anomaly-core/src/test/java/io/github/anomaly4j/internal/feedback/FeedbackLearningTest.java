package io.github.anomaly4j.internal.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.feedback.FeedbackLearning.Learned;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.score.Thresholds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FeedbackLearningTest {
  private static final int DEFECTS = 10;

  private final RandomGenerator random = RandomStreams.of(7);

  /** How many of some new images are above a threshold. */
  private record Rates(double before, double after) {}

  private static double threshold(double[] scores, double rate) {
    return Thresholds.of(List.of(scores), rate).values().get(0);
  }

  /**
   * Images of a product whose light moves ten moments, and the score with them, if it counts.
   *
   * <p>Defects move another five moments
   */
  private final class Images {
    private final List<float[]> moments = new ArrayList<>();
    private final List<Double> deviations = new ArrayList<>();

    Images(int count, int size, double light, double deviation, double defect) {
      for (int i = 0; i < count; i++) {
        double own = random.nextGaussian();
        float[] image = new float[size];
        for (int k = 0; k < size; k++) {
          image[k] =
              (float)
                  (random.nextGaussian()
                      + (k < 10 ? 3 * Math.signum(light) * own : k < 15 ? defect : 0));
        }
        moments.add(image);
        deviations.add(
            deviation + (light * own + random.nextGaussian()) / Math.sqrt(1 + light * light));
      }
    }

    double above(double threshold) {
      return deviations.stream().filter(own -> own > threshold).count()
          / (double) deviations.size();
    }

    double above(Learned learned, double threshold) {
      int above = 0;
      for (int i = 0; i < deviations.size(); i++) {
        above +=
            deviations.get(i) + learned.feedback().correction(moments.get(i)) > threshold ? 1 : 0;
      }
      return above / (double) deviations.size();
    }
  }

  private static Learned learned(Images normal, Images defects, double rate) {
    return new FeedbackLearning(
            normal.moments,
            normal.deviations,
            defects.moments,
            defects.deviations,
            scores -> threshold(scores, rate))
        .learn(Evidence.PATCH, Collections.nCopies(defects.moments.size(), "dent"));
  }

  private static Rates rates(Images normal, Images defects, Images others, double rate) {
    Learned learned = learned(normal, defects, rate);
    double[] before = normal.deviations.stream().mapToDouble(own -> own).toArray();
    return new Rates(
        others.above(threshold(before, rate)),
        others.above(learned, threshold(learned.normal(), rate)));
  }

  @Test
  void moments_that_mean_nothing_do_not_raise_the_rate_of_false_alarms() {
    for (double rate : new double[] {0.02, 0.05}) {
      double before = 0;
      double after = 0;
      int products = 30;
      for (int i = 0; i < products; i++) {
        Rates own =
            rates(
                new Images(60, 128, 0, 0, 0),
                new Images(DEFECTS, 128, 0, 1.5, 0),
                new Images(300, 128, 0, 0, 0),
                rate);
        before += own.before() / products;
        after += own.after() / products;
      }
      assertThat(after).isLessThan(before + 0.015);
    }
  }

  @Test
  void defects_that_look_like_normal_images_often_change_nothing_at_all() {
    int changed = 0;
    for (int i = 0; i < 20; i++) {
      Images normal = new Images(60, 128, 0, 0, 0);
      Learned learned = learned(normal, new Images(DEFECTS, 128, 0, 1.5, 0), 0.05);
      if (learned.feedback().corrects()) {
        changed++;
      } else {
        assertThat(learned.normal())
            .containsExactly(normal.deviations.stream().mapToDouble(own -> own).toArray());
        assertThat(learned.feedback().correction(normal.moments.get(0))).isZero();
      }
    }
    assertThat(changed).isLessThan(16);
  }

  @Test
  void what_light_and_defects_do_to_images_is_learned_and_the_rate_holds() {
    double alarms = 0;
    double found = 0;
    double foundBefore = 0;
    int products = 10;
    for (int i = 0; i < products; i++) {
      Images normal = new Images(60, 40, 2, 0, 0);
      Images defects = new Images(DEFECTS, 40, 2, 1.5, 1.5);
      Learned learned = learned(normal, defects, 0.05);
      double threshold = threshold(learned.normal(), 0.05);
      Images others = new Images(200, 40, 2, 1.5, 1.5);
      found += others.above(learned, threshold) / products;
      foundBefore +=
          others.above(
                  threshold(normal.deviations.stream().mapToDouble(own -> own).toArray(), 0.05))
              / products;
      alarms += new Images(200, 40, 2, 0, 0).above(learned, threshold) / products;
    }
    assertThat(found).isGreaterThan(foundBefore + 0.2);
    assertThat(alarms).isLessThan(0.08);
  }
}
