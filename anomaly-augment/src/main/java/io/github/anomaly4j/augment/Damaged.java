package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;

/**
 * A damaged image and where it was damaged.
 *
 * @param image the damaged image
 * @param mask of the image's size; 0 exactly where the pixel is bit for bit the sound image's,
 *     elsewhere in (0, 1] by how visible the change is
 */
public record Damaged(Image image, Mask mask) {
  /** Checks that both have the same size; {@link IllegalArgumentException} if not. */
  public Damaged {
    if (image.width() != mask.width() || image.height() != mask.height()) {
      throw new IllegalArgumentException(
          "the image is %dx%d but the mask is %dx%d"
              .formatted(image.width(), image.height(), mask.width(), mask.height()));
    }
  }
}
