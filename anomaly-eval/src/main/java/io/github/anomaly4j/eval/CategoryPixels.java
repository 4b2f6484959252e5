package io.github.anomaly4j.eval;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.metric.PixelScores;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The anomaly maps and masks of one category, as far as they fit into memory. */
final class CategoryPixels {
  private final boolean masked;
  private PixelScores pixels;
  private boolean full;
  private String note = "";

  /**
   * Nothing yet.
   *
   * @param entries the images of the category; without any mask of a defect no map is kept
   * @param maxPixels more of them are not kept
   */
  CategoryPixels(List<ImageEntry> entries, long maxPixels) {
    masked = entries.stream().anyMatch(entry -> entry.anomalous() && entry.mask().isPresent());
    pixels = new PixelScores(maxPixels);
  }

  /**
   * Adds the map of an image.
   *
   * @param defective where the image is defective; empty if no mask says so
   */
  void add(ImageEntry entry, Image image, Optional<boolean[]> defective, Supplier<float[]> map) {
    if (!isOpen() || (entry.anomalous() && defective.isEmpty())) {
      return;
    }
    try {
      if (entry.anomalous()) {
        pixels.add(image.width(), image.height(), map.get(), defective.orElseThrow());
      } else {
        pixels.addNormal(image.width(), image.height(), map.get());
      }
    } catch (IllegalStateException e) {
      // The scores count without pixel figures too; what was gathered is of no more use.
      full = true;
      pixels = new PixelScores();
      note = "no pixel figures: " + e.getMessage();
    }
  }

  private boolean isOpen() {
    return masked && !full;
  }

  /** What was gathered; empty if there are no masks or too many pixels. */
  PixelScores scores() {
    return pixels;
  }

  /** What the pixel figures leave out; empty if nothing. */
  String note(Decisions decisions) {
    if (!isOpen() || pixels.images() == decisions.normal() + decisions.defective()) {
      return note;
    }
    return "pixel figures cover %d of %d defective images"
        .formatted(pixels.images() - decisions.normal(), decisions.defective());
  }
}
