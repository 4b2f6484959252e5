package io.github.anomaly4j.study;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.Maps;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Decisions;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.metric.Auroc;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * How well a detector still separates defective from normal test images, and how many false alarms
 * its thresholds give, when all images, the normal ones too, are changed in a way that makes no
 * product defective. Immutable.
 *
 * @param categories what each change gives, per category, sorted by name; a change that was left
 *     out of a category has no entry
 */
public record RobustnessStudy(Map<String, Map<ImageChange, Outcome>> categories) {

  /**
   * What one change gives on the images of one category.
   *
   * @param auroc image AUROC, in [0, 1]; NaN without normal or without defective test images
   * @param decisions at the detector's thresholds
   */
  public record Outcome(double auroc, Decisions decisions) {}

  /** Keeps a copy. */
  public RobustnessStudy {
    categories =
        categories.entrySet().stream()
            .collect(
                toImmutableMap(
                    Map.Entry::getKey, entry -> Maps.immutableEnumMap(entry.getValue())));
  }

  /**
   * Studies a detector, which finds the category of each image by itself. Every image is read once
   * and scored under every change. Blocks.
   *
   * @param detector stays open
   * @param set labeled images, of which those of its test split are scored
   * @param turned categories whose normal images are still normal when turned by 90 degrees; {@link
   *     ImageChange#TURNED} is left out for all others
   * @param progress gets the number of images that were scored so far
   * @throws IllegalArgumentException if there are no test images, or none of a category that is to
   *     be turned
   * @throws IOException if an image cannot be read
   */
  public static RobustnessStudy of(
      AnomalyDetector detector, ImageSet set, Set<String> turned, IntConsumer progress)
      throws IOException {
    ImageSet test = set.test();
    if (test.size() == 0) {
      throw new IllegalArgumentException(
          "there are no test images; those that were learned from cannot tell");
    }
    if (!test.categories().containsAll(turned)) {
      throw new IllegalArgumentException(
          "%s are to be turned, but there are test images of %s"
              .formatted(turned, test.categories()));
    }
    Map<String, Map<ImageChange, Outcome>> outcomes = new TreeMap<>();
    int done = 0;
    for (String category : test.categories()) {
      Set<ImageChange> changes = EnumSet.allOf(ImageChange.class);
      if (!turned.contains(category)) {
        changes.remove(ImageChange.TURNED);
      }
      List<ImageEntry> entries = test.category(category).entries();
      Map<ImageChange, Scores> scores = new EnumMap<>(ImageChange.class);
      changes.forEach(change -> scores.put(change, new Scores(entries.size())));
      for (int i = 0; i < entries.size(); i++) {
        Image image = detector.read(entries.get(i).file());
        for (ImageChange change : changes) {
          scores.get(change).set(i, detector.detect(change.apply(image)), entries.get(i));
        }
        progress.accept(++done);
      }
      outcomes.put(category, Maps.transformValues(scores, Scores::outcome));
    }
    return new RobustnessStudy(outcomes);
  }

  /** What counts of the detections under one change, without their images and maps. */
  private static final class Scores {
    private final double[] scores;
    private final boolean[] anomalous;
    private final boolean[] truth;

    Scores(int images) {
      scores = new double[images];
      anomalous = new boolean[images];
      truth = new boolean[images];
    }

    void set(int image, Detection found, ImageEntry entry) {
      scores[image] = found.score();
      anomalous[image] = found.anomalous();
      truth[image] = entry.anomalous();
    }

    Outcome outcome() {
      int defective = 0;
      int missed = 0;
      int alarms = 0;
      for (int i = 0; i < truth.length; i++) {
        defective += truth[i] ? 1 : 0;
        missed += truth[i] && !anomalous[i] ? 1 : 0;
        alarms += !truth[i] && anomalous[i] ? 1 : 0;
      }
      return new Outcome(
          Auroc.of(scores, truth),
          new Decisions(truth.length - defective, defective, missed, alarms));
    }
  }

  /**
   * The mean AUROC under a change over those of the categories that define it.
   *
   * @param names those that the study does not have are passed over
   * @return in [0, 1]; NaN if none defines it
   */
  public double mean(ImageChange change, Collection<String> names) {
    return mean(names, row -> auroc(row, change));
  }

  /**
   * What a change costs: the mean of the AUROC as it is less that under the change, over those of
   * the categories that define both.
   *
   * @param names those that the study does not have are passed over
   * @return in [-1, 1], negative for a gain; NaN if none defines both
   */
  public double loss(ImageChange change, Collection<String> names) {
    return mean(names, row -> auroc(row, ImageChange.AS_IS) - auroc(row, change));
  }

  /**
   * The decisions under a change over the images of those of the categories that were changed so.
   *
   * @param names those that the study does not have are passed over
   * @return their numbers; all 0 if none was changed so
   */
  public Decisions decisions(ImageChange change, Collection<String> names) {
    return Decisions.sum(
        chosen(names)
            .filter(row -> row.containsKey(change))
            .map(row -> row.get(change).decisions())
            .toList());
  }

  private static double auroc(Map<ImageChange, Outcome> row, ImageChange change) {
    Outcome outcome = row.get(change);
    return outcome == null ? Double.NaN : outcome.auroc();
  }

  private Stream<Map<ImageChange, Outcome>> chosen(Collection<String> names) {
    return categories.entrySet().stream()
        .filter(row -> names.contains(row.getKey()))
        .map(Map.Entry::getValue);
  }

  private double mean(
      Collection<String> names, ToDoubleFunction<Map<ImageChange, Outcome>> figure) {
    return chosen(names)
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
