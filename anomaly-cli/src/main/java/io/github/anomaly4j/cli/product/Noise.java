package io.github.anomaly4j.cli.product;

/**
 * Smooth noise: random values on the whole numbers of the plane, cubic between them. The same seed
 * gives the same noise everywhere.
 */
record Noise(long seed) {

  /** Noise in [-1, 1] that changes over about one unit. */
  double at(double x, double y) {
    long left = (long) Math.floor(x);
    long top = (long) Math.floor(y);
    double across = smooth(x - left);
    double down = smooth(y - top);
    double upper = mix(value(left, top), value(left + 1, top), across);
    double lower = mix(value(left, top + 1), value(left + 1, top + 1), across);
    return mix(upper, lower, down);
  }

  /** Noise in about [-1, 1] with finer and finer detail. */
  double cloud(double x, double y, int octaves) {
    double sum = 0;
    double weight = 0.5;
    double frequency = 1;
    for (int octave = 0; octave < octaves; octave++) {
      sum += weight * at(x * frequency + octave * 17.3, y * frequency - octave * 9.1);
      weight /= 2;
      frequency *= 2;
    }
    return sum;
  }

  /** Noise in [-1, 1] of a whole number: one value per thread, bar or part. */
  double of(long index) {
    return value(index, 0x5eedL);
  }

  private double value(long x, long y) {
    // The finalizer of SplittableRandom (Steele, Lea, Flood 2014), over both coordinates and seed.
    long bits = seed ^ (x * 0x9e3779b97f4a7c15L) ^ Long.rotateLeft(y * 0xc2b2ae3d27d4eb4fL, 31);
    bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
    bits ^= bits >>> 31;
    return (bits >>> 11) * 0x1.0p-52 - 1;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double mix(double a, double b, double share) {
    return a + (b - a) * share;
  }
}
