package io.github.anomaly4j.library;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.augment.RandomStreams;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Greedy coreset (k-centre; Sener and Savarese 2018, as PatchCore uses it: Roth et al., CVPR 2022):
 * each point chosen is the one farthest from those chosen before. Distances are taken in a random
 * projection (Johnson and Lindenstrauss), which keeps them nearly and costs a fraction. Most of
 * them need not be taken: a new centre that is at least twice as far from a point's nearest centre
 * as the point itself cannot be nearer to the point (Elkan 2003).
 */
final class Coreset {
  private static final int PROJECTED = 64;

  private static final int TILE = 2048;

  /**
   * The squared distance below which points, of a deviation of about 1, differ in rounding alone.
   */
  private static final float SAME = 1e-8f;

  /** Each point, {@code [count, dimensions]}. */
  private final float[] points;

  private final int dimensions;

  /** The squared distance from each point to its nearest centre. */
  private final float[] nearest;

  /** Which centre that is, by the order of choice. */
  private final int[] owner;

  private Coreset(float[] points, int dimensions) {
    this.points = points;
    this.dimensions = dimensions;
    this.nearest = new float[points.length / dimensions];
    this.owner = new int[nearest.length];
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
  }

  /**
   * What was chosen.
   *
   * @param centres the points' numbers, in the order of choice; fewer than asked for if there are
   *     no more that differ, for a point chosen twice would seem to lie in a crowd
   * @param owner the centre nearest to each point, by the order of choice
   * @param square the squared distance to it, in the projection
   */
  record Choice(int[] centres, int[] owner, float[] square) {}

  /**
   * Chooses points.
   *
   * @param points {@code [count, channels]}
   * @param size how many to choose at most, at least 1
   */
  static Choice choose(float[] points, int channels, int size, long seed) {
    checkArgument(channels > 0 && points.length % channels == 0, "not whole points");
    int count = points.length / channels;
    RandomGenerator random = RandomStreams.of(seed);
    Coreset coreset =
        channels <= PROJECTED
            ? new Coreset(points, channels)
            : new Coreset(project(points, channels, random), PROJECTED);
    return coreset.choose(Math.min(size, count), random.nextInt(count));
  }

  private Choice choose(int size, int first) {
    int[] chosen = new int[size];
    int count = 0;
    int next = first;
    do {
      chosen[count++] = next;
      next = farthestAfter(chosen, count - 1);
    } while (count < size && nearest[next] >= SAME);
    return new Choice(Arrays.copyOf(chosen, count), owner, nearest);
  }

  /** Takes the latest centre into the distances and returns the point that is farthest then. */
  private int farthestAfter(int[] chosen, int latest) {
    float[] fromLatest = new float[latest + 1];
    for (int i = 0; i < latest; i++) {
      fromLatest[i] = squaredDistance(chosen[i], chosen[latest]);
    }
    int[] farthest =
        IntStream.range(0, (nearest.length + TILE - 1) / TILE)
            .parallel()
            .map(tile -> farthestInTile(tile, chosen[latest], latest, fromLatest))
            .toArray();
    int best = farthest[0];
    for (int point : farthest) {
      best = nearest[point] > nearest[best] ? point : best;
    }
    return best;
  }

  private int farthestInTile(int tile, int centre, int number, float[] fromCentre) {
    int from = tile * TILE;
    int to = Math.min(nearest.length, from + TILE);
    int farthest = from;
    for (int i = from; i < to; i++) {
      if (number == 0 || fromCentre[owner[i]] < 4 * nearest[i]) {
        float distance =
            Distance.squared(
                points, i * dimensions, points, centre * dimensions, dimensions, nearest[i]);
        if (distance < nearest[i]) {
          nearest[i] = distance;
          owner[i] = number;
        }
      }
      farthest = nearest[i] > nearest[farthest] ? i : farthest;
    }
    return farthest;
  }

  private float squaredDistance(int a, int b) {
    return Distance.squared(points, a * dimensions, points, b * dimensions, dimensions);
  }

  private static float[] project(float[] points, int channels, RandomGenerator random) {
    float[] directions = new float[channels * PROJECTED];
    for (int i = 0; i < directions.length; i++) {
      directions[i] = (float) random.nextGaussian();
    }
    float[] projected = new float[points.length / channels * PROJECTED];
    IntStream.range(0, points.length / channels)
        .parallel()
        .forEach(point -> project(points, point, channels, directions, projected));
    return projected;
  }

  private static void project(
      float[] points, int point, int channels, float[] directions, float[] projected) {
    int to = point * PROJECTED;
    for (int c = 0; c < channels; c++) {
      float value = points[point * channels + c];
      for (int d = 0; d < PROJECTED; d++) {
        projected[to + d] += value * directions[c * PROJECTED + d];
      }
    }
  }
}
