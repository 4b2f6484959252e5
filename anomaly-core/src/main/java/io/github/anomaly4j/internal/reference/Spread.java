package io.github.anomaly4j.internal.reference;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.List;

/**
 * How large the differences of a defect-free part and its reference usually are at most: near edges
 * larger than elsewhere. Immutable, thread safe.
 *
 * @param byStrength one value for each {@link #bin} of edge strength, above 0; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record Spread(float[] byStrength) {
  /** Strengths, which are in [0, 1], are told apart in so many steps. */
  static final int BINS = 8;

  /** Five gray levels of 255: differences below that cannot be seen. */
  private static final float LEAST = 0.02f;

  public Spread {
    checkArgument(byStrength.length == BINS, "%s spreads; expected %s", byStrength.length, BINS);
    for (float value : byStrength) {
      checkArgument(value > 0 && Float.isFinite(value), "a spread of %s", value);
    }
  }

  /** Without any pairs to learn from. */
  public static Spread assumed() {
    float[] assumed = new float[BINS];
    for (int bin = 0; bin < BINS; bin++) {
      assumed[bin] = 0.15f + 0.5f * bin / (BINS - 1);
    }
    return new Spread(assumed);
  }

  /**
   * The usual highest differences: the mean over pairs.
   *
   * @param highest of each pair by {@link #bin}; below 0 where a pair has no such edges
   */
  static Spread of(List<float[]> highest) {
    float[] spread = assumed().byStrength.clone();
    for (int bin = 0; bin < BINS; bin++) {
      int strength = bin;
      double[] found =
          highest.stream()
              .mapToDouble(pair -> pair[strength])
              .filter(value -> value >= 0)
              .toArray();
      if (found.length > 0) {
        spread[bin] = Math.max(LEAST, (float) Arrays.stream(found).average().orElseThrow());
      }
    }
    return new Spread(spread);
  }

  /** The bin of an edge strength in [0, 1]. */
  static int bin(float strength) {
    return Math.max(0, Math.min(BINS - 1, (int) (strength * BINS)));
  }

  float at(float strength) {
    return byStrength[bin(strength)];
  }

  /** The score of a pair by its highest differences. */
  double score(float[] highest) {
    double score = 0;
    for (int bin = 0; bin < BINS; bin++) {
      score = Math.max(score, highest[bin] / byStrength[bin]);
    }
    return score;
  }
}
