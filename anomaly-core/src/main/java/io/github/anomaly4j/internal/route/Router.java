package io.github.anomaly4j.internal.route;

import static io.github.anomaly4j.internal.artifact.Tensors.ANY;

import com.google.common.math.Quantiles;
import com.google.common.primitives.Floats;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.WhitenedSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds an image's category: the one whose mean image is nearest, in the space that tells the
 * categories apart best (linear discriminant analysis; Fisher 1936, Rao 1948). Immutable, thread
 * safe.
 */
public final class Router {
  private static final String CENTERS = "centers";

  /** A distance is the largest number there is if nothing is too far. */
  private static final String USUAL = "usual distances";

  /** An image this many times as far from the center as is usual is of another product. */
  private static final double STRANGE = 2;

  /** Images are all alike at times; what is no farther than this is not strange. */
  private static final double MIN_DISTANCE = 1e-6;

  private final WhitenedSpace space;
  private final float[] centers;
  private final float[] usual;

  /**
   * @param space that tells the categories apart
   * @param centers {@code [categories, dimensions]}
   * @param usual how far a category's images usually are from its center
   */
  Router(WhitenedSpace space, float[] centers, float[] usual) {
    this.space = space;
    this.centers = centers;
    this.usual = usual;
  }

  Router withUsualDistances(float[] distances) {
    return new Router(space, centers, distances);
  }

  /**
   * A router from its {@link #tensors()}.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static Router of(Tensors tensors) {
    WhitenedSpace space = WhitenedSpace.of(tensors);
    float[] usual = tensors.anyFloats(USUAL, ANY);
    return new Router(space, tensors.floats(CENTERS, usual.length, space.dimensions()), usual);
  }

  /**
   * A router that also tells one more category. The space in which categories are told apart is not
   * trained again, so that the centers of the others stay.
   *
   * @param at its number; those from it on move up
   * @param descriptors of its images, at least one
   */
  public Router with(int at, List<float[]> descriptors) {
    List<float[]> points = descriptors.stream().map(space::point).toList();
    return new Router(
        space,
        inserted(centers, at * space.dimensions(), mean(points)),
        inserted(usual, at, usualDistance(points)));
  }

  /** A router without a category; those after it move down. */
  public Router without(int category) {
    return new Router(
        space,
        cut(centers, category * space.dimensions(), space.dimensions()),
        cut(usual, category, 1));
  }

  private static float[] inserted(float[] values, int at, float... more) {
    return Floats.concat(
        Arrays.copyOf(values, at), more, Arrays.copyOfRange(values, at, values.length));
  }

  private static float[] cut(float[] values, int from, int count) {
    return Floats.concat(
        Arrays.copyOf(values, from), Arrays.copyOfRange(values, from + count, values.length));
  }

  private static float[] mean(List<float[]> points) {
    float[] mean = new float[points.get(0).length];
    for (float[] point : points) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += point[d] / points.size();
      }
    }
    return mean;
  }

  /** As {@link RouterTraining} finds it: by centers without a fold of the images. */
  private float usualDistance(List<float[]> points) {
    List<Double> distances = new ArrayList<>();
    for (int fold = 0; fold < RouterTraining.FOLDS && points.size() > 1; fold++) {
      List<float[]> others = new ArrayList<>();
      for (int i = 0; i < points.size(); i++) {
        if (i % RouterTraining.FOLDS != fold) {
          others.add(points.get(i));
        }
      }
      float[] center = mean(others);
      for (int i = fold; i < points.size(); i += RouterTraining.FOLDS) {
        distances.add(Math.sqrt(space.squaredDistance(points.get(i), center, 0)));
      }
    }
    return distances.isEmpty() ? Float.MAX_VALUE : (float) Quantiles.median().compute(distances);
  }

  /** The tensors from which {@link #of(Tensors)} makes the same router. */
  public Tensors tensors() {
    return space.tensors().floats(CENTERS, centers).floats(USUAL, usual).build();
  }

  /** How many features a descriptor has. */
  public int features() {
    return space.mean().length;
  }

  /** How many categories it tells apart. */
  public int categories() {
    return centers.length / space.dimensions();
  }

  /**
   * The number of the category that an image belongs to, by its {@link
   * io.github.anomaly4j.internal.feature.Descriptor}.
   */
  public int route(float[] descriptor) {
    float[] point = space.point(descriptor);
    int best = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (int category = 0; category < categories(); category++) {
      double distance = space.squaredDistance(point, centers, category);
      if (distance < lowest) {
        lowest = distance;
        best = category;
      }
    }
    return best;
  }

  /**
   * How unlike the images of a category an image is: its distance from the category's center over
   * their usual one. A new image of the category is at about 1, defective or not; one of an unknown
   * product is mostly above 2.
   */
  public double novelty(float[] descriptor, int category) {
    return distance(descriptor, category) / Math.max(MIN_DISTANCE, usual[category]);
  }

  /** Whether an image that is taken for one of a category looks like one. */
  public boolean recognizes(float[] descriptor, int category) {
    return novelty(descriptor, category) <= STRANGE;
  }

  double distance(float[] descriptor, int category) {
    return Math.sqrt(space.squaredDistance(space.point(descriptor), centers, category));
  }
}
