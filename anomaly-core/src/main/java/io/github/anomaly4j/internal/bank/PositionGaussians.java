package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static io.github.anomaly4j.internal.artifact.Tensors.ANY;

import com.google.common.base.Suppliers;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.internal.linalg.Cholesky;
import io.github.anomaly4j.internal.linalg.Projection;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * One Gaussian for each position of a grid of patches, fitted to one category's normal images
 * (PaDiM; Defard et al., ICPR 2021). The Mahalanobis distance from a patch to the Gaussian of its
 * position says how unlikely the patch is there, so all images must show the product in the same
 * pose. Immutable, thread safe.
 *
 * <p>The covariance is that of the position's patches, plus {@code epsilon} on its diagonal. A
 * position that fewer than three images show has no Gaussian of its own, because leave-one-out
 * would leave one image: a patch there is compared with one Gaussian of the patches of all
 * positions.
 *
 * <p>Long because the arithmetic of one model stands in one place.
 */
public final class PositionGaussians implements PatchModel {
  /** How many channels of a backbone are used: the paper's number for a ResNet-18. */
  public static final int CHANNELS = 100;

  private static final String MEAN = "mean";
  private static final String FACTOR = "factor";
  private static final String COUNTS = "counts";
  private static final String MEANS = "means";
  private static final String FACTORS = "factors";
  private static final String EPSILON = "epsilon";

  /**
   * The minimum number of images for the Gaussian of a position, so that any of them can be left
   * out.
   */
  private static final int FEWEST = 3;

  /**
   * Epsilon divided by the mean variance of all channels at all positions, so that the unit of a
   * backbone does not matter. There are directions without variance if there are fewer images than
   * channels; a step in such a direction then counts ten times as much as in a usual one.
   */
  private static final double SHARE = 0.01;

  /** A variance this much below that across the positions is rounding. */
  private static final double ROUNDING = 1e-6;

  /** So that its logarithm, and values computed from it in single precision, are finite. */
  private static final double MAX_DISTANCE = 1e30;

  /** So that images of a single color have a distance, too. */
  private static final double MIN_VARIANCE = 1e-24;

  private final float[] mean;
  private final float[] factor;
  private final int[] counts;
  private final float[] means;
  private final float[] factors;
  private final float epsilon;
  private final Gaussian all;
  private final Optional<PositionOrigins> origins;

  /**
   * @param mean of all patches, {@code [channels]}
   * @param factor of their covariance, {@code [triangle]} by {@link Cholesky}
   * @param counts the number of patches at each position, {@code [places]}
   * @param means of the positions, {@code [places, channels]}
   * @param factors of the positions, {@code [places, triangle]}; 0 where there are too few patches
   * @param epsilon on the diagonal of all covariances
   * @param origins known only in training
   */
  private PositionGaussians(
      float[] mean,
      float[] factor,
      int[] counts,
      float[] means,
      float[] factors,
      float epsilon,
      Optional<PositionOrigins> origins) {
    this.mean = mean;
    this.factor = factor;
    this.counts = counts;
    this.means = means;
    this.factors = factors;
    this.epsilon = epsilon;
    this.all = gaussian(mean, factor, 0);
    this.origins = origins;
  }

  /**
   * Fits a Gaussian to the sample's patches at every position. Uses {@link Workers#here()}.
   *
   * @param sample of at least one patch; each image was added once
   * @throws IllegalArgumentException if the sample is empty, or an image was added twice or has
   *     another grid
   */
  public static PositionGaussians of(PatchSample sample) {
    List<Moments> moments = moments(sample);
    float epsilon = epsilon(moments);
    return of(moments, epsilon, Optional.of(PositionOrigins.of(sample, moments, epsilon)));
  }

  private static List<Moments> moments(PatchSample sample) {
    checkArgument(sample.seen() > 0, "position Gaussians need at least one patch");
    List<List<float[]>> places = sample.byPlace();
    return each(places.size(), place -> Moments.of(places.get(place), sample.channels()));
  }

  private static List<Moments> each(int places, IntFunction<Moments> moments) {
    Moments[] each = new Moments[places];
    Workers.here().forEach(places, place -> each[place] = moments.apply(place));
    return List.of(each);
  }

  private static float epsilon(List<Moments> moments) {
    Moments all = Moments.all(moments);
    int channels = all.mean().length;
    double across = all.square() / Math.max(1, all.count() - 1);
    double within = moments.stream().mapToDouble(Moments::square).sum();
    long degrees = moments.stream().mapToLong(place -> Math.max(0, place.count() - 1)).sum();
    double variance = degrees == 0 ? across : Math.max(within / degrees, ROUNDING * across);
    double epsilon = SHARE * Math.max(MIN_VARIANCE, variance / channels);
    checkArgument(epsilon < Float.MAX_VALUE, "features with a variance of %s", variance / channels);
    return (float) epsilon;
  }

  private static PositionGaussians of(
      List<Moments> moments, float epsilon, Optional<PositionOrigins> origins) {
    Gaussian all = Moments.all(moments).gaussian(epsilon);
    int channels = all.mean().length;
    int triangle = Cholesky.values(channels);
    int[] counts = new int[moments.size()];
    float[] means = new float[counts.length * channels];
    float[] factors = new float[counts.length * triangle];
    Workers.here()
        .forEach(
            counts.length,
            place -> {
              Moments own = moments.get(place);
              counts[place] = own.count();
              put(own.mean(), means, place);
              if (own.count() > 1) {
                put(own.gaussian(epsilon).factor(), factors, place);
              }
            });
    float[] mean = new float[channels];
    float[] factor = new float[triangle];
    put(all.mean(), mean, 0);
    put(all.factor(), factor, 0);
    return new PositionGaussians(mean, factor, counts, means, factors, epsilon, origins);
  }

  private static void put(double[] values, float[] to, int place) {
    for (int i = 0; i < values.length; i++) {
      to[place * values.length + i] = (float) values[i];
    }
  }

  private static double[] take(float[] from, int place, int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = from[place * length + i];
    }
    return values;
  }

  private Gaussian gaussian(float[] means, float[] factors, int place) {
    return new Gaussian(take(means, place, mean.length), take(factors, place, factor.length));
  }

  /** The Gaussian of a position, or that of all positions if it has none. */
  private Gaussian gaussian(int place) {
    return counts[place] < FEWEST ? all : gaussian(means, factors, place);
  }

  /** {@inheritDoc} The size and the seed have no effect. */
  @Override
  public PositionGaussians extended(PatchSample sample, int size, long seed) {
    List<Moments> others = moments(sample);
    checkArgument(
        others.size() == counts.length && sample.channels() == mean.length,
        "%s patches of %s features for Gaussians of %s of %s",
        others.size(),
        sample.channels(),
        counts.length,
        mean.length);
    List<Moments> both = each(counts.length, place -> moments(place).plus(others.get(place)));
    return of(both, epsilon(both), Optional.empty());
  }

  @Override
  public Optional<Projection> projection() {
    return Optional.empty();
  }

  @Override
  public PositionGaussians without(SortedSet<Integer> images) {
    throw new IllegalArgumentException(
        "Gaussians of positions do not know what is from a single image: train again without it");
  }

  /** The moments from which the Gaussian of a position was fitted, except for rounding. */
  private Moments moments(int place) {
    int count = counts[place];
    Gaussian own = gaussian(means, factors, place);
    double[] scatter = Cholesky.product(own.factor(), mean.length);
    if (count > 1) {
      Cholesky.addToDiagonal(scatter, mean.length, -epsilon);
    }
    for (int i = 0; i < scatter.length; i++) {
      scatter[i] *= count - 1;
    }
    return new Moments(count, own.mean(), scatter);
  }

  /**
   * Gaussians from their {@link #tensors()}.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static PositionGaussians of(Tensors tensors) {
    float[] mean = tensors.floats(MEAN, ANY);
    float[] factor = tensors.floats(FACTOR, mean.length * (mean.length + 1L) / 2);
    int[] counts = tensors.ints(COUNTS, 0, Integer.MAX_VALUE, ANY);
    long patches = Arrays.stream(counts).asLongStream().sum();
    checkArgument(patches < Integer.MAX_VALUE, "%s patches", patches);
    float[] means = tensors.floats(MEANS, counts.length, mean.length);
    float[] factors = tensors.floats(FACTORS, counts.length, factor.length);
    float epsilon = tensors.floats(EPSILON, 1)[0];
    checkArgument(epsilon > 0, "an epsilon of %s", epsilon);
    checkFactor(factor, 0, mean.length);
    for (int place = 0; place < counts.length; place++) {
      if (counts[place] > 1) {
        checkFactor(factors, place * factor.length, mean.length);
      }
    }
    PositionGaussians gaussians =
        new PositionGaussians(mean, factor, counts, means, factors, epsilon, Optional.empty());
    gaussians.checkReach();
    return gaussians;
  }

  /** Refuses values that give usual features, of about 1, infinite distances. */
  private void checkReach() {
    checkReach(all);
    for (int place = 0; place < counts.length; place++) {
      if (counts[place] > 1) {
        checkReach(gaussian(means, factors, place));
      }
    }
  }

  private static void checkReach(Gaussian gaussian) {
    float[] patch = new float[gaussian.mean().length];
    for (float feature : new float[] {0, 1}) {
      Arrays.fill(patch, feature);
      double distance = Math.sqrt(gaussian.square(patch, 0));
      checkArgument(
          distance <= MAX_DISTANCE,
          "a mean and a factor by which a feature of %s is %s deviations away",
          feature,
          distance);
    }
  }

  private static void checkFactor(float[] factors, int from, int channels) {
    int diagonal = from;
    for (int column = 0; column < channels; column++) {
      checkArgument(factors[diagonal] > 0, "a factor with %s on its diagonal", factors[diagonal]);
      diagonal += channels - column;
    }
  }

  @Override
  public int channels() {
    return mean.length;
  }

  @Override
  public Tensors tensors() {
    return Tensors.builder()
        .floats(MEAN, mean)
        .floats(FACTOR, factor)
        .ints(COUNTS, counts)
        .floats(MEANS, means)
        .floats(FACTORS, factors)
        .floats(EPSILON, epsilon)
        .build();
  }

  /**
   * The squared distance of a patch, which begins at an index of an array of patches, at its
   * position.
   */
  @FunctionalInterface
  private interface Square {
    double of(int place, float[] patches, int from);
  }

  /**
   * The Mahalanobis distance of each patch to the Gaussian of its position.
   *
   * @param features on the grid of the Gaussians
   * @return one distance per patch, row by row
   */
  @Override
  public float[] distances(PatchFeatures features) {
    return distances(features, this::square);
  }

  private double square(int place, float[] patches, int from) {
    return gaussian(place).square(patches, from);
  }

  /** {@inheritDoc} Exact, except for epsilon, which stays that of all images. */
  @Override
  public float[] distancesWithout(int image, PatchFeatures features) {
    checkState(origins.isPresent(), "only Gaussians that training has just made know their images");
    PositionOrigins origin = origins.get();
    if (!origin.canDoWithout(image)) {
      return distances(features);
    }
    Supplier<Gaussian> others = Suppliers.memoize(() -> origin.allWithout(image));
    return distances(
        features,
        (place, patches, from) -> {
          if (counts[place] < FEWEST) {
            return others.get().square(patches, from);
          }
          return origin.has(image, place)
              ? origin.squareWithout(image, place, patches, from)
              : square(place, patches, from);
        });
  }

  /** Position by position, in parallel; the bits do not depend on the number of threads. */
  private float[] distances(PatchFeatures features, Square square) {
    checkArgument(
        features.patches() == counts.length && features.channels() == mean.length,
        "%s patches of %s features for Gaussians of %s of %s",
        features.patches(),
        features.channels(),
        counts.length,
        mean.length);
    float[] distances = new float[counts.length];
    Workers.here()
        .forEach(
            distances.length,
            place ->
                distances[place] =
                    (float) Math.sqrt(square.of(place, features.values(), place * mean.length)));
    return distances;
  }

  @Override
  public PositionGaussians withoutOrigins() {
    return new PositionGaussians(mean, factor, counts, means, factors, epsilon, Optional.empty());
  }
}
