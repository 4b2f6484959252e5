package io.github.anomaly4j.internal.report;

import io.github.anomaly4j.eval.ErrorExample;
import io.github.anomaly4j.eval.ScoredImage;
import java.util.Optional;

/**
 * One of the worst misses on a page. Images are addresses that hold them.
 *
 * @param image what was said of it
 * @param input the image
 * @param reconstruction the image as the network restores it
 * @param heatmap the image with the map laid over it
 * @param groundTruth the mask of the defect
 */
public record Miss(
    ScoredImage image,
    String input,
    Optional<String> reconstruction,
    String heatmap,
    Optional<String> groundTruth) {

  static Miss of(ErrorExample example) {
    return new Miss(
        example.image(),
        DataUri.jpeg(example.input()),
        example.reconstruction().map(DataUri::jpeg),
        DataUri.jpeg(example.heatmap()),
        example.groundTruth().map(DataUri::png));
  }

  /** The class of its badge. */
  public String kind() {
    return image.missed() ? "defective" : "normal";
  }

  /** What went wrong. */
  public String badge() {
    return image.missed() ? "missed: " + image.entry().defect() : "false alarm";
  }

  /** The true category. */
  public String category() {
    return image.entry().category();
  }

  /** The name of the image's file. */
  public String file() {
    return String.valueOf(image.entry().file().getFileName());
  }

  /** What the image was scored as, if not as one of its own category; else empty. */
  public String takenFor() {
    return image.predictedCategory().equals(category())
        ? ""
        : " · taken for " + image.predictedCategory();
  }

  /** Why there is no mask to show. */
  public String noGroundTruth() {
    return image.missed() ? "no mask" : "no defect";
  }
}
