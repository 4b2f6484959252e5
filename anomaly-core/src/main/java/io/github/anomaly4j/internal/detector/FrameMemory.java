package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkArgument;

/** What a detection takes of the heap, which the frame decides and no file's length shows. */
public final class FrameMemory {
  /**
   * Measured at frames of 512 and 1,024 pixels with the default evidence: so many bytes for each of
   * the frame's pixels, at the most.
   */
  static final long BYTES_PER_PIXEL = 400;

  /** What else needs memory: the libraries, the image itself. */
  private static final double SHARE = 0.9;

  private FrameMemory() {}

  /**
   * Refuses a frame for which the heap is too small.
   *
   * @throws IllegalArgumentException if it is
   */
  public static void check(int width, int height) {
    check(width, height, Runtime.getRuntime().maxMemory());
  }

  public static void check(int width, int height, long heap) {
    long needed = (long) width * height * BYTES_PER_PIXEL;
    checkArgument(
        needed <= SHARE * heap,
        "an image in a frame of %s x %s pixels takes %s MiB of memory, and the heap may grow to %s"
            + " MiB: give it more (java -Xmx) if you know who made the file",
        width,
        height,
        needed >> 20,
        heap >> 20);
  }
}
