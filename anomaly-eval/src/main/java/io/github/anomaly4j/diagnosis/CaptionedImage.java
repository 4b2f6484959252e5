package io.github.anomaly4j.diagnosis;

import io.github.anomaly4j.image.Image;
import java.awt.image.BufferedImage;

/** An image on a canvas, with a line of text above it. */
record CaptionedImage(String caption, BufferedImage image) {

  static CaptionedImage of(String caption, Image image, int height) {
    return new CaptionedImage(
        caption, image.resize(width(image, height), height).toBufferedImage());
  }

  private static int width(Image image, int height) {
    return Math.max(1, Math.round((float) image.width() * height / image.height()));
  }

  /**
   * The height to draw an image in: its own, within bounds, and lower where it would be too wide.
   */
  static int height(Image image, int minHeight, int maxHeight, int maxWidth) {
    int height = Math.max(minHeight, Math.min(maxHeight, image.height()));
    return Math.max(1, Math.min(height, (int) ((long) maxWidth * image.height() / image.width())));
  }

  int width() {
    return Math.max(image.getWidth(), Canvas.width(caption));
  }

  int height() {
    return Canvas.LINE + image.getHeight();
  }
}
