package io.github.anomaly4j.internal.feature;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.List;

/**
 * Patch features from the trained network's encoder, interpolated to one patch per 8 x 8 pixels.
 */
public final class EncoderFeatures implements FeatureExtractor {
  /** Levels with strides 4 and 8: finer levels see only edges, coarser ones lose the position. */
  private static final List<Integer> LEVELS = List.of(2, 3);

  private final List<String> names = new ArrayList<>();
  private final int channels;

  /**
   * @param network the network's shape
   * @throws IllegalArgumentException if it has fewer than two levels below the top
   */
  public EncoderFeatures(UNetConfig network) {
    checkArgument(
        network.depth() >= LEVELS.get(0),
        "encoder features need a network of depth %s at least, not %s",
        LEVELS.get(0),
        network.depth());
    int sum = 0;
    for (int level : LEVELS) {
      if (level <= network.depth()) {
        names.add("enc" + level);
        sum += network.width(level);
      }
    }
    channels = sum;
  }

  @Override
  public List<String> networkFeatures() {
    return names;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public PatchFeatures extract(Framed framed, UNet.Output pass) {
    List<FeaturePlanes> levels = new ArrayList<>();
    for (String name : names) {
      FeatureMap map = pass.features().get(name);
      FeaturePlanes planes =
          new FeaturePlanes(map.channels(), map.height(), map.width(), map.values());
      while (planes.height() > framed.height() / STRIDE) {
        planes = planes.pooled();
      }
      levels.add(planes);
    }
    FeaturePlanes first = levels.get(0);
    return PatchFeatures.of(Grid.even(first.height(), first.width(), framed), levels).averaged();
  }
}
