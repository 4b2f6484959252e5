package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.PixelMoves;
import java.util.random.RandomGenerator;

/** Mirrors top and bottom; always, see {@link Sometimes}. */
public record VerticalFlip() implements Augmentation {
  @Override
  public Image apply(Image image, RandomGenerator random) {
    int last = image.height() - 1;
    return PixelMoves.rearrange(image, (x, y) -> PixelMoves.index(image, x, last - y));
  }
}
