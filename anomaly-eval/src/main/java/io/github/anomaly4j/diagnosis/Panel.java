package io.github.anomaly4j.diagnosis;

import io.github.anomaly4j.image.Image;
import java.awt.image.BufferedImage;

/** An image on a sheet, with a line of text above it. */
record Panel(String caption, BufferedImage image) {

  static Panel of(String caption, Image image, int height) {
    return new Panel(caption, image.resize(width(image, height), height).toBufferedImage());
  }

  private static int width(Image image, int height) {
    return Math.max(1, Math.round((float) image.width() * height / image.height()));
  }

  /**
   * The height to draw an image in: its own, within bounds, and lower where it would be too wide.
   */
  static int height(Image image, int least, int most, int widest) {
    int height = Math.max(least, Math.min(most, image.height()));
    return Math.max(1, Math.min(height, (int) ((long) widest * image.height() / image.width())));
  }

  int width() {
    return Math.max(image.getWidth(), Sheet.width(caption));
  }

  int height() {
    return Sheet.LINE + image.getHeight();
  }
}
