package io.github.anomaly4j.internal.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * How stored pixels are to be turned for the viewer: tag 274 of EXIF and TIFF, 1 to 8 (TIFF 6.0,
 * section 8).
 */
final class Orientation {
  static final int TAG = 274;
  static final int UPRIGHT = 1;

  private Orientation() {}

  static boolean swapsSides(int code) {
    return code >= 5;
  }

  /**
   * FeaturePlanes of the given stored size in their upright order; an unknown code changes nothing.
   */
  static float[] apply(int code, float[] planes, int width, int height) {
    if (code <= UPRIGHT || code > 8) {
      return planes;
    }
    int newWidth = swapsSides(code) ? height : width;
    int newHeight = swapsSides(code) ? width : height;
    boolean fromRight = code == 2 || code == 3 || code == 7 || code == 8;
    boolean fromBottom = code == 3 || code == 4 || code == 6 || code == 7;
    float[] turned = new float[planes.length];
    int area = width * height;
    for (int plane = 0; plane < planes.length; plane += area) {
      for (int y = 0; y < newHeight; y++) {
        for (int x = 0; x < newWidth; x++) {
          int alongX = swapsSides(code) ? y : x;
          int alongY = swapsSides(code) ? x : y;
          int storedX = fromRight ? width - 1 - alongX : alongX;
          int storedY = fromBottom ? height - 1 - alongY : alongY;
          turned[plane + y * newWidth + x] = planes[plane + storedY * width + storedX];
        }
      }
    }
    return turned;
  }

  /** What an EXIF block, which is a TIFF without pixels, says; upright if it says nothing. */
  static int ofExif(byte[] bytes, int from, int length) {
    try {
      byte[] block = Arrays.copyOfRange(bytes, from, from + length);
      return checked(TiffTags.of(block).number(TAG, UPRIGHT));
    } catch (IOException | RuntimeException e) {
      // A broken note beside a whole image.
      return UPRIGHT;
    }
  }

  static int checked(long code) {
    return code >= UPRIGHT && code <= 8 ? (int) code : UPRIGHT;
  }
}
