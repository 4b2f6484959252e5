package io.github.anomaly4j;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.image.PictureReader;
import io.github.anomaly4j.image.PixelRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How pictures come into a detector, the same way in training and afterwards; saved with it.
 *
 * @param pixelRange what the caller gave: for numbers without a natural range, and for deep
 *     pictures; {@code null} if nothing
 * @param deepRange in which deep pictures are taken, given or learned; {@code null} if there were
 *     none
 * @param asStored whether pixels are taken as they are stored, however the file says that they are
 *     to be turned
 * @param learned what the training pictures of each category are like
 * @param taken in which ranges they were taken
 */
record Intake(
    PixelRange pixelRange,
    PixelRange deepRange,
    boolean asStored,
    Map<String, PictureTraits> learned,
    Map<String, TakenRange> taken) {

  /** What cameras have; files have 16. */
  private static final int[] USUAL_BITS = {10, 12, 14};

  Intake {
    learned = learned == null ? ImmutableMap.of() : ImmutableMap.copyOf(learned);
    taken = taken == null ? ImmutableMap.of() : ImmutableMap.copyOf(taken);
  }

  /** Before anything is learned. */
  static Intake of(PixelRange pixelRange, boolean asStored) {
    return new Intake(pixelRange, pixelRange, asStored, Map.of(), Map.of());
  }

  /** The bits that hold a stored number: the fewest that cameras have. */
  static int usualBits(double highest) {
    for (int bits : USUAL_BITS) {
      if (highest <= PixelRange.ofBits(bits).high()) {
        return bits;
      }
    }
    return Short.SIZE;
  }

  /** Reads files as the training pictures were read. */
  PictureReader reader(DecodeLimits limits) {
    PictureReader reader = PictureReader.defaults().limits(limits).orientation(!asStored);
    return pixelRange == null ? reader : reader.range(pixelRange);
  }

  /** A picture as the detector sees it. */
  Picture take(Picture picture) {
    return deepRange == null ? picture : picture.inRange(deepRange);
  }

  Intake withDeepRange(PixelRange range) {
    return new Intake(pixelRange, range, asStored, learned, taken);
  }

  Intake withTaken(Map<String, TakenRange> ranges) {
    return new Intake(pixelRange, deepRange, asStored, learned, ranges);
  }

  /** With what was learned of categories, beside what is known of them. */
  Intake and(Map<String, PictureTraits> more) {
    Map<String, PictureTraits> all = new HashMap<>(learned);
    more.forEach((category, traits) -> all.merge(category, traits, PictureTraits::and));
    return new Intake(pixelRange, deepRange, asStored, all, taken);
  }

  /**
   * What is to be told of a picture that is taken for one of a category.
   *
   * @param picture as it was given, before it was taken
   * @param shrunk how many times smaller than it what is scored is
   */
  List<Warning> warnings(String category, Picture picture, double shrunk) {
    List<Warning> warnings =
        InputWarnings.of(
            category, picture, PictureTraits.of(picture), learned.get(category), deepRange, shrunk);
    if (warnings.stream().anyMatch(warning -> warning.kind() == Warning.Kind.RANGE)) {
      return warnings;
    }
    return ImmutableList.<Warning>builder()
        .addAll(TakenRange.warnings(category, picture, take(picture), taken.get(category)))
        .addAll(warnings)
        .build();
  }
}
