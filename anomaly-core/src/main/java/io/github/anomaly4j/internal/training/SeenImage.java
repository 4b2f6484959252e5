package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.intake.ImageTraits;
import io.github.anomaly4j.internal.intake.PixelFingerprint;
import io.github.anomaly4j.internal.tile.Overview;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.Optional;

/**
 * What a training keeps in mind of an image that it has read once.
 *
 * @param pixels the image, shrunk if it is large
 * @param traits of the image itself
 * @param fingerprint of all its pixels
 * @param highest the highest number that is stored in a deep image's file
 */
record SeenImage(Image pixels, ImageTraits traits, String fingerprint, Optional<Double> highest) {

  static SeenImage of(Image image) {
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
