package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.linalg.Cholesky;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The patches that each image gave to the Gaussians of a grid, and these Gaussians without them. In
 * double precision, because removing a patch from a Gaussian subtracts nearly equal numbers if
 * there are fewer patches than channels. Immutable, thread safe.
 */
final class PositionOrigins {
  private final Map<Integer, float[][]> images;
  private final int[] counts;

  /**
   * For each position with more than two patches, the Gaussian with the covariance {@code scatter /
   * (count - 2) + epsilon I}; otherwise {@code null}.
   */
  private final Gaussian[] places;

  private final Moments all;
  private final double epsilon;

  private PositionOrigins(
      Map<Integer, float[][]> images,
      int[] counts,
      Gaussian[] places,
      Moments all,
      double epsilon) {
    this.images = images;
    this.counts = counts;
    this.places = places;
    this.all = all;
    this.epsilon = epsilon;
  }

  /**
   * @param moments of the sample, by position
   * @param epsilon of all Gaussians; it does not change when an image is left out
   */
  static PositionOrigins of(PatchSample sample, List<Moments> moments, double epsilon) {
    return new PositionOrigins(
        sample.byImage(),
        moments.stream().mapToInt(Moments::count).toArray(),
        gaussians(moments, epsilon),
        Moments.all(moments),
        epsilon);
  }

  private static Gaussian[] gaussians(List<Moments> moments, double epsilon) {
    Gaussian[] gaussians = new Gaussian[moments.size()];
    Workers.here()
        .forEach(
            gaussians.length,
            i -> {
              Moments place = moments.get(i);
              gaussians[i] = place.count() > 2 ? place.gaussian(place.count() - 2, epsilon) : null;
            });
    return gaussians;
  }

  /** Whether the image has a patch, and another image has one too. */
  boolean canDoWithout(int image) {
    float[][] own = images.get(image);
    return own != null && patches(own).size() < all.count();
  }

  /** Whether a position has a patch of an image. */
  boolean has(int image, int place) {
    return images.get(image)[place] != null;
  }

  /** One Gaussian of the patches of all positions, without those of an image. */
  Gaussian allWithout(int image) {
    Moments own = Moments.of(patches(images.get(image)), all.mean().length);
    return all.minus(own).gaussian(epsilon);
  }

  /**
   * The squared Mahalanobis distance from a patch to the Gaussian of a position without the patch
   * of an image: mean and covariance lose a term of rank one; the inverse is updated by Sherman and
   * Morrison (1950).
   *
   * @param place a position that has a patch of the image and at least two others
   */
  double squareWithout(int image, int place, float[] patches, int from) {
    double count = counts[place];
    double[] mean = places[place].mean();
    double[] factor = places[place].factor();
    float[] own = images.get(image)[place];
    double[] lost = new double[mean.length];
    double[] offset = new double[mean.length];
    double size = 0;
    for (int c = 0; c < mean.length; c++) {
      lost[c] = own[c] - mean[c];
      size += lost[c] * lost[c];
      offset[c] = patches[from + c] - mean[c] + lost[c] / (count - 1);
    }
    double weight = count / ((count - 1) * (count - 2));
    double lostSquare = Cholesky.solve(factor, lost);
    double square = Cholesky.solve(factor, offset);
    double product = 0;
    for (int c = 0; c < mean.length; c++) {
      product += lost[c] * offset[c];
    }
    // Never below its value for an image that deviates only in directions in which no other image
    // varies.
    double left = Math.max(1 - weight * lostSquare, 1 / (1 + weight * size / epsilon));
    return square + weight * product * product / left;
  }

  private static List<float[]> patches(float[][] own) {
    return Arrays.stream(own).filter(Objects::nonNull).toList();
  }
}
