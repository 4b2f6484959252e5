package io.github.anomaly4j.server;

import io.github.anomaly4j.image.DecodeLimits;
import java.time.Duration;

/**
 * What a station accepts. Memory for images is bounded by {@code (concurrency + queue) *
 * maxImageBytes}, and by {@code concurrency * maxPixels * 20} bytes while they are scored.
 *
 * @param maxImageBytes the longest image file, in bytes; a batch may have eight times as many
 * @param maxPixels the largest width times height of an image
 * @param maxModelBytes the longest model file that may be uploaded
 * @param concurrency how many images are scored at the same time; at least 1
 * @param queue how many requests may wait for that; those beyond it get the status 429
 * @param timeout how long a request may wait, and a connection may be silent
 */
public record Limits(
    long maxImageBytes,
    long maxPixels,
    long maxModelBytes,
    int concurrency,
    int queue,
    Duration timeout) {

  /** Refuses what cannot work. */
  public Limits {
    new DecodeLimits(maxImageBytes, maxPixels);
    require(maxImageBytes <= 1 << 30, "maxImageBytes must be at most 1 GiB", maxImageBytes);
    require(maxModelBytes >= 1, "maxModelBytes must be at least 1", maxModelBytes);
    require(concurrency >= 1, "concurrency must be at least 1", concurrency);
    require(queue >= 0, "queue must be at least 0", queue);
    require(timeout.toMillis() >= 1, "timeout must be at least a millisecond", timeout);
  }

  private static void require(boolean met, String rule, Object was) {
    if (!met) {
      throw new IllegalArgumentException(rule + ", was " + was);
    }
  }

  /**
   * 32 MiB, 40 megapixels and 1 GiB; one image for each processor, 16 requests waiting for each; 30
   * seconds.
   */
  public static Limits defaults() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new Limits(
        32L << 20, 40_000_000, 1L << 30, processors, 16 * processors, Duration.ofSeconds(30));
  }

  /** The same with other limits of an image. */
  public Limits withImages(long bytes, long pixels) {
    return new Limits(bytes, pixels, maxModelBytes, concurrency, queue, timeout);
  }

  /** The same with another number of images at the same time, and of waiting requests. */
  public Limits withConcurrency(int images, int waiting) {
    return new Limits(maxImageBytes, maxPixels, maxModelBytes, images, waiting, timeout);
  }

  /** The same with another time-out. */
  public Limits withTimeout(Duration other) {
    return new Limits(maxImageBytes, maxPixels, maxModelBytes, concurrency, queue, other);
  }
}
