package io.github.anomaly4j.internal.grid;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Image;

/**
 * The frame that every image is fitted into before the network sees it: the whole image is scaled
 * with its aspect ratio kept, centered, and mirrored into the margins, so that the margins show no
 * edge that is not in the product. The margins are never scored.
 *
 * @param width of the frame, in pixels
 * @param height of the frame, in pixels
 */
public record Letterbox(int width, int height) {

  /** The minimum side, in pixels. */
  public static final int MIN_SIDE = 32;

  /** Limits the size of arrays, since the value may come from a file. */
  private static final int MAX_SIDE = 4096;

  public Letterbox {
    checkArgument(
        Math.min(width, height) >= MIN_SIDE && Math.max(width, height) <= MAX_SIDE,
        "the image size must be from %s to %s: %s x %s",
        MIN_SIDE,
        MAX_SIDE,
        width,
        height);
  }

  /** Fits an image into the frame. */
  public Framed fit(Image image) {
    Content content = contentOf(image.width(), image.height());
    float[] scaled = scale(image).toArray();
    if (content.width() == width && content.height() == height) {
      return new Framed(width, height, scaled, content);
    }
    float[] pixels = new float[3 * width * height];
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < height; y++) {
        int from =
            (channel * content.height() + mirror(y - content.y(), content.height()))
                * content.width();
        int to = (channel * height + y) * width;
        for (int x = 0; x < width; x++) {
          pixels[to + x] = scaled[from + mirror(x - content.x(), content.width())];
        }
      }
    }
    return new Framed(width, height, pixels, content);
  }

  /** The image at the size that it has in the frame. */
  public Image scale(Image image) {
    Content content = contentOf(image.width(), image.height());
    return image.resize(content.width(), content.height());
  }

  /** How many times smaller an image is made to fit the frame; below 1 if it is enlarged. */
  public double timesSmaller(Image image) {
    return Math.max((double) image.width() / width, (double) image.height() / height);
  }

  /** Where an image of the given size is in the frame. */
  Content contentOf(int imageWidth, int imageHeight) {
    double scale = Math.min((double) width / imageWidth, (double) height / imageHeight);
    int w = Math.max(1, Math.min(width, (int) Math.round(imageWidth * scale)));
    int h = Math.max(1, Math.min(height, (int) Math.round(imageHeight * scale)));
    return new Content((width - w) / 2, (height - h) / 2, w, h);
  }

  /** Reflects an index into 0 .. length-1, as often as needed; the border pixel counts twice. */
  private static int mirror(int index, int length) {
    int folded = Math.floorMod(index, 2 * length);
    return folded < length ? folded : 2 * length - 1 - folded;
  }
}
