package io.github.anomaly4j.internal.reference;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.score.Thresholds;
import java.util.ArrayList;
import java.util.List;

/** Learns from defect-free pairs, of which it keeps a few numbers each. Not thread safe. */
public final class ReferenceLearner {
  private final Settings settings;
  private final List<float[]> highest = new ArrayList<>();

  public ReferenceLearner(Settings settings) {
    this.settings = settings;
  }

  /** Takes in a pair of images of the same size. */
  public void add(Image image, Image reference) {
    highest.add(Differences.of(image, reference, settings).highest());
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
