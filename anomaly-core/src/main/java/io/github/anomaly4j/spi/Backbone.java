package io.github.anomaly4j.spi;

import java.util.Map;
import java.util.Optional;

/**
 * A network that was trained elsewhere and describes images by maps of features, such as one of
 * {@code anomaly-onnx}. Implementations are thread safe and give the same bits for the same image.
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
   * @return maps {@code [1, channels, rows, columns]} by name, always in the same order and of the
   *     same sizes
   */
  Map<String, FeatureMap> run(float[] pixels);

  /**
   * Where the values of a map stand in the image. Unless an implementation knows better, each in
   * the middle of its cell, the cells filling the image evenly.
   *
   * @param layer the map's name
   * @param map what {@link #run} gave by that name
   */
  default Grid grid(String layer, FeatureMap map) {
    return Grid.even(map.height(), map.width());
  }

  /** What a saved detector keeps to open it again. */
  BackboneFile file();

  /** The model itself, to be kept in a saved detector too; empty if a reference is enough. */
  Optional<byte[]> embedded();

  /** Frees what it holds; runs that are under way end first. */
  @Override
  void close();
}
