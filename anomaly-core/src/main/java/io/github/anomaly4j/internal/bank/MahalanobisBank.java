package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;
import static io.github.anomaly4j.internal.artifact.Tensors.ANY;

import com.google.common.primitives.Floats;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.linalg.SymmetricEigen;
import io.github.anomaly4j.internal.linalg.ValueRange;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The whole-image descriptors of one category's normal images, one per image and pose. The distance
 * from an image to the nearest of them says how different it is, as a whole, from all normal
 * images. Distances are computed in a space in which the category's images vary equally in every
 * direction. A few dozen images are not enough to estimate their covariance, so the covariance of
 * the category is drawn towards the one within all categories (regularized discriminant analysis;
 * Friedman 1989). Immutable, thread safe.
 */
public final class MahalanobisBank {
  private static final String POINTS = "points";
  private static final String EACH = "points of each image";

  private static final int DIMENSIONS = 60;

  /** The covariance within all categories counts as this number of images. */
  private static final double PRIOR_IMAGES = 200;

  /**
   * Added to the variance of every direction, as a fraction of the mean variance of the directions
   * that are kept.
   */
  private static final double FLOOR = 0.05;

  private static final int NEIGHBORS = 3;
  private static final double MIN_DISTANCE = 1e-3;

  private final WhitenedSpace space;
  private final float[] points;
  private final int each;

  private MahalanobisBank(WhitenedSpace space, float[] points, int each) {
    // What could not be loaded again must not be made.
    ValueRange.check(POINTS, points);
    checkArgument(
        each > 0 && points.length > 0 && points.length % ((long) each * space.dimensions()) == 0,
        "images of %s values in %s poses and %s dimensions",
        points.length,
        each,
        space.dimensions());
    this.space = space;
    this.points = points;
    this.each = each;
  }

  /**
   * A bank for each category.
   *
   * @param categories the descriptors of each category's normal images; at least one in each
   * @param each number of poses: this many consecutive descriptors are of one image
   */
  public static List<MahalanobisBank> fit(List<List<float[]>> categories, int each) {
    int channels = categories.get(0).get(0).length;
    List<double[]> means = categories.stream().map(MahalanobisBank::mean).toList();
    double[] scale = scale(categories, means, channels);
    double[][][] covariances = new double[categories.size()][][];
    Workers workers = Workers.here();
    workers.forEach(
        covariances.length,
        i -> covariances[i] = covariance(categories.get(i), means.get(i), scale));
    double[][] within = new double[channels][channels];
    for (double[][] own : covariances) {
      add(within, own, 1.0 / categories.size());
    }
    MahalanobisBank[] banks = new MahalanobisBank[covariances.length];
    workers.forEach(
        banks.length,
        i -> {
          int images = categories.get(i).size() / each;
          double[][] mixed = new double[channels][channels];
          add(mixed, covariances[i], images / (images + PRIOR_IMAGES));
          add(mixed, within, PRIOR_IMAGES / (images + PRIOR_IMAGES));
          banks[i] = of(categories.get(i), means.get(i), scale, mixed, each);
        });
    return List.of(banks);
  }

  private static MahalanobisBank of(
      List<float[]> descriptors, double[] mean, double[] scale, double[][] covariance, int each) {
    SymmetricEigen eigen = SymmetricEigen.of(covariance);
    int kept = Math.min(DIMENSIONS, mean.length);
    double[] variances = Arrays.copyOf(eigen.values(), kept);
    double floor = Math.max(1e-10, FLOOR * Arrays.stream(variances).average().orElseThrow());
    float[] projection = new float[mean.length * kept];
    for (int d = 0; d < kept; d++) {
      double[] direction = eigen.vectors()[d];
      double whitening = 1 / Math.sqrt(Math.max(0, variances[d]) + floor);
      for (int c = 0; c < mean.length; c++) {
        projection[c * kept + d] = (float) (direction[c] * scale[c] * whitening);
      }
    }
    float[] center = new float[mean.length];
    for (int c = 0; c < center.length; c++) {
      center[c] = (float) mean[c];
    }
    WhitenedSpace space = new WhitenedSpace(center, projection);
    float[] points = new float[descriptors.size() * kept];
    for (int i = 0; i < descriptors.size(); i++) {
      System.arraycopy(space.point(descriptors.get(i)), 0, points, i * kept, kept);
    }
    return new MahalanobisBank(space, points, each);
  }

  private static double[] mean(List<float[]> descriptors) {
    double[] mean = new double[descriptors.get(0).length];
    for (float[] descriptor : descriptors) {
      for (int c = 0; c < mean.length; c++) {
        mean[c] += (double) descriptor[c] / descriptors.size();
      }
    }
    return mean;
  }

  /** One over the standard deviation within categories; every category has the same weight. */
  private static double[] scale(
      List<List<float[]>> categories, List<double[]> means, int channels) {
    double[] scale = new double[channels];
    for (int i = 0; i < categories.size(); i++) {
      for (float[] descriptor : categories.get(i)) {
        for (int c = 0; c < channels; c++) {
          double difference = descriptor[c] - means.get(i)[c];
          scale[c] += difference * difference / categories.get(i).size() / categories.size();
        }
      }
    }
    for (int c = 0; c < channels; c++) {
      scale[c] = 1 / Math.sqrt(scale[c] + 1e-8);
    }
    return scale;
  }

  private static double[][] covariance(List<float[]> descriptors, double[] mean, double[] scale) {
    int channels = mean.length;
    double[][] covariance = new double[channels][channels];
    double[] row = new double[channels];
    for (float[] descriptor : descriptors) {
      for (int c = 0; c < channels; c++) {
        row[c] = (descriptor[c] - mean[c]) * scale[c];
      }
      for (int a = 0; a < channels; a++) {
        double factor = row[a] / descriptors.size();
        double[] sums = covariance[a];
        for (int b = a; b < channels; b++) {
          sums[b] += factor * row[b];
        }
      }
    }
    for (int a = 0; a < channels; a++) {
      for (int b = 0; b < a; b++) {
        covariance[a][b] = covariance[b][a];
      }
    }
    return covariance;
  }

  private static void add(double[][] sum, double[][] matrix, double weight) {
    for (int a = 0; a < sum.length; a++) {
      for (int b = 0; b < sum.length; b++) {
        sum[a][b] += weight * matrix[a][b];
      }
    }
  }

  /**
   * A bank from its {@link #tensors()}.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static MahalanobisBank of(Tensors tensors) {
    WhitenedSpace space = WhitenedSpace.of(tensors);
    int each = tensors.integer(EACH, 1, Integer.MAX_VALUE);
    float[] points = tensors.floats(POINTS, ANY, each, space.dimensions());
    return new MahalanobisBank(space, points, each);
  }

  /** The tensors from which {@link #of(Tensors)} makes the same bank. */
  public Tensors tensors() {
    return space.tensors().floats(POINTS, points).ints(EACH, each).build();
  }

  /** How many features a descriptor has. */
  public int channels() {
    return space.mean().length;
  }

  /**
   * This bank with more normal images; this object does not change.
   *
   * @param descriptors of the new images, each in as many poses as those that it holds
   */
  public MahalanobisBank extended(List<float[]> descriptors) {
    float[] more = Floats.concat(descriptors.stream().map(space::point).toArray(float[][]::new));
    return new MahalanobisBank(space, Floats.concat(points, more), each);
  }

  /**
   * This bank without some images; this object does not change.
   *
   * @param images their numbers, in the order in which they were given
   * @throws IllegalArgumentException if nothing is left
   */
  public MahalanobisBank without(Set<Integer> images) {
    int length = each * space.dimensions();
    return new MahalanobisBank(
        space,
        Floats.concat(
            IntStream.range(0, points.length / length)
                .filter(image -> !images.contains(image))
                .mapToObj(image -> Arrays.copyOfRange(points, image * length, (image + 1) * length))
                .toArray(float[][]::new)),
        each);
  }

  /**
   * The logarithm of the mean distance to the three nearest images (all images if there are fewer),
   * each in its nearest pose.
   */
  public double score(float[] descriptor) {
    float[] point = space.point(descriptor);
    double[] distances = new double[points.length / point.length / each];
    for (int i = 0; i < distances.length; i++) {
      double nearestPose = Double.POSITIVE_INFINITY;
      for (int pose = i * each; pose < (i + 1) * each; pose++) {
        nearestPose = Math.min(nearestPose, space.squaredDistance(point, points, pose));
      }
      distances[i] = Math.sqrt(nearestPose);
    }
    Arrays.sort(distances);
    double nearest = Arrays.stream(distances).limit(NEIGHBORS).average().orElseThrow();
    return Math.log(nearest + MIN_DISTANCE);
  }
}
