package io.github.anomaly4j.diagnosis;

/** Vectors shifted and scaled so that every channel counts alike. */
final class Standardized {
  private Standardized() {}

  /**
   * Channels of mean 0 and variance 1; one that never changes is 0.
   *
   * @param vectors {@code [count][channels]}
   * @throws IllegalArgumentException if there are none, their lengths differ, or a value is not
   *     finite
   */
  static double[][] of(float[][] vectors) {
    if (vectors.length == 0 || vectors[0].length == 0) {
      throw new IllegalArgumentException("No vectors or no channels");
    }
    int channels = vectors[0].length;
    double[][] values = new double[vectors.length][channels];
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i].length != channels) {
        throw new IllegalArgumentException(
            "Vector 0 has %d channels, but vector %d has %d"
                .formatted(channels, i, vectors[i].length));
      }
      for (int c = 0; c < channels; c++) {
        values[i][c] = vectors[i][c];
        if (!Float.isFinite(vectors[i][c])) {
          throw new IllegalArgumentException(
              "Channel %d of vector %d is %s".formatted(c, i, vectors[i][c]));
        }
      }
    }
    for (int c = 0; c < channels; c++) {
      standardize(values, c);
    }
    return values;
  }

  private static void standardize(double[][] values, int channel) {
    double low = values[0][channel];
    double high = low;
    double sum = 0;
    for (double[] vector : values) {
      low = Math.min(low, vector[channel]);
      high = Math.max(high, vector[channel]);
      sum += vector[channel];
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double[] vector : values) {
      squares += (vector[channel] - mean) * (vector[channel] - mean);
    }
    // Asked of the values, as rounding of the mean gives constant ones a variance.
    double scale = high > low ? 1 / Math.sqrt(squares / values.length) : 0;
    for (double[] vector : values) {
      vector[channel] = (vector[channel] - mean) * scale;
    }
  }
}
