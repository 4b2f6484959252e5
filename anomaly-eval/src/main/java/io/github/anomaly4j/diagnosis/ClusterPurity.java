package io.github.anomaly4j.diagnosis;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;

/**
 * Whether features know the categories apart: feature vectors are clustered without their
 * categories, into as many clusters as there are categories, and both groupings are compared. An
 * encoder whose features collapsed gives clusters that no category dominates.
 *
 * <p>Every channel is brought to mean 0 and variance 1, and K-means (Lloyd, "Least squares
 * quantization in PCM", 1982) is begun ten times by k-means++ (Arthur and Vassilvitskii,
 * "k-means++: the advantages of careful seeding", 2007); the clustering with the smallest sum of
 * squared distances to the centers counts. With N vectors, n_kj of them in cluster k and of
 * category j, the figures are those of Manning, Raghavan and Schütze, "Introduction to Information
 * Retrieval", 2008, section 16.3:
 *
 * <pre>
 *  purity = 1/N sum_k max_j n_kj
 *  normalized mutual information = 2 I / (H(clusters) + H(categories))
 *  I = sum_kj n_kj/N log(N n_kj / (n_k n_j)),   H = - sum n/N log(n/N)</pre>
 *
 * <p>Neither is 0 by chance: few vectors or one large category make any clustering look pure. So
 * each comes with its mean over 100 shuffles of the categories over the same clusters (the
 * permutation model of Vinh, Epps and Bailey, "Information theoretic measures for clusterings
 * comparison", 2010). Features know as much as a figure exceeds its chance.
 *
 * @param categories their names, sorted
 * @param counts vectors by cluster and category: a row for each cluster that has any, ordered by
 *     its most frequent category, larger clusters first; a column for each of {@code categories}
 * @param purity from the share of the largest category to 1
 * @param chancePurity the mean purity of shuffled categories
 * @param mutualInformation normalized, from 0 to 1
 * @param chanceMutualInformation the mean of shuffled categories, normalized alike
 */
public record ClusterPurity(
    List<String> categories,
    List<List<Integer>> counts,
    double purity,
    double chancePurity,
    double mutualInformation,
    double chanceMutualInformation) {
  private static final int RESTARTS = 10;
  private static final int SHUFFLES = 100;
  private static final int MAX_ITERATIONS = 100;

  /** Keeps copies of the lists. */
  public ClusterPurity {
    categories = List.copyOf(categories);
    counts = counts.stream().map(List::copyOf).toList();
  }

  /**
   * Clusters vectors and compares. The result does not depend on the order of the vectors, and on
   * the names of the categories only by the order of rows and columns.
   *
   * @param vectors {@code [count][channels]}, finite
   * @param categories one a vector, at least two different ones
   * @param seed of the restarts and shuffles: the same seed gives the same result
   * @throws IllegalArgumentException if lengths do not fit, a value is not finite, or there are
   *     fewer than two categories
   */
  public static ClusterPurity of(float[][] vectors, List<String> categories, long seed) {
    if (vectors.length != categories.size()) {
      throw new IllegalArgumentException(
          "%d vectors, but %d categories".formatted(vectors.length, categories.size()));
    }
    List<String> names = List.copyOf(new TreeSet<>(categories));
    if (names.size() < 2) {
      throw new IllegalArgumentException("Nothing to tell apart: all vectors are of " + names);
    }
    // Sorted, since the first centers are drawn by place in the list.
    int[] order =
        IntStream.range(0, vectors.length)
            .boxed()
            .sorted((a, b) -> Arrays.compare(vectors[a], vectors[b]))
            .mapToInt(i -> i)
            .toArray();
    double[][] points =
        Standardized.of(Arrays.stream(order).mapToObj(i -> vectors[i]).toArray(float[][]::new));
    int[] truth = Arrays.stream(order).map(i -> names.indexOf(categories.get(i))).toArray();

    Contingency found = Contingency.of(clusters(points, names.size(), seed), truth);
    List<Contingency> shuffled =
        IntStream.range(0, SHUFFLES)
            .mapToObj(i -> found.shuffled(RandomStreams.of(seed, 1, i)))
            .toList();
    return new ClusterPurity(
        names,
        rows(found),
        found.purity(),
        mean(shuffled, Contingency::purity),
        found.normalizedMutualInformation(),
        mean(shuffled, Contingency::normalizedMutualInformation));
  }

  private static int[] clusters(double[][] points, int clusters, long seed) {
    List<DoublePoint> all = Arrays.stream(points).map(DoublePoint::new).toList();
    // More centers than different points would look for members until the last iteration.
    int centers = Math.min(clusters, different(points));
    Assignment best = null;
    for (int restart = 0; restart < RESTARTS; restart++) {
      var random = new Well19937c(RandomStreams.of(seed, 0, restart).nextLong());
      var kMeans =
          new KMeansPlusPlusClusterer<DoublePoint>(
              centers, MAX_ITERATIONS, new EuclideanDistance(), random);
      Assignment assignment =
          Assignment.toNearest(
              points,
              kMeans.cluster(all).stream()
                  .map(cluster -> cluster.getCenter().getPoint())
                  .toArray(double[][]::new));
      if (best == null || assignment.inertia < best.inertia) {
        best = assignment;
      }
    }
    return requireNonNull(best).clusters;
  }

  private static int different(double[][] sorted) {
    return 1
        + (int)
            IntStream.range(1, sorted.length)
                .filter(i -> !Arrays.equals(sorted[i - 1], sorted[i]))
                .count();
  }

  /**
   * Each point's nearest center, which equal points share.
   *
   * @param inertia the sum of the squared distances
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Assignment(int[] clusters, double inertia) {

    static Assignment toNearest(double[][] points, double[][] centers) {
      int[] clusters = new int[points.length];
      double inertia = 0;
      for (int i = 0; i < points.length; i++) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < centers.length; k++) {
          double distance = squaredDistance(points[i], centers[k]);
          if (distance < nearest) {
            nearest = distance;
            clusters[i] = k;
          }
        }
        inertia += nearest;
      }
      return new Assignment(clusters, inertia);
    }

    private static double squaredDistance(double[] a, double[] b) {
      double sum = 0;
      for (int c = 0; c < a.length; c++) {
        sum += (a[c] - b[c]) * (a[c] - b[c]);
      }
      return sum;
    }
  }

  private static List<List<Integer>> rows(Contingency found) {
    List<List<Integer>> rows = new ArrayList<>();
    for (int[] row : found.counts()) {
      if (Arrays.stream(row).anyMatch(count -> count > 0)) {
        rows.add(Arrays.stream(row).boxed().toList());
      }
    }
    Comparator<List<Integer>> bySize =
        Comparator.comparingInt(row -> row.stream().mapToInt(count -> count).sum());
    rows.sort(Comparator.comparingInt(ClusterPurity::dominant).thenComparing(bySize.reversed()));
    return rows;
  }

  private static int dominant(List<Integer> row) {
    return row.indexOf(Collections.max(row));
  }

  private static double mean(List<Contingency> tables, ToDoubleFunction<Contingency> figure) {
    return tables.stream().mapToDouble(figure).average().orElseThrow();
  }
}
