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
 * sample of bounded size (reservoir sampling; Vitter 1985) to choose the library from. Not thread
 * safe.
 */
public final class PatchSample {
  private final int limit;
  private final RandomGenerator random;
  private final List<Patch> kept = new ArrayList<>();
  private double[] sum = {};
  private double[] squares = {};
  private long seen;

  /** How many patches the images' grids have. */
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
   * Takes an image's patches in.
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
    float[] mean = new float[sum.length];
    for (int c = 0; c < mean.length; c++) {
      mean[c] = (float) (sum[c] / seen);
    }
    return mean;
  }

  /** Standard deviations; never 0, so that a feature that is always the same weighs nothing. */
  float[] deviation() {
    float[] deviation = new float[sum.length];
    for (int c = 0; c < deviation.length; c++) {
      deviation[c] = (float) Math.sqrt(Math.max(1e-8, variance(c)));
    }
    return deviation;
  }

  /** The root of the features' mean variance, whatever their unit is; never 0. */
  float commonDeviation() {
    double mean =
        IntStream.range(0, sum.length).mapToDouble(this::variance).average().orElseThrow();
    return (float) Math.sqrt(Math.max(1e-24, mean));
  }

  private double variance(int c) {
    double mean = sum[c] / seen;
    return squares[c] / seen - mean * mean;
  }

  /** How many patches it keeps. */
  int size() {
    return kept.size();
  }

  /** Which image a patch that it keeps is of. */
  int image(int patch) {
    return kept.get(patch).image();
  }

  /**
   * The patches that it keeps, by their place in the grid.
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
   * The patches that it keeps of each image, by their place in the grid; {@code null} where it
   * keeps none.
   *
   * @throws IllegalArgumentException if an image has two patches at a place, or the grids differ
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
    checkArgument(grids.size() == 1, "grids of %s patches have no places in common", grids);
    return grids.iterator().next();
  }

  /**
   * Some of the patches that it keeps, {@code [at most most, channels]}: one of every so many. As
   * long as all are kept, they lie in the order of the images' columns, so that it must not always
   * be the same of them.
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
