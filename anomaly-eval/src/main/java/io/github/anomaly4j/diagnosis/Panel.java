package io.github.anomaly4j.diagnosis;

import io.github.anomaly4j.image.Picture;
import java.awt.image.BufferedImage;

/** A picture on a sheet, with a line of text above it. */
record Panel(String caption, BufferedImage image) {

  static Panel of(String caption, Picture picture, int height) {
    return new Panel(caption, picture.resize(width(picture, height), height).toBufferedImage());
  }

  private static int width(Picture picture, int height) {
    return Math.max(1, Math.round((float) picture.width() * height / picture.height()));
  }

  /**
   * The height to draw a picture in: its own, within bounds, and lower where it would be too wide.
   */
  static int height(Picture picture, int least, int most, int widest) {
    int height = Math.max(least, Math.min(most, picture.height()));
    return Math.max(
        1, Math.min(height, (int) ((long) widest * picture.height() / picture.width())));
  }

  int width() {
    return Math.max(image.getWidth(), Sheet.width(caption));
  }

  int height() {
    return Sheet.LINE + image.getHeight();
  }
}
