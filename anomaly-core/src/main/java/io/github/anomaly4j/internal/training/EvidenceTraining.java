package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.evidence.CategoryLearner;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.EvidenceLearner;
import io.github.anomaly4j.internal.evidence.EvidenceModel;
import io.github.anomaly4j.internal.training.image.Lesson;
import io.github.anomaly4j.internal.training.image.TrainingImages;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Learns every category's evidence from all its images, and scores the same images, as they are and
 * with synthetic damage, each without what was learned from the image itself (leave-one-out). So
 * every image is used both for learning and for calibration.
 */
record EvidenceTraining(
    DetectorConfig config,
    EvidenceContext context,
    TrainingImages images,
    TrainingProgress progress) {

  /** Counts what is done of all categories. */
  private static final class Steps implements Runnable {
    private final TrainingProgress progress;
    private int done;

    Steps(TrainingProgress progress) {
      this.progress = progress;
    }

    @Override
    public void run() {
      progress.advanced(++done);
    }
  }

  /** Learns all categories. */
  Learned learn() throws IOException {
    List<Category> categories = images.categories();
    SortedMap<Evidence, EvidenceLearner> learners = new TreeMap<>();
    for (Evidence kind : EvidenceKinds.computed(context.kinds())) {
      learners.put(kind, EvidenceKinds.of(kind).learner(context));
    }
    List<Lesson> lessons = new ArrayList<>();
    for (Category category : categories) {
      lessons.add(images.lesson(category, lessons.size()));
    }
    progress.stage("memory banks", lessons.stream().mapToInt(this::steps).sum());
    Runnable step = new Steps(progress);
    List<CategoryScores> scores = new ArrayList<>();
    for (Category category : categories) {
      int number = scores.size();
      Lesson lesson = lessons.get(number);
      SortedMap<Evidence, CategoryLearner> own = new TreeMap<>();
      learners.forEach((kind, learner) -> own.put(kind, learner.category(number)));
      CategoryView view =
          new CategoryView(
              config,
              context,
              number,
              category.area(),
              new UsualPlace(config, images).of(category, lesson));
      scores.add(new CategoryLearning(view, images, category, lesson, step).learn(own));
    }
    SortedMap<Evidence, List<EvidenceModel>> models = new TreeMap<>();
    learners.forEach((kind, learner) -> models.put(kind, learner.models()));
    return Learned.of(config, categories.stream().map(Category::area).toList(), scores, models);
  }

  /** Every image is learned from in each of its poses, and scored. */
  private int steps(Lesson lesson) {
    int poses = lesson.tiles().isPresent() ? 0 : config.poses();
    return (1 + poses) * lesson.learned().size() + lesson.scored().size() + CategoryView.DAMAGED;
  }
}
