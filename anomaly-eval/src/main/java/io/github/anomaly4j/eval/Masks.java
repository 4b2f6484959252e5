package io.github.anomaly4j.eval;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Mask;
import java.io.IOException;
import java.util.Optional;

/** Reads masks for an evaluation and logs what is wrong with them. */
final class Masks {
  private static final double LARGE = 0.5;

  private final EvaluationOptions options;
  private final EvaluationLog log;

  Masks(EvaluationOptions options, EvaluationLog log) {
    this.options = options;
    this.log = log;
  }

  /**
   * The mask of an image, which has one.
   *
   * @return empty if it marks nothing, or cannot be read and is skipped
   * @throws ImageException if it is not of the image's size
   */
  Optional<Mask> read(ImageEntry entry, Image image) throws IOException {
    GroundTruth truth;
    try {
      truth = GroundTruth.read(entry, options.decodeLimits());
    } catch (IOException e) {
      log.skip(entry.mask().orElseThrow(), e);
      return Optional.empty();
    }
    Mask mask = truth.mask();
    if (mask.width() != image.width() || mask.height() != image.height()) {
      throw new ImageException(
          entry.mask().orElseThrow(),
          "the mask has %d x %d pixels".formatted(mask.width(), mask.height()),
          "%d x %d as in its image %s".formatted(image.width(), image.height(), entry.file()),
          "draw or export the mask at the image's own size");
    }
    log(entry, truth);
    return Optional.of(mask).filter(drawn -> !drawn.isEmpty());
  }

  private void log(ImageEntry entry, GroundTruth truth) {
    if (truth.numbered()) {
      log.add(FileProblem.NUMBERED_MASK, entry.mask().orElseThrow());
    }
    if (!entry.anomalous()) {
      if (!truth.mask().isEmpty()) {
        log.add(FileProblem.MARKED_NORMAL, entry.path());
      }
      return;
    }
    if (truth.mask().isEmpty()) {
      log.add(FileProblem.EMPTY_MASK, entry.mask().orElseThrow());
    }
    if (truth.mask().coverage() > LARGE) {
      log.add(FileProblem.LARGE_MASK, entry.mask().orElseThrow());
    }
  }
}
