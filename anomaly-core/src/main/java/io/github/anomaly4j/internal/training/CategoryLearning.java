package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.evidence.CategoryLearner;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.LeaveOneOut;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.KeptPasses;
import io.github.anomaly4j.internal.training.image.ImageWalk;
import io.github.anomaly4j.internal.training.image.Lesson;
import io.github.anomaly4j.internal.training.image.Piece;
import io.github.anomaly4j.internal.training.image.TrainingImages;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Learns one category from its images in all poses, or from tiles of them.
 *
 * @param step is run after each image that was learned or scored
 */
record CategoryLearning(
    CategoryView view, TrainingImages images, Category category, Lesson lesson, Runnable step) {

  /**
   * Learns the category and scores its images.
   *
   * @param own its learners; emptied, since what they gathered takes much memory
   */
  CategoryScores learn(SortedMap<Evidence, CategoryLearner> own) throws IOException {
    KeptPasses<Piece> kept =
        new KeptPasses<>(
            EvidenceKinds.needingBackbone(view.context().kinds()).isEmpty()
                ? Optional.empty()
                : view.context().backbone());
    Poses poses = add(own.values(), kept);
    TrainingImages.requireNotInterrupted();
    SortedMap<Evidence, LeaveOneOut> without = new TreeMap<>();
    own.forEach((kind, learner) -> without.put(kind, learner.fit()));
    own.clear();
    return new CategoryScoring(view, images, category, lesson, step, kept, without).scores(poses);
  }

  /** Adds all images in all poses to the learners, or tiles, which need no poses. */
  private Poses add(Collection<CategoryLearner> learners, KeptPasses<Piece> kept)
      throws IOException {
    ImageWalk walk = new ImageWalk(view.config().tiles());
    DirectionCheck directions = new DirectionCheck();
    walk.inOrder(
        lesson.learned().size(),
        this::read,
        (image, i) -> look(learners, kept, image, lesson.learned().get(i)),
        (features, i) -> {
          directions.add(features.image());
          int image = lesson.learned().get(i).image();
          learners.forEach(learner -> learner.add(image, features));
          step.run();
        });
    if (lesson.tiles().isPresent()) {
      return new Poses(false);
    }
    Poses poses = new Poses(directions.every());
    if (view.config().poses() > 0) {
      walk.inOrder(
          category.images().size(),
          this::read,
          (image, i) -> posed(learners, poses, image, i),
          (others, i) -> {
            for (ImageFeatures other : others) {
              learners.forEach(learner -> learner.addPose(i, other));
              step.run();
            }
          });
    }
    return poses;
  }

  private Image read(int i) throws IOException {
    return images.read(lesson.learned().get(i));
  }

  private ImageFeatures look(
      Collection<CategoryLearner> learners, KeptPasses<Piece> kept, Image image, Piece piece) {
    ImageFeatures features = view.look(image);
    try {
      learners.forEach(learner -> learner.features().forEach(features::get));
      if (lesson.tiles().isEmpty()) {
        kept.keep(piece, features);
      }
    } catch (FeatureException e) {
      throw e.naming(piece.entry().file());
    }
    return features;
  }

  private List<ImageFeatures> posed(
      Collection<CategoryLearner> learners, Poses poses, Image image, int i) {
    List<ImageFeatures> others = view.posed(poses, view.look(image), i);
    others.forEach(
        other -> learners.forEach(learner -> learner.poseFeatures().forEach(other::get)));
    return others;
  }
}
