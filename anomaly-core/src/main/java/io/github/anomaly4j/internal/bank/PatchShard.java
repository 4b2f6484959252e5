package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.internal.linalg.Projection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Patches of some of a category's images, in the space of its memory bank. Banks are chosen from
 * the coresets of all shards (two-round composable coresets; Indyk et al., PODS 2014; Ceccarello,
 * Pietracaprina and Pucci, PVLDB 12, 2019): each keeps several times its share of the bank, so that
 * the bank covers all patches nearly as well as one that was chosen from all of them at once. The
 * arrays are not copied and must not be changed.
 *
 * @param dimensions of the space
 * @param points {@code [patches, dimensions]}
 * @param images the number of each patch's image
 */
public record PatchShard(int dimensions, float[] points, int[] images) {
  private static final int NONE = -1;

  public PatchShard {
    checkArgument(
        dimensions > 0 && points.length == images.length * dimensions,
        "%s values of %s patches of %s",
        points.length,
        images.length,
        dimensions);
  }

  /** Several shards as one, in their order. */
  public static PatchShard join(int dimensions, List<PatchShard> shards) {
    return new PatchShard(
        dimensions,
        Floats.concat(shards.stream().map(PatchShard::points).toArray(float[][]::new)),
        Ints.concat(shards.stream().map(PatchShard::images).toArray(int[][]::new)));
  }

  /** Gathers a shard. Not thread safe. */
  public static final class Gathering {
    private final Projection projection;
    private final List<float[]> points = new ArrayList<>();
    private final List<Integer> images = new ArrayList<>();

    public Gathering(Projection projection) {
      this.projection = projection;
    }

    /**
     * Adds patches of an image.
     *
     * @param scored which of them count
     * @param image its number, the same for all its poses
     * @param most how many are added at most; more are drawn from
     */
    public void add(
        PatchFeatures features, boolean[] scored, int image, int most, RandomGenerator random) {
      int[] places = some(scored, most, random);
      float[] raw = new float[places.length * features.channels()];
      for (int i = 0; i < places.length; i++) {
        System.arraycopy(
            features.values(),
            places[i] * features.channels(),
            raw,
            i * features.channels(),
            features.channels());
        images.add(image);
      }
      if (places.length > 0) {
        points.add(projection.apply(raw));
      }
    }

    /** The first of a shuffle (Fisher and Yates 1938), in order. */
    private static int[] some(boolean[] scored, int most, RandomGenerator random) {
      int[] places = IntStream.range(0, scored.length).filter(i -> scored[i]).toArray();
      if (places.length <= most) {
        return places;
      }
      for (int i = 0; i < most; i++) {
        int other = random.nextInt(i, places.length);
        int place = places[i];
        places[i] = places[other];
        places[other] = place;
      }
      int[] some = Arrays.copyOf(places, most);
      Arrays.sort(some);
      return some;
    }

    /** The shard. */
    public PatchShard shard() {
      return new PatchShard(
          projection.dimensions(),
          Floats.concat(points.toArray(float[][]::new)),
          Ints.toArray(images));
    }
  }

  /**
   * A coreset of it, or of the coresets of several shards.
   *
   * @param patches in the order of choice
   * @param radius the largest distance from a patch of the shard to the nearest chosen one
   */
  public record Covering(PatchShard patches, double radius) {}

  /**
   * Thins it by the greedy choice of {@link Coreset}.
   *
   * @param size the maximum number of patches to keep
   */
  public Covering covering(int size, long seed) {
    if (images.length == 0) {
      return new Covering(this, 0);
    }
    Coreset.Choice chosen = Coreset.choose(points, dimensions, size, seed);
    return new Covering(some(chosen.centers()), chosen.radius());
  }

  /** Some of its patches. */
  private PatchShard some(int[] numbers) {
    float[] kept = new float[numbers.length * dimensions];
    int[] from = new int[numbers.length];
    for (int i = 0; i < from.length; i++) {
      from[i] = images[numbers[i]];
      System.arraycopy(points, numbers[i] * dimensions, kept, i * dimensions, dimensions);
    }
    return new PatchShard(dimensions, kept, from);
  }

  /** Its first patches. */
  public PatchShard first(int count) {
    return some(IntStream.range(0, Math.min(count, images.length)).toArray());
  }

  /**
   * The patches that are far from a bank, the farthest first and each far from those before it.
   *
   * @param bank at least one patch
   * @param most how many at most
   * @param radius none is nearer than this
   */
  public PatchShard far(PatchShard bank, int most, double radius) {
    return images.length == 0
        ? this
        : some(Coreset.extend(points, dimensions, bank.points, most, radius));
  }

  /**
   * What a shard knows of the patches that may take the place of a bank's patches where their
   * images are left out.
   *
   * @param square for each patch of the bank the squared distance to the nearest patch that was
   *     left out in its favor and is of another image
   * @param index of that patch in the shard; negative if there is none
   * @param radius the largest distance from a patch of the shard to the bank
   */
  public record Substitutes(float[] square, int[] index, double radius) {}

  /** Finds the substitutes that this shard has for a bank. */
  public Substitutes substitutes(PatchShard bank) {
    float[] square = new float[bank.images.length];
    int[] index = new int[square.length];
    Arrays.fill(index, NONE);
    if (images.length == 0) {
      return new Substitutes(square, index, 0);
    }
    Coreset.Choice nearest = Coreset.assign(points, dimensions, bank.points);
    for (int point = 0; point < images.length; point++) {
      int owner = nearest.owner()[point];
      if (images[point] != bank.images[owner]
          && (index[owner] == NONE || nearest.square()[point] < square[owner])) {
        index[owner] = point;
        square[owner] = nearest.square()[point];
      }
    }
    return new Substitutes(square, index, nearest.radius());
  }
}
