package io.github.anomaly4j.internal.training.image;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.intake.ImageIntake;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where the images of a training are, if that is elsewhere: other machines look at them. */
public interface ImageSite {
  /** What a training keeps of an image, or why it cannot be read. */
  @FunctionalInterface
  interface Sighting {
    /**
     * What is kept.
     *
     * @throws IOException if it cannot be read; the message names it
     */
    SeenImage.Facts facts() throws IOException;
  }

  /**
   * What is common to the images.
   *
   * @param intake how they come in
   * @param areas the part of a category's images that is looked at, by its name; all of those of
   *     other categories
   */
  record Setting(
      DetectorConfig config,
      ImageIntake intake,
      DecodeLimits limits,
      Map<String, InspectedArea> areas) {
    Setting with(ImageIntake other) {
      return new Setting(config, other, limits, areas);
    }
  }

  /**
   * Looks at every image once.
   *
   * @param entries of all categories
   * @return in the order of the entries
   * @throws IllegalArgumentException if the settings are not for a site
   * @throws IOException if the site fails
   */
  List<Sighting> see(Setting setting, List<ImageEntry> entries) throws IOException;

  /** How many images of a category a network is trained on here at most. */
  int networkImages();
}
