package io.github.anomaly4j.internal.feature;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A random subset of the channels of another extractor: features of a network are redundant, and
 * some of them score about as well as all of them, or as the same number of principal components
 * (Defard et al., ICPR 2021, section IV-A).
 */
public final class ChannelSubset implements FeatureExtractor {
  private final FeatureExtractor all;
  private final int[] drawn;

  private ChannelSubset(FeatureExtractor all, int[] drawn) {
    this.all = all;
    this.drawn = drawn;
  }

  /**
   * Draws a subset; every subset of the size is equally likely.
   *
   * @param all the extractor to draw channels from
   * @param most how many channels to draw, at least 1; all are taken if there are fewer
   * @param seed of the draw; the same seed gives the same channels
   */
  public static ChannelSubset of(FeatureExtractor all, int most, long seed) {
    checkArgument(most > 0, "%s features to draw", most);
    RandomGenerator random = RandomStreams.of(seed);
    // Sorted by random 64-bit numbers. Do not change this: saved models depend on the draw.
    long[] ranks = new long[all.channels()];
    Arrays.setAll(ranks, channel -> random.nextLong());
    int[] drawn =
        IntStream.range(0, ranks.length)
            .boxed()
            .sorted(Comparator.comparingLong(channel -> ranks[channel]))
            .limit(most)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    return new ChannelSubset(all, drawn);
  }

  @Override
  public int channels() {
    return drawn.length;
  }

  @Override
  public float[] weights() {
    float[] weights = all.weights();
    float[] chosen = new float[drawn.length];
    for (int i = 0; i < drawn.length; i++) {
      chosen[i] = weights[drawn[i]];
    }
    return chosen;
  }

  @Override
  public boolean standardized() {
    return all.standardized();
  }

  @Override
  public int components() {
    return all.components();
  }

  @Override
  public PatchFeatures of(ImageFeatures image) {
    return from(image.get(all));
  }

  /** Selects the channels from patches of which all channels are known. */
  public PatchFeatures from(PatchFeatures known) {
    checkArgument(
        known.channels() == all.channels(),
        "patches of %s features, not %s",
        known.channels(),
        all.channels());
    float[] values = new float[known.patches() * drawn.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = known.values()[i / drawn.length * known.channels() + drawn[i % drawn.length]];
    }
    return new PatchFeatures(known.grid(), drawn.length, values);
  }
}
