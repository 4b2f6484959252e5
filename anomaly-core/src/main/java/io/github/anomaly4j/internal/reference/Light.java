package io.github.anomaly4j.internal.reference;

/**
 * Brightness and contrast of an image in comparison with its reference: the line through their
 * values, by least squares with little weight for large differences.
 */
record Light(double gain, double offset) {
  private static final Light SAME = new Light(1, 0);
  private static final int ROUNDS = 3;

  /** Beyond this factor, the two do not show the same. */
  private static final double MOST = 2;

  /** And if no value of the reference, black to white, stays within this of itself. */
  private static final double MOST_OFFSET = 0.25;

  private static final double LARGE = 2;

  /** Below this, there is no contrast to compare: half a gray level of 255. */
  private static final double LEAST_SPREAD = 0.002;

  /**
   * The light.
   *
   * @param inside which values are compared
   */
  static Light between(float[] reference, float[] image, boolean[] inside) {
    Light light = SAME;
    double usual = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      double count = 0;
      double r = 0;
      double i = 0;
      double rr = 0;
      double ri = 0;
      double differences = 0;
      // Every third value is enough, and 3 divides few widths.
      for (int place = 0; place < reference.length; place += 3) {
        if (inside[place]) {
          double from = reference[place];
          double to = image[place];
          double difference = Math.abs(light.gain * from + light.offset - to);
          double weight = 1 / (1 + difference * difference / (usual * usual));
          count += weight;
          r += weight * from;
          i += weight * to;
          rr += weight * from * from;
          ri += weight * from * to;
          differences += weight * difference;
        }
      }
      if (count < 1) {
        return SAME;
      }
      double variance = rr / count - r / count * (r / count);
      double gain =
          variance < LEAST_SPREAD * LEAST_SPREAD
              ? 1
              : (ri / count - r / count * (i / count)) / variance;
      gain = Math.max(1 / MOST, Math.min(MOST, gain));
      light = new Light(gain, limited((i - gain * r) / count, gain));
      usual = LARGE * Math.max(LEAST_SPREAD, differences / count);
    }
    return light;
  }

  /** A value v moves by offset + (gain - 1) v, so by this much or less at black or at white. */
  private static double limited(double offset, double gain) {
    double least = -MOST_OFFSET - Math.max(0, gain - 1);
    double most = MOST_OFFSET - Math.min(0, gain - 1);
    return Math.max(least, Math.min(most, offset));
  }

  /** Brings the reference's values into this light, in [0, 1]. */
  void apply(float[] reference) {
    float factor = (float) gain;
    float added = (float) offset;
    for (int i = 0; i < reference.length; i++) {
      reference[i] = Math.max(0, Math.min(1, factor * reference[i] + added));
    }
  }
}
