package io.github.anomaly4j.internal.intake;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.Warning;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.image.PixelRange;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The range in which the stored numbers of a category's images were taken.
 *
 * @param range the range for files whose numbers have no natural one, such as floats; {@code null}
 *     if there were no such files
 * @param cutOff the largest share of an image's numbers that are outside the range
 */
public record TakenRange(@Nullable PixelRange range, double cutOff) {
  /** A smaller share outside the range is normal: dead pixels and highlights. */
  private static final double FEW = 0.01;

  public TakenRange {
    checkArgument(0 <= cutOff && cutOff <= 1, "a share of %s", cutOff);
  }

  /**
   * The range of one image.
   *
   * @param given as it was read
   * @param taken as the detector takes it
   */
  public static TakenRange of(Image given, Image taken) {
    return new TakenRange(
        given.origin().flatMap(TakenRange::ofFile).orElse(null),
        taken.origin().map(Origin::cutOff).orElse(0.0));
  }

  /** Integers have a natural range; the range of floats comes from the file or the caller. */
  private static Optional<PixelRange> ofFile(Origin origin) {
    boolean natural =
        !origin.format().equals("TIFF")
            || origin.bits() <= Short.SIZE
                && origin.range().equals(PixelRange.ofBits(origin.bits()));
    return natural ? Optional.empty() : Optional.of(origin.range());
  }

  /**
   * The range of these images and another one together.
   *
   * @param image the other one's name
   * @throws IOException if the files of one category have different ranges, so that the same number
   *     would stand for different brightness
   */
  public TakenRange and(TakenRange other, String category, String image) throws IOException {
    if (range != null && other.range != null && !range.equals(other.range)) {
      throw new IOException(
          "%s: the tags of %s say that its numbers go from %s, those of other images from %s;"
                  .formatted(category, image, other.range, range)
              + " expected one range for all of them; say which numbers are black and white:"
              + " AnomalyDetectorBuilder.pixelRange, or --range on the command line");
    }
    return new TakenRange(range == null ? other.range : range, Math.max(cutOff, other.cutOff));
  }

  /** Whether enough numbers of a training image are cut off to warn of it. */
  boolean cutsMuch() {
    return cutOff > FEW;
  }

  /**
   * Warnings for an image.
   *
   * @param given as it was read
   * @param taken as the detector takes it
   * @param learned the range of its category; null if it is not known
   */
  static List<Warning> warnings(String category, Image given, Image taken, TakenRange learned) {
    TakenRange own = of(given, taken);
    if (learned != null
        && learned.range != null
        && own.range != null
        && !learned.range.equals(own.range)) {
      return List.of(
          warning(
              "its numbers are taken from %s; %s was learned from %s: one number is not of one"
                  + " brightness; read it with the detector's own reader, and train with a range"
                  + " given (pixelRange, or --range on the command line)",
              own.range, category, learned.range));
    }
    if (own.cutOff > FEW + 2 * (learned == null ? 0 : learned.cutOff)) {
      return List.of(
          warning(
              "%.0f %% of its numbers lie outside %s and are cut off: is the exposure or the camera"
                  + " another one?",
              100 * own.cutOff, taken.origin().orElseThrow().range()));
    }
    return List.of();
  }

  private static Warning warning(String format, Object... values) {
    return new Warning(Warning.Kind.RANGE, String.format(Locale.ROOT, format, values));
  }
}
