package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.linalg.Cholesky;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which patches each image gave to the Gaussians of a grid's places, and what these would be
 * without them. In double precision, for what is left of a Gaussian without one of its patches is a
 * small difference where there are fewer patches than channels. Immutable, thread safe.
 */
final class PositionOrigins {
  private final Map<Integer, float[][]> images;
  private final int[] counts;

  /** With the covariance {@code scatter / (count - 2) + epsilon I}, where that is above 0. */
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
   * @param moments of the sample, by place
   * @param epsilon of all Gaussians; it stays, whichever image is left out
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

  /** Whether there is a patch of an image, and one of another. */
  boolean canDoWithout(int image) {
    float[][] own = images.get(image);
    return own != null && patches(own).size() < all.count();
  }

  /** Whether a place has a patch of an image. */
  boolean has(int image, int place) {
    return images.get(image)[place] != null;
  }

  /** All places' patches but those of an image, as one Gaussian. */
  Gaussian allWithout(int image) {
    Moments own = Moments.of(patches(images.get(image)), all.mean().length);
    return all.minus(own).gaussian(epsilon);
  }

  /**
   * The square of a patch's Mahalanobis distance to a place's Gaussian without what an image gave
   * to it: mean and covariance lose a term of rank one, the inverse by Sherman and Morrison (1950).
   *
   * @param place that has a patch of the image, and two others at least
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
    // No less than if the image were off in directions alone that no other one varies in.
    double left = Math.max(1 - weight * lostSquare, 1 / (1 + weight * size / epsilon));
    return square + weight * product * product / left;
  }

  private static List<float[]> patches(float[][] own) {
    return Arrays.stream(own).filter(Objects::nonNull).toList();
  }
}
