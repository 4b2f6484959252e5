package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.registration.TemplateLearner;
import io.github.anomaly4j.internal.training.image.Lesson;
import io.github.anomaly4j.internal.training.image.TrainingImages;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Learns where the parts of a category lie, if they are to be registered. */
record UsualPlace(DetectorConfig config, TrainingImages images) {
  /** If less of a registered part is seen in a training image, that is worth a word. */
  private static final double SEEN = 0.99;

  /** How the parts lie, if that is asked for and they lie nearly in one place. */
  Optional<PartTemplate> of(Category category, Lesson lesson) throws IOException {
    if (config.registration() == null) {
      return Optional.empty();
    }
    TemplateLearner learner = new TemplateLearner(config.registration());
    for (int i = 0; i < category.images().size() && !learner.isFull(); i++) {
      learner.add(images.read(lesson.learned().get(i)));
    }
    Optional<PartTemplate> found = learner.template();
    if (found.isEmpty()) {
      images.warn(
          "images of "
              + category.name()
              + " are not registered: they do not show a rigid part that lies nearly in one place,"
              + " within the range of the registration; widen the range, or leave it out");
    }
    found
        .filter(usual -> usual.leastSeen() < SEEN)
        .ifPresent(
            usual ->
                images.warn(
                    String.format(
                        Locale.ROOT,
                        "some parts of %s lie so far off the usual place that only %.0f %% of them is"
                            + " inspected: the rest is outside their images or near to the border;"
                            + " give images with a margin around the part, which areas ignore",
                        category.name(),
                        100 * usual.leastSeen())));
    return found;
  }
}
