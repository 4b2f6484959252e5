package io.github.anomaly4j.internal.training.image;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.image.PixelRange;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.intake.ImageTraits;
import io.github.anomaly4j.internal.intake.PixelFingerprint;
import io.github.anomaly4j.internal.intake.TakenRange;
import io.github.anomaly4j.internal.tile.Overview;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image that a training has read once.
 *
 * @param pixels the image, shrunk if it is large
 * @param traits of the image itself
 * @param fingerprint of all its pixels
 * @param highest the highest number that is stored in a deep image's file
 */
public record SeenImage(
    Image pixels, ImageTraits traits, String fingerprint, Optional<Double> highest) {
  /** The maximum difference of values in an image without contrast: less than a step of 12 bits. */
  private static final float MIN_CONTRAST = 1f / 8192;

  /**
   * What a training keeps in mind of an image, without its pixels.
   *
   * @param name of the image
   * @param fingerprint of all its pixels
   * @param looked likewise, without what its product's areas ignore
   * @param traits of what is looked at, as the next ones
   * @param highest the highest number that is stored in a deep image's file; null of another one
   * @param taken its range
   * @param blank whether it is of one color
   * @param hash SHA-256 of the file or, of an image that is no file, of its size and pixels
   */
  public record Facts(
      String name,
      String fingerprint,
      String looked,
      ImageTraits traits,
      @Nullable Double highest,
      TakenRange taken,
      boolean blank,
      String hash) {}

  /**
   * What is kept of an image.
   *
   * @param look the image without what its product's areas ignore, which must influence nothing
   */
  public static Facts facts(ImageEntry entry, SeenImage image, SeenImage look, ImageIntake intake)
      throws IOException {
    return new Facts(
        image.pixels.origin().map(Origin::name).orElse("an image"),
        image.fingerprint,
        look.fingerprint,
        look.traits,
        look.highest.orElse(null),
        TakenRange.of(look.pixels, intake.take(look.pixels)),
        isBlank(inItsRange(look.pixels)),
        hash(entry, image.pixels).toString());
  }

  /**
   * Refuses an image of another size than its product's areas are for: they would be somewhere
   * else, as they are in pixels.
   */
  public void requireSize(ImageEntry entry, Optional<InspectedArea> area) throws ImageException {
    if (area.isPresent() && !area.get().fits(pixels)) {
      throw new ImageException(
          entry.file(),
          "%d x %d pixels".formatted(pixels.width(), pixels.height()),
          area.get().expected(entry.category()),
          InspectedArea.advice());
    }
  }

  /** The image without what its product's areas ignore. */
  public SeenImage looked(Optional<InspectedArea> area) {
    return area.map(part -> of(part.filled(pixels))).orElse(this);
  }

  /** SHA-256 of the file or, of an image that is no file, of its size and pixels. */
  private static HashCode hash(ImageEntry entry, Image image) throws IOException {
    if (entry.content().isEmpty()) {
      return MoreFiles.asByteSource(entry.file()).hash(Hashing.sha256());
    }
    Hasher hasher = Hashing.sha256().newHasher().putInt(image.width()).putInt(image.height());
    for (float value : image.toArray()) {
      hasher.putFloat(value);
    }
    return hasher.hash();
  }

  /**
   * A deep image in the range of the camera that probably took it: 10 bits of 16 have little
   * contrast.
   */
  public static Image inItsRange(Image image) {
    return ImageTraits.highestStored(image)
        .map(most -> image.inRange(PixelRange.ofBits(ImageIntake.usualBits(most))))
        .orElse(image);
  }

  /** Whether an image is of one color, to a step of the camera. */
  private static boolean isBlank(Image image) {
    float[] pixels = image.toArray();
    int plane = pixels.length / Image.CHANNELS;
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      float lowest = Float.POSITIVE_INFINITY;
      float highest = Float.NEGATIVE_INFINITY;
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        lowest = Math.min(lowest, pixels[i]);
        highest = Math.max(highest, pixels[i]);
      }
      if (highest - lowest > MIN_CONTRAST) {
        return false;
      }
    }
    return true;
  }

  public static SeenImage of(Image image) {
    return new SeenImage(
        image, ImageTraits.of(image), PixelFingerprint.of(image), ImageTraits.highestStored(image));
  }

  /** Reads all of a large image, a few rows at a time. */
  static SeenImage of(LargeImage image) throws IOException {
    int width = image.width();
    Overview overview = new Overview(width, image.height());
    PixelFingerprint.ByRows fingerprint = new PixelFingerprint.ByRows(width, image.height());
    double[] highest = {0};
    boolean deep = image.origin().filter(Origin::isDeep).isPresent();
    Overview.read(
        image,
        (rows, y) -> {
          overview.add(rows, new Rectangle(0, y, width, rows.height()));
          fingerprint.add(rows);
          if (deep) {
            highest[0] = Math.max(highest[0], ImageTraits.highestStored(rows).orElseThrow());
          }
        });
    Image shrunk = overview.image(image);
    return new SeenImage(
        shrunk,
        ImageTraits.of(shrunk).sized(width, image.height()),
        fingerprint.digits(),
        deep ? Optional.of(highest[0]) : Optional.empty());
  }
}
