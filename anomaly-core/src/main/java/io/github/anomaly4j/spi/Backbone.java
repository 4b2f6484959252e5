package io.github.anomaly4j.spi;

import java.util.Map;
import java.util.Optional;

/**
 * A network that was trained elsewhere and turns images into feature maps, such as one of {@code
 * anomaly-onnx}. Implementations are thread safe and give the same bits for the same image.
 */
public interface Backbone extends AutoCloseable {
  /** Width of the images that it takes, in pixels. */
  int width();

  /** Height of the images that it takes, in pixels. */
  int height();

  /**
   * The maps of an image, at least one.
   *
   * @param pixels planar RGB in [0, 1], {@code [3, height, width]}; not changed
   * @return maps {@code [1, channels, rows, columns]} by name, always in the same order and with
   *     the same sizes
   */
  Map<String, FeatureMap> run(float[] pixels);

  /**
   * Where the values of a map are in the image. By default, each is at the center of its cell, and
   * the cells fill the image evenly.
   *
   * @param layer name of the map
   * @param map the map that {@link #run} returned by that name
   */
  default Grid grid(String layer, FeatureMap map) {
    return Grid.even(map.height(), map.width());
  }

  /** What a saved detector keeps in order to open this backbone again. */
  BackboneFile file();

  /** The model itself, if a saved detector is to hold it too; empty if a reference is enough. */
  Optional<byte[]> embedded();

  /** Frees its resources, after the runs that have begun are done. */
  @Override
  void close();
}
