package io.github.anomaly4j.score;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.data.Framed;
import io.github.anomaly4j.grid.Grid;
import io.github.anomaly4j.unet.FeatureMap;
import io.github.anomaly4j.unet.UNetConfig;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How far the network's features of a restoration are from those of its picture: at each place the
 * mean over the channels of (f - f')², f and f' the features of the two. The picture's score is the
 * mean over the places in the picture, {@link ScoreMap#top top(1)}. At the bottleneck alone it is
 * akin to the distance of latent vectors in GANomaly (Akcay, Atapour-Abarghouei and Breckon, ACCV
 * 2018), with one encoder for both.
 *
 * @param levels names of the network's features, in which {@link io.github.anomaly4j.unet.UNet#run}
 *     is to be asked for both passes; at least one
 */
public record FeatureDifference(List<String> levels) {

  public FeatureDifference {
    levels = List.copyOf(levels);
    checkArgument(!levels.isEmpty(), "a difference of features needs a level");
  }

  /** The difference at the coarsest level, where the network has the whole picture in view. */
  public static FeatureDifference bottleneck(UNetConfig network) {
    return new FeatureDifference(List.of("enc" + network.depth()));
  }

  /**
   * The difference of every place of the finest level: the mean of all levels' differences, the
   * coarser ones enlarged to it bilinearly.
   *
   * @param framed the picture
   * @param input the features of its pass, among them all levels
   * @param reconstruction the same of its restoration's pass
   * @throws IllegalArgumentException if a level is missing, of several pictures, or of two sizes
   */
  public ScoreMap map(
      Framed framed, Map<String, FeatureMap> input, Map<String, FeatureMap> reconstruction) {
    List<ScoreMap> maps =
        levels.stream()
            .map(level -> difference(framed, level, input.get(level), reconstruction.get(level)))
            .toList();
    ScoreMap finest = Collections.max(maps, Comparator.comparingInt(ScoreMap::rows));
    float[] mean = new float[finest.values().length];
    for (ScoreMap map : maps) {
      float[] resized = map.on(finest.grid());
      for (int i = 0; i < mean.length; i++) {
        mean[i] += resized[i] / maps.size();
      }
    }
    return new ScoreMap(finest.grid(), mean, finest.scored());
  }

  private static ScoreMap difference(
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
    checkArgument(
        input.batch() == 1 && reconstruction.batch() == 1, "several pictures at %s", level);
    int places = rows * columns;
    float[] map = new float[places];
    for (int i = 0; i < input.values().length; i++) {
      float difference = input.values()[i] - reconstruction.values()[i];
      map[i % places] += difference * difference / channels;
    }
    return ScoreMap.of(Grid.even(rows, columns, framed), map);
  }
}
