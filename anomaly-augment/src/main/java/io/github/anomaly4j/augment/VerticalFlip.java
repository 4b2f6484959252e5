package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Picture;
import java.util.random.RandomGenerator;

/** Mirrors top and bottom; always, see {@link Sometimes}. */
public record VerticalFlip() implements PictureTransform {
  @Override
  public Picture apply(Picture picture, RandomGenerator random) {
    int last = picture.height() - 1;
    return Grid.rearrange(picture, (x, y) -> Grid.index(picture, x, last - y));
  }
}
