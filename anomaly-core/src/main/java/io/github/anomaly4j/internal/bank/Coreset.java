package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Floats;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.search.Distance;
import io.github.anomaly4j.internal.search.DistanceBounds;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Greedy coreset (k-center; Sener and Savarese 2018, as PatchCore uses it: Roth et al., CVPR 2022):
 * the next point chosen is always the one farthest from those chosen before. The distance to a new
 * center is computed only if {@link DistanceBounds} do not show that another center is nearer.
 */
public final class Coreset {
  private static final int TILE = 2048;

  private static final int WORKERS_PER_CORE = 4;

  /** How many leading channels the bounds read: few, since memory bandwidth limits the speed. */
  private static final int[] LEADING = {15, 45};

  /**
   * The squared distance below which points with a deviation of about 1 differ only by rounding.
   */
  private static final float SAME = 1e-8f;

  /** Each point, {@code [count, dimensions]}. */
  private final float[] points;

  private final int dimensions;

  /** The squared distance from each point to its nearest center. */
  private final float[] nearest;

  /** The index of that center in the order of choice. */
  private final int[] owner;

  private final Tile[] tiles;

  /** One for each worker; the workers take tiles in turn. */
  private final DistanceBounds.Left[] left;

  private Coreset(float[] points, int dimensions) {
    this.points = points;
    this.dimensions = dimensions;
    this.nearest = new float[points.length / dimensions];
    this.owner = new int[nearest.length];
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    this.tiles = new Tile[(nearest.length + TILE - 1) / TILE];
    Workers.here()
        .forEach(
            tiles.length,
            i -> tiles[i] = new Tile(i * TILE, Math.min(nearest.length, (i + 1) * TILE)));
    int workers =
        Math.min(tiles.length, WORKERS_PER_CORE * Runtime.getRuntime().availableProcessors());
    this.left =
        Stream.generate(() -> new DistanceBounds.Left(TILE))
            .limit(workers)
            .toArray(DistanceBounds.Left[]::new);
  }

  /**
   * The chosen points.
   *
   * @param centers the indices of the points, in the order of choice; fewer than asked for if there
   *     are no more different points, because a point chosen twice would have itself as a near
   *     neighbor
   * @param owner for each point the index of its nearest center, in the order of choice
   * @param square the squared distance to it
   */
  public record Choice(int[] centers, int[] owner, float[] square) {
    /** The largest distance from a point to its nearest center. */
    public double radius() {
      float most = 0;
      for (float one : square) {
        most = Math.max(most, one);
      }
      return Math.sqrt(most);
    }
  }

  /**
   * Chooses points.
   *
   * @param points {@code [count, channels]}
   * @param size the maximum number of points to choose, at least 1
   */
  public static Choice choose(float[] points, int channels, int size, long seed) {
    checkArgument(channels > 0 && points.length % channels == 0, "not whole points");
    int count = points.length / channels;
    int first = RandomStreams.of(seed).nextInt(count);
    return new Coreset(points, channels).choose(Math.min(size, count), first);
  }

  /**
   * Finds the nearest of given centers.
   *
   * @param points {@code [count, channels]}
   * @param centers {@code [count, channels]}, at least one, in the order in which they were chosen
   * @return for each point, as if the centers had been chosen; the centers are numbers from 0 on
   */
  public static Choice assign(float[] points, int channels, float[] centers) {
    checkArgument(channels > 0 && points.length % channels == 0, "not whole points");
    checkArgument(centers.length > 0 && centers.length % channels == 0, "not whole centers");
    int count = points.length / channels;
    Coreset both = new Coreset(Floats.concat(points, centers), channels);
    int[] numbers = IntStream.range(0, centers.length / channels).toArray();
    for (int number : numbers) {
      both.farthestFrom(count + number, number);
    }
    return new Choice(
        numbers, Arrays.copyOf(both.owner, count), Arrays.copyOf(both.nearest, count));
  }

  /**
   * Chooses more points, farthest from given centers and those chosen before.
   *
   * @param points {@code [count, channels]}
   * @param centers {@code [count, channels]}, at least one, in the order in which they were chosen
   * @param most how many are chosen at most
   * @param radius the choice ends when no point is farther than this from a center
   * @return their indices, in the order of choice
   */
  public static int[] extend(
      float[] points, int channels, float[] centers, int most, double radius) {
    int count = points.length / channels;
    Coreset both = new Coreset(Floats.concat(points, centers), channels);
    int next = count;
    int number = 0;
    for (int center = count; center < both.nearest.length; center++) {
      next = both.farthestFrom(center, number++);
    }
    int[] chosen = new int[Math.min(most, count)];
    int found = 0;
    double limit = Math.max(SAME, radius * radius);
    while (found < chosen.length && both.nearest[next] > limit) {
      chosen[found++] = next;
      next = both.farthestFrom(next, number++);
    }
    return Arrays.copyOf(chosen, found);
  }

  private Choice choose(int size, int first) {
    int[] chosen = new int[size];
    int count = 0;
    int next = first;
    do {
      chosen[count++] = next;
      next = farthestFrom(next, count - 1);
    } while (count < size && nearest[next] >= SAME);
    return new Choice(Arrays.copyOf(chosen, count), owner, nearest);
  }

  /** Adds a new center to the distances and returns the point that is then the farthest. */
  private int farthestFrom(int center, int number) {
    DistanceBounds.Query query = new DistanceBounds.Query(points, dimensions, center, LEADING);
    Workers.here()
        .forEach(
            left.length,
            worker -> {
              for (int tile = worker; tile < tiles.length; tile += left.length) {
                tiles[tile].add(center, number, query, left[worker]);
              }
            });
    int farthest = tiles[0].farthest;
    for (Tile tile : tiles) {
      farthest = nearest[tile.farthest] > nearest[farthest] ? tile.farthest : farthest;
    }
    return farthest;
  }

  /** Some consecutive points. */
  private final class Tile {
    private final int from;
    private final int to;
    private final DistanceBounds bounds;

    /**
     * {@link DistanceBounds#start}, minus half of the squared distance within which a point
     * matters.
     */
    private final float[] start;

    private int farthest;

    Tile(int from, int to) {
      this.from = from;
      this.to = to;
      this.bounds = new DistanceBounds(points, dimensions, from, to, LEADING);
      this.start = new float[to - from];
      Arrays.fill(start, Float.NEGATIVE_INFINITY);
      this.farthest = from;
    }

    /** Adds a new center to the distances. */
    void add(int center, int number, DistanceBounds.Query query, DistanceBounds.Left left) {
      bounds.find(query, start, query.most(0), left);
      boolean nearer = false;
      for (int i = 0; i < left.count(); i++) {
        int point = from + left.number(i);
        float distance =
            Distance.squared(
                points,
                point * dimensions,
                points,
                center * dimensions,
                dimensions,
                nearest[point]);
        if (distance < nearest[point]) {
          nearest[point] = distance;
          owner[point] = number;
          start[point - from] = bounds.start()[point - from] - distance / 2;
          nearer = true;
        }
      }
      if (nearer) {
        findFarthest();
      }
    }

    private void findFarthest() {
      farthest = from;
      for (int point = from; point < to; point++) {
        farthest = nearest[point] > nearest[farthest] ? point : farthest;
      }
    }
  }
}
