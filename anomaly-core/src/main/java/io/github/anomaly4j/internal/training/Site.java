package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.SharedNetworks;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.training.TrainingImages.Category;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the images of a training are, if that is elsewhere: other machines look at them. Code that
 * is called within {@link #run} trains there.
 */
public interface Site {
  /** The site of the calling thread. */
  ThreadLocal<Site> HERE = new ThreadLocal<>();

  /** The site of the calling thread; empty if images are looked at in this process. */
  static Optional<Site> here() {
    return Optional.ofNullable(HERE.get());
  }

  /** Does work on the calling thread; until it returns, a training of that thread is at a site. */
  static <T extends @Nullable Object, E extends Exception> T run(Site site, Workers.Work<T, E> work)
      throws E {
    Site before = HERE.get();
    HERE.set(site);
    try {
      return work.run();
    } finally {
      if (before == null) {
        HERE.remove();
      } else {
        HERE.set(before);
      }
    }
  }

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
   */
  record Setting(
      DetectorConfig config,
      ImageIntake intake,
      DecodeLimits limits,
      Map<String, InspectedArea> areas) {}

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

  /**
   * Learns all categories.
   *
   * @throws IOException if the site fails, or an image cannot be read any more
   */
  Learned learn(
      Setting setting,
      EvidenceContext evidence,
      SharedNetworks networks,
      List<Category> categories,
      TrainingProgress progress)
      throws IOException;
}
