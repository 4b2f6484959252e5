package io.github.anomaly4j.internal.reference;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.score.Thresholds;
import io.github.anomaly4j.registration.Registration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Learns from defect-free pairs, of which it keeps a few numbers each. Not thread safe. */
public final class ReferenceLearner {
  /** A pair is mixed up if it differs this many times as much as the half that differs least. */
  private static final double FAR = 10;

  private final Settings settings;
  private final List<float[]> highest = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

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
    Registration registration = differences.alignment().registration(differences.compared());
    checkArgument(
        registration.found(),
        "pair %s: the part in %s was not found where %s has it (a correlation of %s): give the right"
            + " reference, leave the pair out, or allow a larger range of the registration",
        highest.size() + 1,
        name(image, "its image"),
        name(reference, "its reference"),
        Math.round(100 * registration.similarity()) / 100.0);
    highest.add(differences.highest());
    names.add(name(image, "its image") + " and " + name(reference, "its reference"));
  }

  private static String name(Image image, String otherwise) {
    return image.origin().map(Origin::name).orElse(otherwise);
  }

  /**
   * The model of the pairs so far; each is scored by the spread of the others.
   *
   * @throws IllegalArgumentException if there are too few, or one differs far more than the others
   */
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
    checkAlike(scores);
    Thresholds thresholds = Thresholds.of(List.of(scores), falsePositiveRate);
    return new ReferenceModel(
        settings,
        Spread.of(highest),
        Math.max(1, thresholds.values().get(0)),
        scores.length,
        falsePositiveRate,
        thresholds.basis() == Thresholds.Basis.CATEGORY);
  }

  /** Boards of one make are alike enough to be found on each other's references. */
  private void checkAlike(double[] scores) {
    Spread usual =
        Spread.of(
            IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .limit((scores.length + 1) / 2)
                .map(highest::get)
                .toList());
    for (int i = 0; i < scores.length; i++) {
      double times = usual.score(highest.get(i));
      checkArgument(
          times <= FAR,
          "pair %s: %s differ %s times as much as the pairs that are more alike: give the right"
              + " reference, or leave the pair out",
          i + 1,
          names.get(i),
          Math.round(times));
    }
  }
}
