package io.github.anomaly4j.library;

import io.github.anomaly4j.augment.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Gathers patches of one category's normal pictures: mean and spread over all of them, and an even
 * sample of bounded size (reservoir sampling; Vitter 1985) to choose the library from. Not thread
 * safe.
 */
public final class PatchSample {
  private final int limit;
  private final RandomGenerator random;
  private final List<float[]> patches = new ArrayList<>();
  private double[] sum;
  private double[] squares;
  private long seen;

  /**
   * @param limit how many patches to keep at most
   * @param seed of the sample
   */
  public PatchSample(int limit, long seed) {
    this.limit = limit;
    this.random = RandomStreams.of(seed);
  }

  /**
   * Takes a picture's patches in.
   *
   * @param scored which of them count
   */
  public void add(PatchFeatures features, boolean[] scored) {
    if (sum == null) {
      sum = new double[features.channels()];
      squares = new double[features.channels()];
    }
    for (int patch = 0; patch < scored.length; patch++) {
      if (scored[patch]) {
        add(features.values(), patch * features.channels());
      }
    }
  }

  private void add(float[] values, int from) {
    for (int c = 0; c < sum.length; c++) {
      sum[c] += values[from + c];
      squares[c] += (double) values[from + c] * values[from + c];
    }
    seen++;
    if (patches.size() < limit) {
      patches.add(Arrays.copyOfRange(values, from, from + sum.length));
      return;
    }
    long place = random.nextLong(seen);
    if (place < limit) {
      patches.set((int) place, Arrays.copyOfRange(values, from, from + sum.length));
    }
  }

  long seen() {
    return seen;
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
      double mean = sum[c] / seen;
      deviation[c] = (float) Math.sqrt(Math.max(1e-8, squares[c] / seen - mean * mean));
    }
    return deviation;
  }

  /** The sample, {@code [count, channels]}. */
  float[] patches() {
    float[] joined = new float[patches.size() * sum.length];
    for (int i = 0; i < patches.size(); i++) {
      System.arraycopy(patches.get(i), 0, joined, i * sum.length, sum.length);
    }
    return joined;
  }
}
