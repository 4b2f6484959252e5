package io.github.anomaly4j.library;

import io.github.anomaly4j.augment.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Gathers patches of one category's normal pictures: mean and spread over all of them, and an even
 * sample of bounded size (reservoir sampling; Vitter 1985) to choose the library from. Pictures may
 * be dealt into folds, each of which can be left out afterwards. Not thread safe.
 */
public final class PatchSample {
  private final int limit;
  private final RandomGenerator random;
  private final List<Patch> kept;
  private final Map<Integer, Moments> folds;
  private long seen;

  /** The values are not copied: samples without a fold share them. */
  private record Patch(int fold, float[] values) {}

  /** Over all patches of a fold, kept or not. */
  private static final class Moments {
    private final double[] sum;
    private final double[] squares;
    private long count;

    Moments(int channels) {
      sum = new double[channels];
      squares = new double[channels];
    }

    void add(float[] values, int from) {
      for (int c = 0; c < sum.length; c++) {
        sum[c] += values[from + c];
        squares[c] += (double) values[from + c] * values[from + c];
      }
      count++;
    }

    void add(Moments other) {
      for (int c = 0; c < sum.length; c++) {
        sum[c] += other.sum[c];
        squares[c] += other.squares[c];
      }
      count += other.count;
    }
  }

  /**
   * @param limit how many patches to keep at most
   * @param seed of the sample
   */
  public PatchSample(int limit, long seed) {
    this(limit, RandomStreams.of(seed), new ArrayList<>(), new TreeMap<>());
  }

  private PatchSample(
      int limit, RandomGenerator random, List<Patch> kept, Map<Integer, Moments> folds) {
    this.limit = limit;
    this.random = random;
    this.kept = kept;
    this.folds = folds;
    this.seen = folds.values().stream().mapToLong(fold -> fold.count).sum();
  }

  /**
   * Takes a picture's patches in.
   *
   * @param scored which of them count
   */
  public void add(PatchFeatures features, boolean[] scored) {
    add(features, scored, 0);
  }

  /**
   * Takes the patches of a picture of a fold in.
   *
   * @param scored which of them count
   * @param fold any number
   */
  public void add(PatchFeatures features, boolean[] scored, int fold) {
    int channels = features.channels();
    Moments moments = folds.computeIfAbsent(fold, none -> new Moments(channels));
    for (int patch = 0; patch < scored.length; patch++) {
      if (scored[patch]) {
        moments.add(features.values(), patch * channels);
        keep(features.values(), patch * channels, channels, fold);
      }
    }
  }

  private void keep(float[] values, int from, int channels, int fold) {
    seen++;
    boolean room = kept.size() < limit;
    long place = room ? kept.size() : random.nextLong(seen);
    if (place >= limit) {
      return;
    }
    Patch patch = new Patch(fold, Arrays.copyOfRange(values, from, from + channels));
    if (room) {
      kept.add(patch);
    } else {
      kept.set((int) place, patch);
    }
  }

  /** What this sample holds of the other folds; this one stays as it is. */
  public PatchSample without(int fold) {
    Map<Integer, Moments> others = new TreeMap<>(folds);
    others.remove(fold);
    List<Patch> patches = new ArrayList<>(kept);
    patches.removeIf(patch -> patch.fold() == fold);
    return new PatchSample(limit, random, patches, others);
  }

  long seen() {
    return seen;
  }

  float[] mean() {
    Moments all = moments();
    float[] mean = new float[all.sum.length];
    for (int c = 0; c < mean.length; c++) {
      mean[c] = (float) (all.sum[c] / all.count);
    }
    return mean;
  }

  /** Standard deviations; never 0, so that a feature that is always the same weighs nothing. */
  float[] deviation() {
    Moments all = moments();
    float[] deviation = new float[all.sum.length];
    for (int c = 0; c < deviation.length; c++) {
      double mean = all.sum[c] / all.count;
      double variance = all.squares[c] / all.count - mean * mean;
      deviation[c] = (float) Math.sqrt(Math.max(1e-8, variance));
    }
    return deviation;
  }

  private Moments moments() {
    Moments all = new Moments(folds.values().iterator().next().sum.length);
    folds.values().forEach(all::add);
    return all;
  }

  /** How many patches it keeps. */
  int size() {
    return kept.size();
  }

  /** Some of the patches that it keeps, every so many, {@code [at most most, channels]}. */
  float[] patches(int most) {
    int step = Math.max(1, (kept.size() + most - 1) / most);
    return patches(0, kept.size(), step);
  }

  /** The patches that it keeps, {@code [count, channels]}. */
  float[] patches(int from, int to) {
    return patches(from, to, 1);
  }

  private float[] patches(int from, int to, int step) {
    int count = (to - from + step - 1) / step;
    int channels = count == 0 ? 0 : kept.get(0).values().length;
    float[] joined = new float[count * channels];
    for (int i = 0; i < count; i++) {
      System.arraycopy(kept.get(from + i * step).values(), 0, joined, i * channels, channels);
    }
    return joined;
  }
}
