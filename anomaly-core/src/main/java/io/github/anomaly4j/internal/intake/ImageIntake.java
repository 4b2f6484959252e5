package io.github.anomaly4j.internal.intake;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.PixelRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a detector reads images, the same way in training and in detection; saved with the detector.
 *
 * @param pixelRange the range that the caller gave, for numbers without a natural range and for
 *     deep images (more than 8 bits); {@code null} if none
 * @param deepRange the range of deep images, given or learned; {@code null} if there were no deep
 *     images
 * @param asStored whether pixels are taken as they are stored, without the rotation that the file
 *     asks for
 * @param learned what the training images of each category are like
 * @param taken the ranges in which the training images of each category were taken
 */
public record ImageIntake(
    PixelRange pixelRange,
    @Nullable PixelRange deepRange,
    boolean asStored,
    Map<String, ImageTraits> learned,
    Map<String, TakenRange> taken) {

  /** Bit depths of cameras whose files have 16 bits. */
  private static final int[] USUAL_BITS = {10, 12, 14};

  public ImageIntake {
    learned = learned == null ? ImmutableMap.of() : ImmutableMap.copyOf(learned);
    taken = taken == null ? ImmutableMap.of() : ImmutableMap.copyOf(taken);
  }

  /** An intake that has learned nothing yet. */
  public static ImageIntake of(PixelRange pixelRange, boolean asStored) {
    return new ImageIntake(pixelRange, pixelRange, asStored, Map.of(), Map.of());
  }

  /** The smallest usual number of bits that holds a stored number. */
  public static int usualBits(double highest) {
    for (int bits : USUAL_BITS) {
      if (highest <= PixelRange.ofBits(bits).high()) {
        return bits;
      }
    }
    return Short.SIZE;
  }

  /** Reads files as the training images were read. */
  public ImageReader reader(DecodeLimits limits) {
    ImageReader reader = ImageReader.defaults().limits(limits).orientation(!asStored);
    return pixelRange == null ? reader : reader.range(pixelRange);
  }

  /** An image as the detector sees it. */
  public Image take(Image image) {
    return deepRange == null ? image : image.inRange(deepRange);
  }

  public ImageIntake withDeepRange(@Nullable PixelRange range) {
    return new ImageIntake(pixelRange, range, asStored, learned, taken);
  }

  public ImageIntake withTaken(Map<String, TakenRange> ranges) {
    return new ImageIntake(pixelRange, deepRange, asStored, learned, ranges);
  }

  /** This intake with the traits of more categories. */
  public ImageIntake and(Map<String, ImageTraits> more) {
    Map<String, ImageTraits> all = new HashMap<>(learned);
    more.forEach((category, traits) -> all.merge(category, traits, ImageTraits::and));
    return new ImageIntake(pixelRange, deepRange, asStored, all, taken);
  }

  /**
   * Warnings for an image that is assumed to be of a category.
   *
   * @param image as it was given, before {@link #take}
   * @param shrunk how many times smaller than the image the scored image is
   */
  public List<Warning> warnings(String category, Image image, double shrunk) {
    return warnings(category, image, ImageTraits.of(image), shrunk);
  }

  /**
   * Warnings for an image of which only a smaller one is at hand.
   *
   * @param image as it was given, or shrunk
   * @param traits of the image itself
   * @param shrunk how many times smaller than the image what is scored is
   */
  public List<Warning> warnings(String category, Image image, ImageTraits traits, double shrunk) {
    List<Warning> warnings =
        InputWarnings.of(category, image, traits, learned.get(category), deepRange, shrunk);
    if (warnings.stream().anyMatch(warning -> warning.kind() == Warning.Kind.RANGE)) {
      return warnings;
    }
    return ImmutableList.<Warning>builder()
        .addAll(TakenRange.warnings(category, image, take(image), taken.get(category)))
        .addAll(warnings)
        .build();
  }
}
