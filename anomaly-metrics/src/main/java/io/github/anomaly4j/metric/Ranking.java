package io.github.anomaly4j.metric;

import java.util.Arrays;
import java.util.Objects;

/**
 * Scores and labels reduced to what every ranking metric needs: the distinct scores from the
 * highest to the lowest, each with the number of anomalous and of normal images that have it.
 */
final class Ranking {

  private final double[] scores;
  private final long[] anomalies;
  private final long[] normals;
  private final int size;
  private final long allAnomalies;
  private final long allNormals;

  private Ranking(
      double[] scores,
      long[] anomalies,
      long[] normals,
      int size,
      long allAnomalies,
      long allNormals) {
    this.scores = scores;
    this.anomalies = anomalies;
    this.normals = normals;
    this.size = size;
    this.allAnomalies = allAnomalies;
    this.allNormals = allNormals;
  }

  static Ranking of(double[] scores, boolean[] anomalous) {
    Objects.requireNonNull(scores, "scores");
    Objects.requireNonNull(anomalous, "anomalous");
    if (scores.length != anomalous.length) {
      throw new IllegalArgumentException(
          scores.length + " scores but " + anomalous.length + " labels: one label per score");
    }
    int found = 0;
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException(
            "score " + i + " of " + scores.length + " is NaN: a ranking needs numbers");
      }
      found += anomalous[i] ? 1 : 0;
    }
    double[] high = new double[found];
    double[] low = new double[scores.length - found];
    for (int i = 0, h = 0, l = 0; i < scores.length; i++) {
      if (anomalous[i]) {
        high[h++] = scores[i];
      } else {
        low[l++] = scores[i];
      }
    }
    Arrays.sort(high);
    Arrays.sort(low);
    return merge(high, low);
  }

  private static Ranking merge(double[] high, double[] low) {
    double[] scores = new double[high.length + low.length];
    long[] anomalies = new long[scores.length];
    long[] normals = new long[scores.length];
    int size = 0;
    int h = high.length - 1;
    int l = low.length - 1;
    while (h >= 0 || l >= 0) {
      double score = h < 0 ? low[l] : l < 0 ? high[h] : Math.max(high[h], low[l]);
      while (h >= 0 && high[h] == score) {
        anomalies[size]++;
        h--;
      }
      while (l >= 0 && low[l] == score) {
        normals[size]++;
        l--;
      }
      scores[size++] = score;
    }
    return new Ranking(scores, anomalies, normals, size, high.length, low.length);
  }

  /** Distinct scores. */
  int size() {
    return size;
  }

  /** The distinct score at a rank, 0 being the highest. */
  double score(int rank) {
    return scores[rank];
  }

  long anomalies(int rank) {
    return anomalies[rank];
  }

  long normals(int rank) {
    return normals[rank];
  }

  long anomalies() {
    return allAnomalies;
  }

  long normals() {
    return allNormals;
  }

  boolean hasBothClasses() {
    return allAnomalies > 0 && allNormals > 0;
  }
}
