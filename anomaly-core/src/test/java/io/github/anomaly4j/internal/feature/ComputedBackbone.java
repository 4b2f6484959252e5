package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A backbone for images of 32 x 32 pixels without a model.
 *
 * @param path of the file that messages name
 * @param maps of an image's pixels
 */
public record ComputedBackbone(String path, Function<float[], Map<String, FeatureMap>> maps)
    implements Backbone {
  @Override
  public int width() {
    return 32;
  }

  @Override
  public int height() {
    return 32;
  }

  @Override
  public Map<String, FeatureMap> run(float[] pixels) {
    return maps.apply(pixels);
  }

  @Override
  public BackboneFile file() {
    return new BackboneFile("computed", path, 1, "0".repeat(64), "");
  }

  @Override
  public Optional<byte[]> embedded() {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
