package io.github.anomaly4j.eval;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Mask;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The mask of a defect.
 *
 * @param mask 1 where defective; empty if it is black all over
 * @param numbered whether the file holds small numbers, one for each kind of defect, not white
 */
record GroundTruth(Mask mask, boolean numbered) {
  /**
   * Reads the mask of an image, which is white where defective; several in a folder count together.
   *
   * @throws ImageException if one cannot be read, is neither black nor anywhere white nor numbers
   *     kinds of defect by a few small values, or is not of the size of the others
   */
  static GroundTruth read(ImageEntry entry, DecodeLimits limits) throws IOException {
    Path folder = entry.mask().orElseThrow();
    GroundTruth all = null;
    for (Path file : entry.maskFiles()) {
      GroundTruth one = read(file, limits);
      all = all == null ? one : all.and(one, file);
    }
    if (all == null) {
      throw new ImageException(
          folder,
          "this folder holds no mask",
          "one or more images, white where defective",
          "add them, or leave the mask out");
    }
    return all;
  }

  private static GroundTruth read(Path file, DecodeLimits limits) throws IOException {
    Mask mask = Mask.read(file, limits);
    return new GroundTruth(mask, !mask.isEmpty() && isDark(Image.read(file, limits)));
  }

  /** A mask that marks something, but is nowhere brighter than half of white, holds numbers. */
  private static boolean isDark(Image image) {
    float[] rgb = image.toArray();
    int pixels = rgb.length / Image.CHANNELS;
    for (int i = 0; i < pixels; i++) {
      if (rgb[i] + rgb[pixels + i] + rgb[2 * pixels + i] > 0.5f * Image.CHANNELS) {
        return false;
      }
    }
    return true;
  }

  private GroundTruth and(GroundTruth other, Path file) throws ImageException {
    if (other.mask.width() != mask.width() || other.mask.height() != mask.height()) {
      throw new ImageException(
          file,
          "the mask has %d x %d pixels".formatted(other.mask.width(), other.mask.height()),
          "%d x %d as in the others of its folder".formatted(mask.width(), mask.height()),
          "draw or export the masks at the image's own size");
    }
    float[] both = mask.toArray();
    float[] more = other.mask.toArray();
    for (int i = 0; i < both.length; i++) {
      both[i] = Math.max(both[i], more[i]);
    }
    return new GroundTruth(Mask.of(mask.width(), mask.height(), both), numbered || other.numbered);
  }
}
