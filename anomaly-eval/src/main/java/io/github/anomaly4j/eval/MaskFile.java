package io.github.anomaly4j.eval;

import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.image.PictureException;
import java.io.IOException;
import java.nio.file.Path;

/** The mask of a defect. */
final class MaskFile {

  private MaskFile() {}

  /**
   * Reads a mask that is white where defective. One that is black all over is empty.
   *
   * @throws PictureException if it cannot be read, or is neither black nor anywhere white, as when
   *     defects are marked with 1 of 255
   */
  static Mask read(Path file, DecodeLimits limits) throws IOException {
    Mask mask = Mask.read(file, limits);
    if (mask.isEmpty()
        && !Picture.read(file, limits)
            .equals(Picture.filled(mask.width(), mask.height(), 0, 0, 0))) {
      throw new PictureException(
          file,
          "no pixel of this mask is brighter than half of white, though it is not black",
          "white (255) where its picture is defective and black elsewhere",
          "export it again in these values");
    }
    return mask;
  }
}
