package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Floats;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.search.Distance;
import io.github.anomaly4j.internal.search.DistanceBounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Greedy coreset (k-center; Sener and Savarese 2018, as PatchCore uses it: Roth et al., CVPR 2022):
 * the next point chosen is always the one farthest from those chosen before. The distance to a new
 * center is computed only if {@link DistanceBounds} do not show that another center is nearer.
 *
 * <p>Distances only become smaller, so what a tile of points was at its farthest before the last
 * centers bounds what it is now. Most tiles are below the farthest one by that bound, and take
 * several centers at once, later.
 */
public final class Coreset {
  private static final int TILE = 512;

  private static final int WORKERS_PER_CORE = 4;

  private static final int MOST_PENDING = 128;

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

  /** The centers that some tiles have not taken yet, in the order of choice. */
  private final List<Center> pending = new ArrayList<>();

  /** How many centers all tiles have taken. */
  private int taken;

  /** A center, and what bounds the distances to it. */
  private record Center(int point, DistanceBounds.Query query) {}

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
      both.add(count + number);
    }
    both.takeAll();
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
    for (int center = count; center < both.nearest.length; center++) {
      both.add(center);
    }
    int next = both.farthest();
    int[] chosen = new int[Math.min(most, count)];
    int found = 0;
    double limit = Math.max(SAME, radius * radius);
    while (found < chosen.length && both.nearest[next] > limit) {
      chosen[found++] = next;
      both.add(next);
      next = both.farthest();
    }
    return Arrays.copyOf(chosen, found);
  }

  private Choice choose(int size, int first) {
    int[] chosen = new int[size];
    int count = 0;
    int next = first;
    do {
      chosen[count++] = next;
      add(next);
      next = farthest();
    } while (count < size && nearest[next] >= SAME);
    takeAll();
    return new Choice(Arrays.copyOf(chosen, count), owner, nearest);
  }

  private void add(int center) {
    pending.add(new Center(center, new DistanceBounds.Query(points, dimensions, center, LEADING)));
    if (pending.size() == MOST_PENDING) {
      takeAll();
    }
  }

  /** The point that is farthest from all centers; the first of several. */
  private int farthest() {
    for (int tries = 0; ; tries++) {
      Tile top = tiles[0];
      for (Tile tile : tiles) {
        top = nearest[tile.farthest] > nearest[top.farthest] ? tile : top;
      }
      if (top.isUpToDate()) {
        return top.farthest;
      }
      if (tries < left.length) {
        top.take(left[0]);
      } else {
        takeAll();
      }
    }
  }

  /** Lets all tiles take all centers. */
  private void takeAll() {
    Workers.here()
        .forEach(
            left.length,
            worker -> {
              for (int tile = worker; tile < tiles.length; tile += left.length) {
                tiles[tile].take(left[worker]);
              }
            });
    taken += pending.size();
    pending.clear();
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

    /** The farthest point by the centers that were taken. */
    private int farthest;

    /** How many centers were taken. */
    private int own;

    Tile(int from, int to) {
      this.from = from;
      this.to = to;
      this.bounds = new DistanceBounds(points, dimensions, from, to, LEADING);
      this.start = new float[to - from];
      Arrays.fill(start, Float.NEGATIVE_INFINITY);
      this.farthest = from;
    }

    boolean isUpToDate() {
      return own == taken + pending.size();
    }

    /** Adds the centers that were not taken yet to the distances. */
    void take(DistanceBounds.Left left) {
      boolean nearer = false;
      for (; !isUpToDate(); own++) {
        nearer |= add(pending.get(own - taken), left);
      }
      if (nearer) {
        findFarthest();
      }
    }

    /** Whether the center is the nearest one to any point. */
    private boolean add(Center center, DistanceBounds.Left left) {
      bounds.find(center.query(), start, center.query().most(0), left);
      boolean nearer = false;
      for (int i = 0; i < left.count(); i++) {
        int point = from + left.number(i);
        float distance =
            Distance.squared(
                points,
                point * dimensions,
                points,
                center.point() * dimensions,
                dimensions,
                nearest[point]);
        if (distance < nearest[point]) {
          nearest[point] = distance;
          owner[point] = own;
          start[point - from] = bounds.start()[point - from] - distance / 2;
          nearer = true;
        }
      }
      return nearer;
    }

    private void findFarthest() {
      farthest = from;
      for (int point = from; point < to; point++) {
        farthest = nearest[point] > nearest[farthest] ? point : farthest;
      }
    }
  }
}
