package io.github.anomaly4j.reference;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.reference.ReferenceLearner;
import io.github.anomaly4j.internal.reference.ReferenceModel;
import io.github.anomaly4j.internal.reference.Settings;

/**
 * Settings of a {@link ReferenceInspection}. Setters reject invalid values at the call. Not thread
 * safe.
 *
 * <p>Defaults: the part is searched for within 5 % of the longer side and 3 degrees; parts of it
 * may be shifted by 8 pixels, and edges lie 1 pixel elsewhere; a false-positive rate of 2 %.
 */
public final class ReferenceInspectionBuilder {
  private Settings settings = Settings.DEFAULTS;
  private double falsePositiveRate = 0.02;

  ReferenceInspectionBuilder() {}

  /**
   * How far off the part as a whole may lie. With 0 and 0, images are taken to be registered.
   *
   * @param newShift along each axis, as a share of the longer side, 0 to 0.25
   * @param newDegrees in either direction, 0 to 45
   */
  public ReferenceInspectionBuilder registration(double newShift, double newDegrees) {
    settings = new Settings(newShift, newDegrees, settings.localShift(), settings.tolerance());
    return this;
  }

  /**
   * How far parts of the whole may be shifted against each other after registration: boards
   * stretch, lenses distort, and scanners have seams. A feature of the part that is shifted by less
   * is no defect; with 0, all that is shifted by more than the tolerance is.
   *
   * @param pixels 0 to 64
   */
  public ReferenceInspectionBuilder localShift(int pixels) {
    settings = new Settings(settings.shift(), settings.degrees(), pixels, settings.tolerance());
    return this;
  }

  /**
   * How far an edge may lie elsewhere. What is thinner than that cannot be found at an edge.
   *
   * @param pixels 0 to 16
   */
  public ReferenceInspectionBuilder tolerance(int pixels) {
    settings = new Settings(settings.shift(), settings.degrees(), settings.localShift(), pixels);
    return this;
  }

  /**
   * The share of defect-free images that may be rejected; {@link #learn} finds the threshold for
   * it.
   *
   * @param rate in (0, 1)
   */
  public ReferenceInspectionBuilder falsePositiveRate(double rate) {
    checkArgument(rate > 0 && rate < 1, "the false-positive rate must be in (0, 1): %s", rate);
    falsePositiveRate = rate;
    return this;
  }

  /**
   * An inspection that has learned nothing. If the image or its reference is of black and white
   * alone, a place is a defect if it differs by more than a seventh of the range from black to
   * white where the reference is even, and more than two thirds of it at its strongest edges, on
   * average over 5 x 5 pixels. In photos, it must differ by ten times as much as 95 % of the places
   * at edges of that strength do; 0.06 to the values above. It cannot state a false-positive rate.
   */
  public ReferenceInspection build() {
    return new ReferenceInspection(ReferenceModel.assumed(settings));
  }

  /**
   * An inspection that knows how much defect-free parts of this product differ from their
   * references, at edges of each strength, and whose threshold is that of the {@linkplain
   * #falsePositiveRate false-positive rate}: each pair is scored by what the others show. Below
   * {@code 1 / rate - 1} pairs the threshold is extrapolated, and {@link
   * ReferenceInspection#falsePositiveRate()} is empty.
   *
   * @param pairs of defect-free parts, {@value ReferenceModel#FEWEST_PAIRS} at least; they are
   *     taken one after the other and not kept, so that an {@code Iterable} may read them from
   *     files
   * @throws IllegalArgumentException if there are fewer, the two images of a pair differ in size,
   *     the part was not found where its reference has it, or a pair differs ten times as much as
   *     the pairs that are more alike: it may be mixed up
   */
  public ReferenceInspection learn(Iterable<ReferencePair> pairs) {
    ReferenceLearner learner = new ReferenceLearner(settings);
    for (ReferencePair pair : pairs) {
      ReferenceInspection.checkSizes(pair.image(), pair.reference());
      learner.add(pair.image(), pair.reference());
    }
    return new ReferenceInspection(learner.model(falsePositiveRate));
  }
}
