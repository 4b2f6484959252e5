package io.github.anomaly4j.eval;

import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * An image that the detector got wrong, drawn small enough for a report: no side is longer than
 * {@value #MAX_SIDE} pixels. The images are the caller's to read, not to change.
 *
 * @param image what was found in it
 * @param input the image
 * @param reconstruction the image as the detector's network restores it, if it does
 * @param heatmap the image with the anomaly map laid over it
 * @param groundTruth the mask of the defect, white where defective, if there is one
 */
public record ErrorExample(
    ScoredImage image,
    BufferedImage input,
    Optional<BufferedImage> reconstruction,
    BufferedImage heatmap,
    Optional<BufferedImage> groundTruth) {

  /** The longest side of the images, in pixels. */
  public static final int MAX_SIDE = 160;
}
