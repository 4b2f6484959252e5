package io.github.anomaly4j.data;

import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;
import java.io.IOException;
import java.nio.file.Path;

/** Whether a mask marks anything. */
final class MarkedMask {
  private MarkedMask() {}

  /**
   * A mask marks what is brighter than half of white, and, as some number kinds of defect by 1, 2,
   * 3 of 255, whatever is not black where no compression made it so.
   */
  static boolean marks(Path file) throws IOException {
    if (!Mask.read(file).isEmpty()) {
      return true;
    }
    String name = file.getFileName().toString();
    if (name.matches("(?i).*\\.jpe?g")) {
      return false;
    }
    for (float value : Picture.read(file).toArray()) {
      if (value > 0) {
        return true;
      }
    }
    return false;
  }
}
