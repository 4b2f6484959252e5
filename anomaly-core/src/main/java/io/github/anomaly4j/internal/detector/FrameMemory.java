package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkArgument;

/** The heap memory of a detection, which depends on the frame and not on the length of a file. */
public final class FrameMemory {
  /**
   * The maximum number of bytes for each pixel of the frame, measured with frames of 512 and 1,024
   * pixels and the default evidence.
   */
  static final long BYTES_PER_PIXEL = 400;

  /** The share of the heap that a detection may use; memory banks and the image need the rest. */
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
