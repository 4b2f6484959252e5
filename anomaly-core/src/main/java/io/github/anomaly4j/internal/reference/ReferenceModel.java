package io.github.anomaly4j.internal.reference;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Image;
import java.util.OptionalDouble;

/**
 * How images are compared with their references, and what is a defect. Immutable, thread safe.
 *
 * @param threshold of the map, in spreads
 * @param pairs that the spread and the threshold were learned from; 0 if they are assumed
 * @param rate the false-positive rate that was asked for
 * @param stated whether there were enough pairs to state it
 */
public record ReferenceModel(
    Settings settings, Spread spread, double threshold, int pairs, double rate, boolean stated) {
  /** Images with a shorter side are not compared. */
  public static final int LEAST_SIDE = 32;

  /** Fewer pairs say nothing of a spread. */
  public static final int FEWEST_PAIRS = 5;

  public ReferenceModel {
    checkArgument(threshold > 0 && Double.isFinite(threshold), "a threshold of %s", threshold);
    checkArgument(pairs >= 0, "%s pairs", pairs);
    checkArgument(rate >= 0 && rate < 1, "a false-positive rate of %s", rate);
  }

  /** A model that has learned nothing. */
  public static ReferenceModel assumed(Settings settings) {
    return new ReferenceModel(settings, Spread.assumed(), 1, 0, 0, false);
  }

  /** The false-positive rate, if it can be stated. */
  public OptionalDouble statedRate() {
    return stated ? OptionalDouble.of(rate) : OptionalDouble.empty();
  }

  /** Compares an image with its reference, which has the same size. */
  public Inspected inspect(Image image, Image reference) {
    Differences differences = Differences.of(image, reference, settings);
    Spread usual =
        pairs > 0 || !differences.soft()
            ? spread
            : spread.loweredTo(differences.values(), differences.strength());
    return new Inspected(
        differences.inSpreads(usual),
        differences.compared(),
        differences.alignment().registration(differences.compared()));
  }
}
