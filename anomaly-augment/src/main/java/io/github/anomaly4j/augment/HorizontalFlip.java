package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Picture;
import java.util.random.RandomGenerator;

/** Mirrors left and right; always, see {@link Sometimes}. */
public record HorizontalFlip() implements PictureTransform {
  @Override
  public Picture apply(Picture picture, RandomGenerator random) {
    int last = picture.width() - 1;
    return Grid.rearrange(picture, (x, y) -> Grid.index(picture, last - x, y));
  }
}
