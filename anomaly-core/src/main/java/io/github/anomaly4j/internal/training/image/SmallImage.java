package io.github.anomaly4j.internal.training.image;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.grid.Letterbox;
import java.awt.Dimension;
import java.util.Optional;

/**
 * A large image that is shrunk into the frame, in 16 bits, since those of all images are kept.
 * Immutable.
 */
final class SmallImage {
  private static final int MOST = 65535;

  private final Dimension full;
  private final int width;
  private final int height;
  private final short[] levels;
  private final Optional<Origin> origin;

  private SmallImage(Dimension full, Image small) {
    this.full = full;
    width = small.width();
    height = small.height();
    origin = small.origin();
    float[] values = small.toArray();
    levels = new short[values.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (short) Math.round(values[i] * MOST);
    }
  }

  static SmallImage of(SeenImage image, Letterbox frame) {
    return new SmallImage(
        new Dimension(image.traits().maxWidth(), image.traits().maxHeight()),
        frame.timesSmaller(image.pixels()) > 1 ? frame.scale(image.pixels()) : image.pixels());
  }

  /** The size of the large image. */
  Dimension full() {
    return full;
  }

  Image image() {
    float[] values = new float[levels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (levels[i] & MOST) / (float) MOST;
    }
    return origin.isPresent()
        ? Image.of(width, height, values, origin.get())
        : Image.of(width, height, values);
  }
}
