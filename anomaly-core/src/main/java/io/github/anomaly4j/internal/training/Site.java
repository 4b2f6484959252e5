package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.detector.SharedNetworks;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.training.image.ImageSite;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the images of a training are, if that is elsewhere: other machines look at them and learn
 * from them. Code that is called within {@link #run} trains there.
 */
public interface Site extends ImageSite {
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
