package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;

/**
 * A damaged picture and where it was damaged.
 *
 * @param picture the damaged picture
 * @param mask of the picture's size; 0 exactly where the pixel is bit for bit the sound picture's,
 *     elsewhere in (0, 1] by how visible the change is
 */
public record Damaged(Picture picture, Mask mask) {
  /** Checks that both have the same size; {@link IllegalArgumentException} if not. */
  public Damaged {
    if (picture.width() != mask.width() || picture.height() != mask.height()) {
      throw new IllegalArgumentException(
          "the picture is %dx%d but the mask is %dx%d"
              .formatted(picture.width(), picture.height(), mask.width(), mask.height()));
    }
  }
}
