package io.github.anomaly4j.study;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.Maps;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
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

/**
 * How well a detector still separates defective from normal test images when all of them, the
 * normal ones too, are changed in a way that makes no product defective. Immutable.
 *
 * @param auroc image AUROC per category, sorted by name, under every change, in [0, 1]; NaN where
 *     there are no normal or no defective test images, or the change was left out
 */
public record RobustnessStudy(Map<String, Map<ImageChange, Double>> auroc) {

  /** Keeps a copy. */
  public RobustnessStudy {
    auroc =
        auroc.entrySet().stream()
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
    Map<String, Map<ImageChange, Double>> auroc = new TreeMap<>();
    int done = 0;
    for (String category : test.categories()) {
      List<ImageEntry> entries = test.category(category).entries();
      EnumSet<ImageChange> changes = EnumSet.allOf(ImageChange.class);
      if (!turned.contains(category)) {
        changes.remove(ImageChange.TURNED);
      }
      Map<ImageChange, double[]> scores = new EnumMap<>(ImageChange.class);
      changes.forEach(change -> scores.put(change, new double[entries.size()]));
      boolean[] truth = new boolean[entries.size()];
      for (int i = 0; i < truth.length; i++) {
        Image image = detector.read(entries.get(i).file());
        for (ImageChange change : changes) {
          scores.get(change)[i] = detector.detect(change.apply(image)).score();
        }
        truth[i] = entries.get(i).anomalous();
        progress.accept(++done);
      }
      auroc.put(category, auroc(scores, truth));
    }
    return new RobustnessStudy(auroc);
  }

  private static Map<ImageChange, Double> auroc(
      Map<ImageChange, double[]> scores, boolean[] truth) {
    Map<ImageChange, Double> auroc = new EnumMap<>(ImageChange.class);
    for (ImageChange change : ImageChange.values()) {
      double[] own = scores.get(change);
      auroc.put(change, own == null ? Double.NaN : Auroc.of(own, truth));
    }
    return auroc;
  }

  /**
   * The mean AUROC under a change over those of the categories that define it.
   *
   * @param categories names that the study does not have are passed over
   * @return in [0, 1]; NaN if none defines it
   */
  public double mean(ImageChange change, Collection<String> categories) {
    return mean(categories, row -> row.get(change));
  }

  /**
   * What a change costs: the mean of the AUROC as it is less that under the change, over those of
   * the categories that define both.
   *
   * @param categories names that the study does not have are passed over
   * @return in [-1, 1], negative for a gain; NaN if none defines both
   */
  public double loss(ImageChange change, Collection<String> categories) {
    return mean(categories, row -> row.get(ImageChange.AS_IS) - row.get(change));
  }

  private double mean(
      Collection<String> categories, ToDoubleFunction<Map<ImageChange, Double>> figure) {
    return auroc.entrySet().stream()
        .filter(row -> categories.contains(row.getKey()))
        .mapToDouble(row -> figure.applyAsDouble(row.getValue()))
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
