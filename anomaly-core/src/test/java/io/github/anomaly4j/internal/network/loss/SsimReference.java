package io.github.anomaly4j.internal.network.loss;

/** Mean structural similarity written straight from the paper: no separation, no sharing. */
public final class SsimReference {
  private SsimReference() {}

  /** Mean over channels and whole windows. */
  public static double mean(float[] a, float[] b, int channels, int height, int width) {
    double sum = 0;
    int count = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y + 11 <= height; y++) {
        for (int x = 0; x + 11 <= width; x++) {
          sum += window(a, b, (c * height + y) * width + x, width);
          count++;
        }
      }
    }
    return sum / count;
  }

  private static double window(float[] a, float[] b, int from, int width) {
    double total = 0;
    double meanA = 0;
    double meanB = 0;
    for (int i = 0; i < 121; i++) {
      int at = from + i / 11 * width + i % 11;
      total += weight(i);
      meanA += weight(i) * a[at];
      meanB += weight(i) * b[at];
    }
    meanA /= total;
    meanB /= total;
    double varA = 0;
    double varB = 0;
    double cov = 0;
    for (int i = 0; i < 121; i++) {
      int at = from + i / 11 * width + i % 11;
      double w = weight(i) / total;
      varA += w * (a[at] - meanA) * (a[at] - meanA);
      varB += w * (b[at] - meanB) * (b[at] - meanB);
      cov += w * (a[at] - meanA) * (b[at] - meanB);
    }
    double c1 = 1e-4;
    double c2 = 9e-4;
    return (2 * meanA * meanB + c1)
        * (2 * cov + c2)
        / ((meanA * meanA + meanB * meanB + c1) * (varA + varB + c2));
  }

  private static double weight(int i) {
    double dy = i / 11 - 5;
    double dx = i % 11 - 5;
    return Math.exp(-(dx * dx + dy * dy) / (2 * 1.5 * 1.5));
  }
}
