package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Gathers patches of one category's normal images: mean and spread over all of them, and an even
 * sample of bounded size (reservoir sampling; Vitter 1985) from which the memory bank is chosen.
 * Not thread safe.
 */
public final class PatchSample {
  private final int limit;
  private final RandomGenerator random;
  private final List<Patch> kept = new ArrayList<>();
  private double[] sum = {};
  private double[] squares = {};
  private long seen;

  /** The numbers of patches in the grids of the images. */
  private final Set<Integer> grids = new HashSet<>();

  private record Patch(int image, int place, float[] values) {}

  /**
   * @param limit how many patches to keep at most
   * @param seed of the sample
   */
  public PatchSample(int limit, long seed) {
    this.limit = limit;
    this.random = RandomStreams.of(seed);
  }

  /**
   * Adds the patches of an image.
   *
   * @param scored which of them count
   * @param image its number, the same for all its poses
   */
  public void add(PatchFeatures features, boolean[] scored, int image) {
    int channels = features.channels();
    checkArgument(
        seen == 0 || channels == sum.length,
        "patches of %s features after some of %s",
        channels,
        sum.length);
    if (seen == 0) {
      sum = new double[channels];
      squares = new double[channels];
    }
    grids.add(features.patches());
    float[] values = features.values();
    for (int patch = 0; patch < scored.length; patch++) {
      if (scored[patch]) {
        int from = patch * channels;
        for (int c = 0; c < channels; c++) {
          sum[c] += values[from + c];
          squares[c] += (double) values[from + c] * values[from + c];
        }
        keep(values, patch, channels, image);
      }
    }
  }

  private void keep(float[] values, int place, int channels, int image) {
    seen++;
    boolean room = kept.size() < limit;
    long slot = room ? kept.size() : random.nextLong(seen);
    if (slot >= limit) {
      return;
    }
    int from = place * channels;
    Patch patch = new Patch(image, place, Arrays.copyOfRange(values, from, from + channels));
    if (room) {
      kept.add(patch);
    } else {
      kept.set((int) slot, patch);
    }
  }

  long seen() {
    return seen;
  }

  int channels() {
    return sum.length;
  }

  float[] mean() {
    return statistics().mean();
  }

  /** Of all patches that were added. */
  public PatchStatistics statistics() {
    return new PatchStatistics(seen, sum, squares);
  }

  /** The patches that it keeps, raw, {@code [count, channels]}. */
  public float[] patches() {
    return patches(0, kept.size());
  }

  /** How many patches it keeps. */
  int size() {
    return kept.size();
  }

  /** The image of a patch that it keeps. */
  int image(int patch) {
    return kept.get(patch).image();
  }

  /**
   * The patches that it keeps, by their position in the grid.
   *
   * @throws IllegalArgumentException if the images' grids differ
   */
  List<List<float[]>> byPlace() {
    int places = places();
    List<List<float[]>> byPlace =
        Stream.<List<float[]>>generate(ArrayList::new).limit(places).toList();
    kept.forEach(patch -> byPlace.get(patch.place).add(patch.values));
    return byPlace;
  }

  /**
   * The patches that it keeps of each image, by their position in the grid; {@code null} where it
   * keeps none.
   *
   * @throws IllegalArgumentException if an image has two patches at one position, or the grids
   *     differ
   */
  Map<Integer, float[][]> byImage() {
    int places = places();
    Map<Integer, float[][]> byImage = new HashMap<>();
    for (Patch patch : kept) {
      float[][] own = byImage.computeIfAbsent(patch.image, none -> new float[places][]);
      checkArgument(own[patch.place] == null, "image %s was added more than once", patch.image);
      own[patch.place] = patch.values;
    }
    return byImage;
  }

  private int places() {
    checkArgument(grids.size() == 1, "grids of %s patches have no positions in common", grids);
    return grids.iterator().next();
  }

  /**
   * Some of the patches that it keeps, {@code [at most most, channels]}, one of every few
   * consecutive ones. While no patch has been dropped, they are in the order of the images' grids;
   * then a random one of each few is taken, since a fixed step could always hit the same columns.
   */
  float[] patches(int most) {
    int step = Math.max(1, (kept.size() + most - 1) / most);
    boolean ordered = seen == kept.size();
    RandomGenerator picks = RandomStreams.of(kept.size());
    int[] picked =
        IntStream.iterate(0, from -> from < kept.size(), from -> from + step)
            .map(from -> ordered ? from + picks.nextInt(Math.min(step, kept.size() - from)) : from)
            .toArray();
    return patches(picked);
  }

  /** The patches that it keeps, {@code [count, channels]}. */
  float[] patches(int from, int to) {
    return patches(IntStream.range(from, to).toArray());
  }

  private float[] patches(int[] picked) {
    int channels = sum.length;
    float[] joined = new float[picked.length * channels];
    for (int i = 0; i < picked.length; i++) {
      System.arraycopy(kept.get(picked[i]).values(), 0, joined, i * channels, channels);
    }
    return joined;
  }
}
