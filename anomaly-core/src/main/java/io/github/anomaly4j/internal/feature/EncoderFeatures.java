package io.github.anomaly4j.internal.feature;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Patch features from the trained network's encoder, brought to one patch per 8 x 8 pixels.
 *
 * @param pass with the {@link #levels}
 */
public record EncoderFeatures(NetworkPass pass) implements FeatureExtractor {
  /** Levels with strides 4 and 8: finer ones see edges only, coarser ones lose the place. */
  private static final List<Integer> LEVELS = List.of(2, 3);

  /**
   * The levels of the encoder that are read.
   *
   * @param network the network's shape
   * @throws IllegalArgumentException if it has fewer than two levels below the top
   */
  public static List<String> levels(UNetConfig network) {
    return used(network).map(level -> "enc" + level).toList();
  }

  private static Stream<Integer> used(UNetConfig network) {
    checkArgument(
        network.depth() >= LEVELS.get(0),
        "encoder features need a network of depth %s at least, not %s",
        LEVELS.get(0),
        network.depth());
    return LEVELS.stream().filter(level -> level <= network.depth());
  }

  private UNetConfig network() {
    return pass.network().config();
  }

  @Override
  public int channels() {
    return used(network()).mapToInt(network()::width).sum();
  }

  @Override
  public PatchFeatures of(ImageFeatures image) {
    Framed framed = pass.framed(image);
    UNet.Output output = image.get(pass);
    List<FeaturePlanes> planes = new ArrayList<>();
    for (String name : levels(network())) {
      FeatureMap map = output.features().get(name);
      FeaturePlanes level =
          new FeaturePlanes(map.channels(), map.height(), map.width(), map.values());
      while (level.height() > framed.height() / STRIDE) {
        level = level.pooled();
      }
      planes.add(level);
    }
    FeaturePlanes first = planes.get(0);
    return PatchFeatures.of(framed.grid(first.height(), first.width()), planes).averaged();
  }
}
