package io.github.anomaly4j.internal.network;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The difference between the network's features of an image and of its restoration: at each
 * position the mean over the channels of (f - f')², with f and f' the features of the two. The
 * image's score is the mean over the positions in the image, {@link EvidenceMap#top top(1)}. At the
 * bottleneck alone it is similar to the distance of latent vectors in GANomaly (Akcay,
 * Atapour-Abarghouei and Breckon, ACCV 2018), with one encoder for both.
 *
 * @param levels names of the network's features, which {@link
 *     io.github.anomaly4j.internal.network.UNet#run} must return in both passes; at least one
 */
public record FeatureDifference(List<String> levels) {

  public FeatureDifference {
    levels = List.copyOf(levels);
    checkArgument(!levels.isEmpty(), "a difference of features needs a level");
  }

  /** The difference at the coarsest level, where the receptive field is largest. */
  public static FeatureDifference bottleneck(UNetConfig network) {
    return new FeatureDifference(List.of("enc" + network.depth()));
  }

  /**
   * The difference at every position of the finest level: the mean of the differences of all
   * levels, the coarser ones enlarged bilinearly.
   *
   * @param framed the image
   * @param input the features of its pass, including all levels
   * @param reconstruction the same of its restoration's pass
   * @throws IllegalArgumentException if a level is missing, has several images, or two sizes
   */
  public EvidenceMap map(
      Framed framed, Map<String, FeatureMap> input, Map<String, FeatureMap> reconstruction) {
    List<EvidenceMap> maps =
        levels.stream()
            .map(level -> difference(framed, level, input.get(level), reconstruction.get(level)))
            .toList();
    EvidenceMap finest = Collections.max(maps, Comparator.comparingInt(EvidenceMap::rows));
    float[] mean = new float[finest.values().length];
    for (EvidenceMap map : maps) {
      float[] resized = map.on(finest.grid());
      for (int i = 0; i < mean.length; i++) {
        mean[i] += resized[i] / maps.size();
      }
    }
    return new EvidenceMap(finest.grid(), mean, finest.scored());
  }

  private static EvidenceMap difference(
      Framed framed, String level, FeatureMap input, FeatureMap reconstruction) {
    checkArgument(input != null && reconstruction != null, "no features of %s", level);
    int rows = input.height();
    int columns = input.width();
    int channels = input.channels();
    checkArgument(
        reconstruction.height() == rows
            && reconstruction.width() == columns
            && reconstruction.channels() == channels,
        "features of two sizes at %s",
        level);
    checkArgument(input.batch() == 1 && reconstruction.batch() == 1, "several images at %s", level);
    int places = rows * columns;
    float[] map = new float[places];
    for (int i = 0; i < input.values().length; i++) {
      float difference = input.values()[i] - reconstruction.values()[i];
      map[i % places] += difference * difference / channels;
    }
    return EvidenceMap.of(framed.grid(rows, columns), map);
  }
}
