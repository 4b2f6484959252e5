package io.github.anomaly4j.library;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.augment.RandomStreams;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Greedy coreset (k-centre; Sener and Savarese 2018, as PatchCore uses it: Roth et al., CVPR 2022):
 * each point chosen is the one farthest from those chosen before. Distances are taken in a random
 * projection (Johnson and Lindenstrauss), which keeps them nearly and costs a fraction.
 */
final class Coreset {
  private static final int PROJECTED = 64;

  private static final int TILE = 2048;

  /**
   * The squared distance below which points, of a deviation of about 1, differ in rounding alone.
   */
  private static final float SAME = 1e-8f;

  private Coreset() {}

  /**
   * Chooses points.
   *
   * @param points {@code [count, channels]}
   * @param size how many to choose at most, at least 1
   * @return their numbers, in the order of choice; fewer than asked for if there are no more that
   *     differ, for a point chosen twice would seem to lie in a crowd
   */
  static int[] choose(float[] points, int channels, int size, long seed) {
    checkArgument(channels > 0 && points.length % channels == 0, "not whole points");
    int count = points.length / channels;
    RandomGenerator random = RandomStreams.of(seed);
    float[][] projected = project(points, channels, random);
    float[] nearest = new float[count];
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    int[] chosen = new int[Math.min(size, count)];
    chosen[0] = random.nextInt(count);
    for (int i = 1; i < chosen.length; i++) {
      chosen[i] = farthestAfter(chosen[i - 1], projected, nearest);
      if (nearest[chosen[i]] < SAME) {
        return Arrays.copyOf(chosen, i);
      }
    }
    return chosen;
  }

  /** Takes one more chosen point into the distances and returns the point that is farthest now. */
  private static int farthestAfter(int centre, float[][] projected, float[] nearest) {
    int[] farthest =
        IntStream.range(0, (nearest.length + TILE - 1) / TILE)
            .parallel()
            .map(
                tile -> {
                  int from = tile * TILE;
                  int to = Math.min(nearest.length, from + TILE);
                  return farthestAfter(centre, projected, nearest, from, to);
                })
            .toArray();
    int best = farthest[0];
    for (int point : farthest) {
      best = nearest[point] > nearest[best] ? point : best;
    }
    return best;
  }

  /** The same for a tile of the points, small enough to stay in the processor's cache. */
  private static int farthestAfter(
      int centre, float[][] projected, float[] nearest, int from, int to) {
    float[] distance = new float[to - from];
    for (float[] coordinate : projected) {
      float middle = coordinate[centre];
      for (int i = 0; i < distance.length; i++) {
        float difference = coordinate[from + i] - middle;
        distance[i] += difference * difference;
      }
    }
    int farthest = from;
    for (int i = from; i < to; i++) {
      nearest[i] = Math.min(nearest[i], distance[i - from]);
      if (nearest[i] > nearest[farthest]) {
        farthest = i;
      }
    }
    return farthest;
  }

  /** One row per coordinate, so that the loop over points runs through memory in order. */
  private static float[][] project(float[] points, int channels, RandomGenerator random) {
    int count = points.length / channels;
    boolean small = channels <= PROJECTED;
    float[][] projected = new float[small ? channels : PROJECTED][count];
    for (int row = 0; row < projected.length; row++) {
      float[] direction = new float[channels];
      for (int c = 0; c < channels; c++) {
        direction[c] = small ? (c == row ? 1 : 0) : (float) random.nextGaussian();
      }
      float[] target = projected[row];
      for (int i = 0; i < count; i++) {
        float sum = 0;
        for (int c = 0, p = i * channels; c < channels; c++, p++) {
          sum += direction[c] * points[p];
        }
        target[i] = sum;
      }
    }
    return projected;
  }
}
