package io.github.anomaly4j.study;

import io.github.anomaly4j.augment.Shift;
import io.github.anomaly4j.image.Picture;
import java.util.function.UnaryOperator;

/**
 * Changes that a camera brings and that make no product defective: of its light, its place and its
 * direction. Safe for use by many threads.
 */
public enum PictureChange {
  /** None. */
  AS_IS(picture -> picture),

  /** Every value times 0.9. */
  DARKER(picture -> brightness(picture, 0.9f)),

  /** Every value times 1.1, and 1 at most. */
  BRIGHTER(picture -> brightness(picture, 1.1f)),

  /** Moved right and down by 8 pixels, the picture mirrored at the border that this uncovers. */
  SHIFTED(PictureChange::shifted),

  /**
   * Without its left 8 columns and upper 8 rows, if it has more: all else lies aside as by a shift,
   * with nothing made up at a border. The picture gets smaller, and is enlarged as much where it is
   * fitted into a frame; a defect that is cut off still counts as one.
   */
  CROPPED(PictureChange::cropped),

  /** Turned clockwise by 90 degrees: width and height change places. */
  TURNED(PictureChange::turned);

  private static final int PIXELS = 8;

  private final UnaryOperator<Picture> change;

  PictureChange(UnaryOperator<Picture> change) {
    this.change = change;
  }

  /**
   * The changed picture; for the same picture always the same, and as large but if cropped or
   * turned.
   */
  public Picture apply(Picture picture) {
    return change.apply(picture);
  }

  private static Picture brightness(Picture picture, float factor) {
    float[] rgb = picture.toArray();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = Math.min(1, factor * rgb[i]);
    }
    return Picture.of(picture.width(), picture.height(), rgb);
  }

  private static Picture shifted(Picture picture) {
    return Shift.by(picture, PIXELS, PIXELS);
  }

  private static Picture cropped(Picture picture) {
    int left = Math.min(PIXELS, picture.width() - 1);
    int top = Math.min(PIXELS, picture.height() - 1);
    return picture.crop(left, top, picture.width() - left, picture.height() - top);
  }

  private static Picture turned(Picture picture) {
    int width = picture.height();
    int height = picture.width();
    float[] from = picture.toArray();
    float[] to = new float[from.length];
    int pixels = width * height;
    for (int i = 0; i < pixels; i++) {
      int source = (picture.height() - 1 - i % width) * picture.width() + i / width;
      for (int plane = 0; plane < to.length; plane += pixels) {
        to[plane + i] = from[plane + source];
      }
    }
    return Picture.of(width, height, to);
  }
}
