package io.github.anomaly4j.internal.intake;

import static io.github.anomaly4j.internal.intake.ImageTraits.LOSSLESS;
import static io.github.anomaly4j.internal.intake.ImageTraits.UNKNOWN;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.Warning.Kind;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.PixelRange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Warnings for an image whose technical properties differ from those of its category's training
 * images, or that is shrunk so much that small defects cannot be seen.
 */
final class InputWarnings {
  /** The smallest defect that can be seen, in pixels of the frame. */
  private static final int MIN_DEFECT = 2;

  /** Above this, shrinking hides defects of a size that people see. */
  static final double MUCH_SHRUNK = 4;

  /** Sizes may differ by this fraction from the training images' sizes. */
  private static final double SIZE_MARGIN = 0.1;

  /** JPEG of this quality is as good as lossless. */
  static final int FINE_QUALITY = 90;

  /** JPEG qualities may differ by this much from the training images' qualities. */
  private static final int QUALITY_MARGIN = 10;

  /** An image counts as colored if more than this share of its pixels is colored. */
  static final double COLORED = 0.01;

  private final ImmutableList.Builder<Warning> warnings = ImmutableList.builder();
  private final String category;

  private InputWarnings(String category) {
    this.category = category;
  }

  /**
   * The warnings.
   *
   * @param learned what the training images of the category are like; null if it is not known
   * @param range of deep images; null if each has its own
   * @param shrunk how many times smaller than the image the scored image is
   */
  static List<Warning> of(
      String category,
      Image image,
      ImageTraits traits,
      @Nullable ImageTraits learned,
      @Nullable PixelRange range,
      double shrunk) {
    InputWarnings warnings = new InputWarnings(category);
    warnings.range(image, range);
    if (learned != null) {
      warnings.depth(traits.minBits(), learned);
      warnings.compression(traits.minQuality(), learned);
      warnings.size(traits, learned);
      warnings.color(traits.minColor(), learned);
    }
    shrunk(shrunk).ifPresent(text -> warnings.add(Kind.SHRUNK, text));
    return warnings.warnings.build();
  }

  private void range(Image image, @Nullable PixelRange range) {
    if (range == null) {
      return;
    }
    Optional<Double> highest = ImageTraits.highestStored(image);
    if (highest.isPresent() && highest.get() > range.high()) {
      add(
          Kind.RANGE,
          "its numbers go up to %.0f; the detector takes them from %s and cuts off what is above:"
              + " is the exposure or the camera another one?",
          highest.get(),
          range);
    }
  }

  private void depth(int bits, ImageTraits learned) {
    boolean known = bits != UNKNOWN && learned.minBits() != UNKNOWN;
    if (known
        && (depth(bits) < depth(learned.minBits()) || depth(bits) > depth(learned.maxBits()))) {
      add(
          Kind.DEPTH,
          "it has %d bits a channel; %s was learned from images of %s: brightness and steps may"
              + " differ; give images as the camera gave them for training",
          bits,
          category,
          span(learned.minBits(), learned.maxBits()));
    }
  }

  /** The class of a bit depth: up to 8 bits, up to 16 bits, floats. */
  static int depth(int bits) {
    return bits <= Byte.SIZE ? 0 : bits <= Short.SIZE ? 1 : 2;
  }

  private void compression(int quality, ImageTraits learned) {
    if (quality == UNKNOWN || learned.minQuality() == UNKNOWN) {
      return;
    }
    // Qualities above this look the same.
    int seen = Math.min(quality, FINE_QUALITY);
    int least = Math.min(learned.minQuality(), FINE_QUALITY);
    int most = Math.min(learned.maxQuality(), FINE_QUALITY);
    if (seen < least - (learned.minQuality() == LOSSLESS ? 0 : QUALITY_MARGIN)
        || seen > most + QUALITY_MARGIN) {
      add(
          Kind.COMPRESSION,
          "it is %s; %s was learned from images that are %s: compression changes fine structure,"
              + " which may raise false alarms or hide defects; give images compressed as for"
              + " training, or train with both",
          compressed(quality, quality),
          category,
          compressed(learned.minQuality(), learned.maxQuality()));
    }
  }

  static String compressed(int least, int most) {
    if (least == LOSSLESS) {
      return "stored without loss";
    }
    return most == LOSSLESS
        ? "JPEG of quality " + least + " and better, or stored without loss"
        : "JPEG of quality " + span(least, most);
  }

  private void size(ImageTraits traits, ImageTraits learned) {
    if (differs(traits.minWidth(), learned.minWidth(), learned.maxWidth())
        || differs(traits.minHeight(), learned.minHeight(), learned.maxHeight())) {
      add(
          Kind.SIZE,
          "it has %d x %d pixels; %s was learned from images of %s x %s: the product may be shown"
              + " at another scale or cut otherwise; give images as for training",
          traits.minWidth(),
          traits.minHeight(),
          category,
          span(learned.minWidth(), learned.maxWidth()),
          span(learned.minHeight(), learned.maxHeight()));
    }
  }

  /**
   * Whether a length is outside those of the training images by more than a tenth, and by more than
   * these differ among themselves.
   */
  private static boolean differs(int length, int least, int most) {
    double margin = (most - least) / 2.0;
    return length < least - Math.max(margin, SIZE_MARGIN * least)
        || length > most + Math.max(margin, SIZE_MARGIN * most);
  }

  private void color(double color, ImageTraits learned) {
    if (color > COLORED && learned.maxColor() == 0) {
      add(
          Kind.COLOR,
          "it has colors (%.0f %% of its pixels); %s was learned from gray images",
          100 * color,
          category);
    } else if (color == 0 && learned.minColor() > COLORED) {
      add(
          Kind.COLOR,
          "it is gray; %s was learned from images with colors (%.0f %% of their pixels at"
              + " least)",
          category,
          100 * learned.minColor());
    }
  }

  /** A warning for an image that is shrunk very much before it is scored. */
  static Optional<String> shrunk(double times) {
    return times > MUCH_SHRUNK
        ? Optional.of(
            text(
                "what is scored is %.1f times smaller than the image: a defect below about %.0f"
                    + " pixels across can hardly show; train with a larger image size, or in"
                    + " tiles that are smaller than the image (AnomalyDetectorBuilder.tiles, or"
                    + " --tiles on the command line)",
                times, Math.ceil(MIN_DEFECT * times)))
        : Optional.empty();
  }

  private static String span(int least, int most) {
    return least == most ? Integer.toString(least) : least + " to " + most;
  }

  private void add(Kind kind, String format, Object... values) {
    warnings.add(new Warning(kind, values.length == 0 ? format : text(format, values)));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
