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
  /** The number of steps into which strengths, from 0 to 1, are divided. */
  static final int BINS = 8;

  /** Five gray levels of 255: differences below that cannot be seen. */
  private static final float LEAST = 0.02f;

  /** The number of steps into which differences, from 0 to 1, are divided. */
  private static final int STEPS = 256;

  /** Of the differences of a soft pair, this share is below the usual one. */
  private static final double USUAL = 0.95;

  /** Chosen on drawn products: defect-free ones reach less than half of it. */
  private static final float TIMES = 10;

  private static final float LEAST_ASSUMED = 0.06f;

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

  /**
   * What is assumed of a pair of photos: ten times the difference that 95 % of its places are
   * below, and no more than this spread. A defect is smaller than that, and is no part of it.
   */
  Spread loweredTo(float[] differences, float[] strength) {
    int[][] counts = new int[BINS][STEPS + 1];
    int[] all = new int[BINS];
    for (int i = 0; i < differences.length; i++) {
      int bin = bin(strength[i]);
      counts[bin][Math.min(STEPS, (int) (differences[i] * STEPS))]++;
      all[bin]++;
    }
    float[] lowered = new float[BINS];
    for (int bin = 0; bin < BINS; bin++) {
      int step = 0;
      for (long below = counts[bin][0]; below < USUAL * all[bin]; below += counts[bin][step]) {
        step++;
      }
      float usual = TIMES * (step + 1) / STEPS;
      lowered[bin] = Math.min(byStrength[bin], Math.max(LEAST_ASSUMED, usual));
    }
    return new Spread(lowered);
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
