package io.github.anomaly4j.internal.intake;

import static io.github.anomaly4j.internal.intake.ImageTraits.LOSSLESS;
import static io.github.anomaly4j.internal.intake.ImageTraits.UNKNOWN;

import io.github.anomaly4j.image.PixelRange;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Warnings about the technical properties of training images, and the range of deep images.
 *
 * @param warnings receives the warnings
 */
public record InputReview(Consumer<String> warnings) {
  private static final double VERY_UNLIKE_SIZES = 2;
  private static final int VERY_UNLIKE_QUALITIES = 30;

  /**
   * The range of deep images.
   *
   * @param highest stored number of each category's deep images; empty if there are none
   * @return the one that was given, or the smallest usual one that holds all; null if there are no
   *     deep images
   */
  public @Nullable PixelRange range(ImageIntake intake, Map<String, Double> highest) {
    if (intake.pixelRange() != null) {
      highest.forEach(
          (category, most) -> {
            if (most > intake.pixelRange().high()) {
              warn(
                  "%s: training images have numbers up to %.0f, but the range is %s: what is above"
                      + " is cut off; give the camera's range, or none to have it learned",
                  category, most, intake.pixelRange());
            }
          });
      return intake.deepRange();
    }
    Map<String, Integer> bits = new TreeMap<>();
    highest.forEach((category, most) -> bits.put(category, ImageIntake.usualBits(most)));
    if (bits.isEmpty()) {
      return null;
    }
    int all = bits.values().stream().max(Integer::compare).orElseThrow();
    if (bits.values().stream().distinct().count() > 1) {
      warn(
          "the deep images of the products do not have one range (bits that are used: %s): all are"
              + " taken in that of %d bits, in which the others are dark; train products of other"
              + " cameras apart, or bring their images to one range",
          bits, all);
    }
    return PixelRange.ofBits(all);
  }

  /**
   * Warns of a category with many numbers outside the range, unless {@link #range} has already
   * warned of numbers above it.
   */
  public void cutOff(
      String category, TakenRange taken, ImageIntake intake, @Nullable Double highest) {
    PixelRange range = intake.deepRange();
    boolean told = highest != null && range != null && highest > range.high();
    if (taken.cutsMuch() && !told) {
      warn(
          "%s: %.0f %% of the numbers of a training image lie outside the range%s and are cut"
              + " off: give the range that holds them (pixelRange, or --range on"
              + " the command line)",
          category, 100 * taken.cutOff(), taken.range() == null ? "" : ", " + taken.range() + ",");
    }
  }

  /**
   * Warns of properties that differ widely among the images of a category.
   *
   * @param shrunk how many times smaller than the largest image the scored image is
   */
  public void mixed(String category, ImageTraits traits, double shrunk) {
    if (traits.minBits() != UNKNOWN
        && InputWarnings.depth(traits.minBits()) != InputWarnings.depth(traits.maxBits())) {
      warn(
          "%s: images of %d and of %d bits a channel are mixed, whose brightness may differ: give"
              + " all as the camera gives them",
          category, traits.minBits(), traits.maxBits());
    }
    if (traits.maxWidth() > VERY_UNLIKE_SIZES * traits.minWidth()
        || traits.maxHeight() > VERY_UNLIKE_SIZES * traits.minHeight()) {
      warn(
          "%s: the sizes of the images differ more than twofold (%d to %d pixels wide, %d to %d"
              + " high): every size is fitted into the same frame, so the product is learned at"
              + " several scales",
          category, traits.minWidth(), traits.maxWidth(), traits.minHeight(), traits.maxHeight());
    }
    if (traits.minQuality() != UNKNOWN
        && traits.minQuality() < InputWarnings.FINE_QUALITY
        && traits.maxQuality() - traits.minQuality() > VERY_UNLIKE_QUALITIES) {
      warn(
          "%s: images that are %s are mixed: what compression does to some is learned as normal"
              + " for all",
          category,
          traits.maxQuality() == LOSSLESS
              ? "JPEG of quality " + traits.minQuality() + " and stored without loss"
              : InputWarnings.compressed(traits.minQuality(), traits.maxQuality()));
    }
    if (traits.minColor() == 0 && traits.maxColor() > InputWarnings.COLORED) {
      warn("%s: gray and colored images are mixed: a lost color will count as normal", category);
    }
    InputWarnings.shrunk(shrunk).ifPresent(text -> warn("%s: %s", category, text));
  }

  private void warn(String format, Object... values) {
    warnings.accept(String.format(Locale.ROOT, format, values));
  }
}
