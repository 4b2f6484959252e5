package io.github.anomaly4j.diagnosis;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How many vectors of each cluster are of each category.
 *
 * @param counts {@code [clusters][categories]}
 */
@SuppressWarnings("ArrayRecordComponent")
record Contingency(int[][] counts) {

  static Contingency of(int[] clusters, int[] categories) {
    int rows = Arrays.stream(clusters).max().orElse(-1) + 1;
    int columns = Arrays.stream(categories).max().orElse(-1) + 1;
    int[][] counts = new int[rows][columns];
    for (int i = 0; i < clusters.length; i++) {
      counts[clusters[i]][categories[i]]++;
    }
    return new Contingency(counts);
  }

  /** The share of the vectors that are of their cluster's most frequent category. */
  double purity() {
    int dominant = Arrays.stream(counts).mapToInt(row -> Arrays.stream(row).max().orElse(0)).sum();
    return (double) dominant / total();
  }

  /** Mutual information over the mean of both entropies; needs two categories or clusters. */
  double normalizedMutualInformation() {
    int[] rows = clusterSizes();
    int[] columns = categorySizes();
    double total = total();
    double information = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        if (counts[i][j] > 0) {
          double independent = (double) rows[i] * columns[j] / total;
          information += counts[i][j] / total * Math.log(counts[i][j] / independent);
        }
      }
    }
    double mean = (entropy(rows) + entropy(columns)) / 2;
    return Math.max(0, Math.min(1, information / mean));
  }

  private static double entropy(int[] sizes) {
    double total = Arrays.stream(sizes).sum();
    return Arrays.stream(sizes)
        .filter(size -> size > 0)
        .mapToDouble(size -> -size / total * Math.log(size / total))
        .sum();
  }

  /** The same vectors with their categories shuffled: sizes stay, agreement is by chance. */
  Contingency shuffled(RandomGenerator random) {
    int[] categories = members(categorySizes());
    for (int i = categories.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int category = categories[i];
      categories[i] = categories[other];
      categories[other] = category;
    }
    return of(members(clusterSizes()), categories);
  }

  /** One number a member, in an order that does not depend on how groups are named. */
  private static int[] members(int[] sizes) {
    int[] sorted = sizes.clone();
    Arrays.sort(sorted);
    int[] members = new int[Arrays.stream(sizes).sum()];
    for (int group = 0, start = 0; group < sorted.length; start += sorted[group++]) {
      Arrays.fill(members, start, start + sorted[group], group);
    }
    return members;
  }

  private int[] clusterSizes() {
    return Arrays.stream(counts).mapToInt(row -> Arrays.stream(row).sum()).toArray();
  }

  private int[] categorySizes() {
    int[] sizes = new int[counts[0].length];
    for (int[] row : counts) {
      Arrays.setAll(sizes, category -> sizes[category] + row[category]);
    }
    return sizes;
  }

  private int total() {
    return Arrays.stream(clusterSizes()).sum();
  }
}
