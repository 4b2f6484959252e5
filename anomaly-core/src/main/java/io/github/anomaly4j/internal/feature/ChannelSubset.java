package io.github.anomaly4j.internal.feature;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Some of other features, drawn at random: features of a network repeat each other, and a few of
 * them tell about as much as all, or as as many principal components (Defard et al., ICPR 2021,
 * section IV-A).
 */
public final class ChannelSubset implements FeatureExtractor {
  private final FeatureExtractor all;
  private final int[] drawn;

  private ChannelSubset(FeatureExtractor all, int[] drawn) {
    this.all = all;
    this.drawn = drawn;
  }

  /**
   * Draws, every set of features being as likely as any other.
   *
   * @param all what is drawn from
   * @param most how many to draw, at least 1; all are taken if there are no more
   * @param seed of the draw: the same one gives the same features again
   */
  public static ChannelSubset of(FeatureExtractor all, int most, long seed) {
    checkArgument(most > 0, "%s features to draw", most);
    RandomGenerator random = RandomStreams.of(seed);
    // By ranks of plain 64-bit numbers: saved models depend on the draw.
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
  public List<String> networkFeatures() {
    return all.networkFeatures();
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
  public PatchFeatures extract(Framed framed, UNet.Output pass) {
    return from(all.extract(framed, pass));
  }

  /** The drawn features of patches that all are known of. */
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
