package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.PixelMoves;
import java.util.random.RandomGenerator;

/** Mirrors left and right; always, see {@link Sometimes}. */
public record HorizontalFlip() implements Augmentation {
  @Override
  public Image apply(Image image, RandomGenerator random) {
    int last = image.width() - 1;
    return PixelMoves.rearrange(image, (x, y) -> PixelMoves.index(image, last - x, y));
  }
}
