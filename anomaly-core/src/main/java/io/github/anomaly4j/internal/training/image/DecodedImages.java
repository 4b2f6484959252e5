package io.github.anomaly4j.internal.training.image;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.Origin;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads images and keeps those of 8 bits, as bytes, so that a training decodes each of them once.
 * What does not fit into the bound is decoded whenever it is read. Thread safe.
 */
final class DecodedImages {
  private static final int LEVELS = 255;

  private final ImageReader reader;
  private final long bound;
  private final AtomicLong room;
  private final Map<ImageEntry, Kept> kept = new ConcurrentHashMap<>();

  /**
   * @param bound on the bytes that are kept
   */
  DecodedImages(ImageReader reader, long bound) {
    this.reader = reader;
    this.bound = bound;
    this.room = new AtomicLong(bound);
  }

  /** With an eighth of the heap as the bound. */
  static DecodedImages of(ImageReader reader) {
    return new DecodedImages(reader, Runtime.getRuntime().maxMemory() / 8);
  }

  /**
   * An image that was decoded.
   *
   * @param levels {@code [3, height, width]}, or {@code [height, width]} of gray
   */
  private record Kept(int width, int height, byte[] levels, Origin origin) {
    Image image() {
      float[] rgb = new float[Image.CHANNELS * width * height];
      for (int plane = 0; plane < rgb.length; plane += levels.length) {
        for (int i = 0; i < levels.length; i++) {
          rgb[plane + i] = (levels[i] & LEVELS) / (float) LEVELS;
        }
      }
      return Image.of(width, height, rgb, origin);
    }
  }

  ImageReader reader() {
    return reader;
  }

  /** Frees the memory of all that is kept. No other thread may read meanwhile. */
  void forget() {
    kept.clear();
    room.set(bound);
  }

  Image read(ImageEntry entry) throws IOException {
    Kept known = kept.get(entry);
    if (known != null) {
      return known.image();
    }
    Image image = entry.read(reader);
    bytes(image)
        .ifPresent(
            own -> {
              if (room.addAndGet(-own.levels().length) >= 0) {
                kept.put(entry, own);
              } else {
                room.addAndGet(own.levels().length);
              }
            });
    return image;
  }

  /** The image as bytes, if they give the same image again to the bit. */
  private static Optional<Kept> bytes(Image image) {
    float[] rgb = image.toArray();
    byte[] levels = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      int level = Math.round(rgb[i] * LEVELS);
      if (level / (float) LEVELS != rgb[i]) {
        return Optional.empty();
      }
      levels[i] = (byte) level;
    }
    int plane = image.width() * image.height();
    boolean gray =
        Arrays.equals(levels, 0, plane, levels, plane, 2 * plane)
            && Arrays.equals(levels, 0, plane, levels, 2 * plane, 3 * plane);
    return image
        .origin()
        .map(
            origin ->
                new Kept(
                    image.width(),
                    image.height(),
                    gray ? Arrays.copyOf(levels, plane) : levels,
                    origin));
  }
}
