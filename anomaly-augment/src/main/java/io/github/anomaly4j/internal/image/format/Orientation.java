package io.github.anomaly4j.internal.image.format;

import java.io.IOException;
import java.util.Arrays;

/** How a viewer must turn stored pixels: tag 274 of EXIF and TIFF, 1 to 8 (TIFF 6.0, section 8). */
public final class Orientation {
  /** The number of the tag in EXIF and TIFF. */
  public static final int TAG = 274;

  /** The code of an image that is stored as it is seen. */
  public static final int UPRIGHT = 1;

  private Orientation() {}

  /** Whether width and height change places. */
  public static boolean swapsSides(int code) {
    return code >= 5;
  }

  /** Whether the upright image begins with the last stored column. */
  public static boolean isFromRight(int code) {
    return code == 2 || code == 3 || code == 7 || code == 8;
  }

  /** Whether the upright image begins with the last stored row. */
  public static boolean isFromBottom(int code) {
    return code == 3 || code == 4 || code == 6 || code == 7;
  }

  /**
   * Turns stored planes upright.
   *
   * @param code 1 to 8; any other code changes nothing
   * @param width of the stored image
   */
  public static float[] apply(int code, float[] planes, int width, int height) {
    if (code <= UPRIGHT || code > 8) {
      return planes;
    }
    int newWidth = swapsSides(code) ? height : width;
    int newHeight = swapsSides(code) ? width : height;
    boolean fromRight = isFromRight(code);
    boolean fromBottom = isFromBottom(code);
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

  /** The code in an EXIF block, which is a TIFF without pixels; upright if there is none. */
  static int ofExif(byte[] bytes, int from, int length) {
    try {
      byte[] block = Arrays.copyOfRange(bytes, from, from + length);
      return checked(TiffTags.of(block).number(TAG, UPRIGHT));
    } catch (IOException | RuntimeException e) {
      // The block is broken, the image need not be.
      return UPRIGHT;
    }
  }

  /** The code, or {@link #UPRIGHT} if it is none. */
  public static int checked(long code) {
    return code >= UPRIGHT && code <= 8 ? (int) code : UPRIGHT;
  }
}
