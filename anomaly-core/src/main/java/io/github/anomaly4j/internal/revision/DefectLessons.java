package io.github.anomaly4j.internal.revision;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feedback.FeedbackLearning;
import io.github.anomaly4j.internal.intake.PixelFingerprint;
import io.github.anomaly4j.internal.score.Thresholds;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Teaches a category by labeled defects.
 *
 * @param normal the moments of its training images, in the order of their scores
 */
public record DefectLessons(DetectorState state, CategoryModel category, List<float[]> normal) {
  /** Fewer defects say little about new ones. */
  public static final int FEWEST = 5;

  /** Fewer normal images do not tell what is usual: at least two in each fold. */
  public static final int FEWEST_NORMAL = 10;

  /**
   * An image that was looked at.
   *
   * @param deviation without any correction
   */
  public record Seen(String kind, double deviation, float[] moments) {}

  /**
   * Begins the lessons of a category.
   *
   * @param images its training images, all of them and no others, in any order
   * @throws IllegalArgumentException if one is missing or was not learned, or the category cannot
   *     be taught
   */
  public static DefectLessons of(DetectorState state, CategoryModel category, ImageSet images)
      throws IOException {
    String name = category.name();
    checkArgument(
        category.tiles().isEmpty(), "%s is learned in tiles, which defects cannot teach", name);
    checkArgument(
        category.feedback().isEmpty(),
        "%s has learned defects already: undo that, and give all of its defects together",
        name);
    NormalImages known = category.normal();
    int count = known.scores().size();
    checkArgument(
        !known.fingerprints().isEmpty(),
        "the detector was saved by an older build, which did not keep which score is from which"
            + " image of %s: train again",
        name);
    checkArgument(
        count >= FEWEST_NORMAL,
        "%s was trained on %s images; at least %s are needed to learn from defects: train on more",
        name,
        count,
        FEWEST_NORMAL);
    List<String> order = known.fingerprints().subList(0, count);
    float[][] moments = new float[count][];
    each(
        images,
        (i, entry) -> {
          Image image = entry.read(state.reader());
          int number = order.indexOf(PixelFingerprint.of(image));
          checkArgument(
              number >= 0,
              "%s is none of the %s images that %s was trained on: give these images, all of them,"
                  + " and no others",
              entry.path(),
              count,
              name);
          moments[number] = moments(category, look(state, category, image));
        });
    long missing = Arrays.stream(moments).filter(own -> own == null).count();
    checkArgument(
        missing == 0,
        "%s of the %s images that %s was trained on are missing: give all of them, unchanged",
        missing,
        count,
        name);
    return new DefectLessons(state, category, List.of(moments));
  }

  /** An action on an image. */
  @FunctionalInterface
  private interface Action {
    void on(int number, ImageEntry entry) throws IOException;
  }

  private static void each(ImageSet images, Action action) throws IOException {
    try {
      Workers.here()
          .forEach(
              images.size(),
              i -> {
                ImageEntry entry = images.entries().get(i);
                try {
                  action.on(i, entry);
                } catch (FeatureException e) {
                  throw e.naming(entry.file());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static ImageFeatures look(DetectorState state, CategoryModel category, Image image) {
    return category.look(new ImageFeatures(state.intake().take(image)));
  }

  private static Evidence evidence(CategoryModel category) {
    return EvidenceKinds.describing(
            category.models().keySet(), kind -> category.models().get(kind).moments().isPresent())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s has no memory bank of patches, by which defects are described"
                        .formatted(category.name())));
  }

  private static float[] moments(CategoryModel category, ImageFeatures look) {
    return category.moments(evidence(category), look);
  }

  /** Looks at images of the category. Of equal images of defects, only the first counts. */
  public List<Seen> see(ImageSet images) throws IOException {
    Set<Evidence> detected = EvidenceKinds.detecting(state.config().evidence());
    Seen[] seen = new Seen[images.size()];
    String[] fingerprints = new String[seen.length];
    each(
        images,
        (i, entry) -> {
          Image image = entry.read(state.reader());
          fingerprints[i] = PixelFingerprint.of(image);
          checkArgument(
              !entry.anomalous() || !category.normal().fingerprints().contains(fingerprints[i]),
              "%s is labeled as a defect and was learned as normal: take it out first",
              entry.path());
          ImageFeatures look = look(state, category, image);
          seen[i] =
              new Seen(
                  entry.defect(),
                  category.deviation(category.read(detected, look), look),
                  moments(category, look));
        });
    Set<String> defects = new HashSet<>();
    return IntStream.range(0, seen.length)
        .filter(i -> !images.entries().get(i).anomalous() || defects.add(fingerprints[i]))
        .mapToObj(i -> seen[i])
        .toList();
  }

  /** The category with what some defects teach. */
  public CategoryModel taught(List<Seen> defects) {
    checkArgument(
        defects.size() >= FEWEST,
        "%s different labeled defects of %s; at least %s are needed, and 10 or more are advised",
        defects.size(),
        category.name(),
        FEWEST);
    ToDoubleFunction<double[]> threshold =
        fixed()
            ? scores -> category.fusion().normalScoreAt(category.threshold())
            : scores ->
                Thresholds.of(List.of(scores), state.config().falsePositiveRate()).values().get(0);
    FeedbackLearning.Learned learned =
        new FeedbackLearning(
                normal,
                category.normal().scores(),
                defects.stream().map(Seen::moments).toList(),
                defects.stream().map(Seen::deviation).toList(),
                threshold)
            .learn(evidence(category), defects.stream().map(Seen::kind).toList());
    return category.withFeedback(
        learned.feedback(),
        category.normal().withScores(Doubles.asList(learned.normal())),
        fixed() || !learned.feedback().corrects()
            ? category.threshold()
            : category.fusion().scoreAt(threshold.applyAsDouble(learned.normal())));
  }

  /** Whether somebody set the threshold: it stays. */
  private boolean fixed() {
    return !category.found().score();
  }
}
