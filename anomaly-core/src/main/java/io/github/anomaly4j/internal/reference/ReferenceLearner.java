package io.github.anomaly4j.internal.reference;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.score.Thresholds;
import io.github.anomaly4j.registration.Registration;
import java.util.ArrayList;
import java.util.List;

/** Learns from defect-free pairs, of which it keeps a few numbers each. Not thread safe. */
public final class ReferenceLearner {
  private final Settings settings;
  private final List<float[]> highest = new ArrayList<>();

  public ReferenceLearner(Settings settings) {
    this.settings = settings;
  }

  /**
   * Takes in a pair of images of the same size.
   *
   * @throws IllegalArgumentException if the part was not found where its reference has it: a pair
   *     that is mixed up would raise the threshold for all
   */
  public void add(Image image, Image reference) {
    Differences differences = Differences.of(image, reference, settings);
    Registration registration = differences.alignment().registration();
    checkArgument(
        registration.found(),
        "pair %s: the part in %s was not found where %s has it (a correlation of %s): give the right"
            + " reference, leave the pair out, or allow a larger range of the registration",
        highest.size() + 1,
        name(image, "its image"),
        name(reference, "its reference"),
        Math.round(100 * registration.similarity()) / 100.0);
    highest.add(differences.highest());
  }

  private static String name(Image image, String otherwise) {
    return image.origin().map(Origin::name).orElse(otherwise);
  }

  /** The model of the pairs so far; each is scored by the spread of the others. */
  public ReferenceModel model(double falsePositiveRate) {
    checkArgument(
        highest.size() >= ReferenceModel.FEWEST_PAIRS,
        "%s pairs are too few to learn from; expected %s at least: add more, or use build(), which"
            + " assumes how much pairs differ",
        highest.size(),
        ReferenceModel.FEWEST_PAIRS);
    double[] scores = new double[highest.size()];
    for (int i = 0; i < scores.length; i++) {
      List<float[]> others = new ArrayList<>(highest);
      float[] own = others.remove(i);
      scores[i] = Spread.of(others).score(own);
    }
    Thresholds thresholds = Thresholds.of(List.of(scores), falsePositiveRate);
    return new ReferenceModel(
        settings,
        Spread.of(highest),
        Math.max(1, thresholds.values().get(0)),
        scores.length,
        falsePositiveRate,
        thresholds.basis() == Thresholds.Basis.CATEGORY);
  }
}
