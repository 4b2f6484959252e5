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

/**
 * How images come into a detector, the same way in training and afterwards; saved with it.
 *
 * @param pixelRange what the caller gave: for numbers without a natural range, and for deep images;
 *     {@code null} if nothing
 * @param deepRange in which deep images are taken, given or learned; {@code null} if there were
 *     none
 * @param asStored whether pixels are taken as they are stored, however the file says that they are
 *     to be turned
 * @param learned what the training images of each category are like
 * @param taken in which ranges they were taken
 */
public record ImageIntake(
    PixelRange pixelRange,
    PixelRange deepRange,
    boolean asStored,
    Map<String, ImageTraits> learned,
    Map<String, TakenRange> taken) {

  /** What cameras have; files have 16. */
  private static final int[] USUAL_BITS = {10, 12, 14};

  public ImageIntake {
    learned = learned == null ? ImmutableMap.of() : ImmutableMap.copyOf(learned);
    taken = taken == null ? ImmutableMap.of() : ImmutableMap.copyOf(taken);
  }

  /** Before anything is learned. */
  public static ImageIntake of(PixelRange pixelRange, boolean asStored) {
    return new ImageIntake(pixelRange, pixelRange, asStored, Map.of(), Map.of());
  }

  /** The bits that hold a stored number: the fewest that cameras have. */
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

  public ImageIntake withDeepRange(PixelRange range) {
    return new ImageIntake(pixelRange, range, asStored, learned, taken);
  }

  public ImageIntake withTaken(Map<String, TakenRange> ranges) {
    return new ImageIntake(pixelRange, deepRange, asStored, learned, ranges);
  }

  /** With what was learned of categories, beside what is known of them. */
  public ImageIntake and(Map<String, ImageTraits> more) {
    Map<String, ImageTraits> all = new HashMap<>(learned);
    more.forEach((category, traits) -> all.merge(category, traits, ImageTraits::and));
    return new ImageIntake(pixelRange, deepRange, asStored, all, taken);
  }

  /**
   * What is to be told of an image that is taken for one of a category.
   *
   * @param image as it was given, before it was taken
   * @param shrunk how many times smaller than it what is scored is
   */
  public List<Warning> warnings(String category, Image image, double shrunk) {
    List<Warning> warnings =
        InputWarnings.of(
            category, image, ImageTraits.of(image), learned.get(category), deepRange, shrunk);
    if (warnings.stream().anyMatch(warning -> warning.kind() == Warning.Kind.RANGE)) {
      return warnings;
    }
    return ImmutableList.<Warning>builder()
        .addAll(TakenRange.warnings(category, image, take(image), taken.get(category)))
        .addAll(warnings)
        .build();
  }
}
