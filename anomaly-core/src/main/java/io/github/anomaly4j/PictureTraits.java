package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.image.Picture;
import java.util.Optional;

/**
 * What a picture is like beside what it shows, or what several are like: of each trait the least
 * and the most.
 *
 * @param minWidth in pixels
 * @param maxWidth likewise
 * @param minHeight likewise
 * @param maxHeight likewise
 * @param minBits of a channel as stored; {@value #UNKNOWN} of pictures given as numbers
 * @param maxBits likewise
 * @param minQuality of JPEG; {@value #LOSSLESS} of formats that lose nothing, {@value #UNKNOWN} if
 *     it is not known
 * @param maxQuality likewise
 * @param minColour the share of pixels that are not grey
 * @param maxColour likewise
 */
record PictureTraits(
    int minWidth,
    int maxWidth,
    int minHeight,
    int maxHeight,
    int minBits,
    int maxBits,
    int minQuality,
    int maxQuality,
    double minColour,
    double maxColour) {

  static final int UNKNOWN = 0;

  /** Better than any JPEG. */
  static final int LOSSLESS = 101;

  /** So many places along each side are looked at for colours. */
  private static final int PLACES = 64;

  /** Noise of compression stays below it. */
  private static final float COLOURED = 0.06f;

  PictureTraits {
    checkArgument(
        0 < minWidth && minWidth <= maxWidth && 0 < minHeight && minHeight <= maxHeight,
        "pictures of %s..%s x %s..%s pixels",
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
        0 <= minColour && minColour <= maxColour && maxColour <= 1,
        "colours of %s to %s",
        minColour,
        maxColour);
  }

  /** Those of one picture. */
  static PictureTraits of(Picture picture) {
    int bits = picture.origin().map(PictureTraits::bits).orElse(UNKNOWN);
    int quality = picture.origin().map(PictureTraits::quality).orElse(UNKNOWN);
    double colour = colour(picture);
    return new PictureTraits(
        picture.width(),
        picture.width(),
        picture.height(),
        picture.height(),
        bits,
        bits,
        quality,
        quality,
        colour,
        colour);
  }

  /** Pictures of 1 to 8 bits have the same scale. */
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

  private static double colour(Picture picture) {
    int stepX = Math.max(1, picture.width() / PLACES);
    int stepY = Math.max(1, picture.height() / PLACES);
    int coloured = 0;
    int all = 0;
    for (int y = stepY / 2; y < picture.height(); y += stepY) {
      for (int x = stepX / 2; x < picture.width(); x += stepX) {
        float red = picture.at(0, x, y);
        float green = picture.at(1, x, y);
        float blue = picture.at(2, x, y);
        float spread = Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
        coloured += spread > COLOURED ? 1 : 0;
        all++;
      }
    }
    return (double) coloured / all;
  }

  /** Those of these pictures and others. */
  PictureTraits and(PictureTraits other) {
    return new PictureTraits(
        Math.min(minWidth, other.minWidth),
        Math.max(maxWidth, other.maxWidth),
        Math.min(minHeight, other.minHeight),
        Math.max(maxHeight, other.maxHeight),
        leastKnown(minBits, other.minBits),
        Math.max(maxBits, other.maxBits),
        leastKnown(minQuality, other.minQuality),
        Math.max(maxQuality, other.maxQuality),
        Math.min(minColour, other.minColour),
        Math.max(maxColour, other.maxColour));
  }

  private static int leastKnown(int one, int other) {
    return one == UNKNOWN || other == UNKNOWN ? Math.max(one, other) : Math.min(one, other);
  }

  /**
   * The highest number that is stored in a deep picture, in the numbers of its file; else empty.
   */
  static Optional<Double> highestStored(Picture picture) {
    if (picture.origin().isEmpty() || !picture.origin().get().isDeep()) {
      return Optional.empty();
    }
    float highest = 0;
    for (float value : picture.toArray()) {
      highest = Math.max(highest, value);
    }
    return Optional.of((double) Math.round(highest * picture.origin().get().range().high()));
  }
}
