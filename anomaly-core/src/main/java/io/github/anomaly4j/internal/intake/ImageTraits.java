package io.github.anomaly4j.internal.intake;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Origin;
import java.util.Optional;

/**
 * Technical properties of an image, apart from what it shows, or of several images: the minimum and
 * the maximum of each property.
 *
 * @param minWidth in pixels
 * @param maxWidth likewise
 * @param minHeight likewise
 * @param maxHeight likewise
 * @param minBits of a channel as stored; {@value #UNKNOWN} for images given as numbers
 * @param maxBits likewise
 * @param minQuality of JPEG; {@value #LOSSLESS} for lossless formats, {@value #UNKNOWN} if it is
 *     not known
 * @param maxQuality likewise
 * @param minColor the share of pixels that are not gray, in [0, 1]
 * @param maxColor likewise
 */
public record ImageTraits(
    int minWidth,
    int maxWidth,
    int minHeight,
    int maxHeight,
    int minBits,
    int maxBits,
    int minQuality,
    int maxQuality,
    double minColor,
    double maxColor) {

  static final int UNKNOWN = 0;

  /** Better than any JPEG. */
  static final int LOSSLESS = 101;

  /** Colors are looked for at this many positions along each side. */
  private static final int PLACES = 64;

  /**
   * A pixel is colored if its channels differ by more than this; compression noise stays below it.
   */
  private static final float COLORED = 0.06f;

  public ImageTraits {
    checkArgument(
        0 < minWidth && minWidth <= maxWidth && 0 < minHeight && minHeight <= maxHeight,
        "images of %s..%s x %s..%s pixels",
        minWidth,
        maxWidth,
        minHeight,
        maxHeight);
    checkArgument(
        0 <= minBits && minBits <= maxBits && maxBits <= 64, "%s to %s bits", minBits, maxBits);
    checkArgument(
        0 <= minQuality && minQuality <= maxQuality && maxQuality <= LOSSLESS,
        "a quality of %s to %s",
        minQuality,
        maxQuality);
    checkArgument(
        0 <= minColor && minColor <= maxColor && maxColor <= 1,
        "colors of %s to %s",
        minColor,
        maxColor);
  }

  /** The traits of one image. */
  public static ImageTraits of(Image image) {
    int bits = image.origin().map(ImageTraits::bits).orElse(UNKNOWN);
    int quality = image.origin().map(ImageTraits::quality).orElse(UNKNOWN);
    double color = color(image);
    return new ImageTraits(
        image.width(),
        image.width(),
        image.height(),
        image.height(),
        bits,
        bits,
        quality,
        quality,
        color,
        color);
  }

  /** Images of 1 to 8 bits have the same scale. */
  private static int bits(Origin origin) {
    return origin.format().equals("numbers") ? UNKNOWN : Math.max(Byte.SIZE, origin.bits());
  }

  private static int quality(Origin origin) {
    if (origin.jpegQuality().isPresent()) {
      return Math.max(1, Math.min(100, origin.jpegQuality().getAsInt()));
    }
    return switch (origin.format()) {
      case "PNG", "BMP", "GIF", "TIFF" -> LOSSLESS;
      default -> UNKNOWN;
    };
  }

  private static double color(Image image) {
    int stepX = Math.max(1, image.width() / PLACES);
    int stepY = Math.max(1, image.height() / PLACES);
    int colored = 0;
    int all = 0;
    for (int y = stepY / 2; y < image.height(); y += stepY) {
      for (int x = stepX / 2; x < image.width(); x += stepX) {
        float red = image.at(0, x, y);
        float green = image.at(1, x, y);
        float blue = image.at(2, x, y);
        float spread = Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
        colored += spread > COLORED ? 1 : 0;
        all++;
      }
    }
    return (double) colored / all;
  }

  /** The traits of these images and others together. */
  public ImageTraits and(ImageTraits other) {
    return new ImageTraits(
        Math.min(minWidth, other.minWidth),
        Math.max(maxWidth, other.maxWidth),
        Math.min(minHeight, other.minHeight),
        Math.max(maxHeight, other.maxHeight),
        leastKnown(minBits, other.minBits),
        Math.max(maxBits, other.maxBits),
        leastKnown(minQuality, other.minQuality),
        Math.max(maxQuality, other.maxQuality),
        Math.min(minColor, other.minColor),
        Math.max(maxColor, other.maxColor));
  }

  private static int leastKnown(int one, int other) {
    return one == UNKNOWN || other == UNKNOWN ? Math.max(one, other) : Math.min(one, other);
  }

  /** The traits of an image of another size that is like this one in everything else. */
  public ImageTraits sized(int width, int height) {
    return new ImageTraits(
        width, width, height, height, minBits, maxBits, minQuality, maxQuality, minColor, maxColor);
  }

  /** The highest number that is stored in a deep image's file; empty for other images. */
  public static Optional<Double> highestStored(Image image) {
    if (image.origin().isEmpty() || !image.origin().get().isDeep()) {
      return Optional.empty();
    }
    float highest = 0;
    for (float value : image.toArray()) {
      highest = Math.max(highest, value);
    }
    return Optional.of((double) Math.round(highest * image.origin().get().range().high()));
  }
}
