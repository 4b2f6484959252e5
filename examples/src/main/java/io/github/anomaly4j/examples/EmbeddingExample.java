package io.github.anomaly4j.examples;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The library in a program of your own: train, save, load, decide, show where. */
public final class EmbeddingExample {
  private EmbeddingExample() {}

  /**
   * Trains with the defaults and looks at one image.
   *
   * @param arguments folder of normal images, where to save the model, image to look at, where to
   *     draw its heat map
   */
  public static void main(String[] arguments) throws IOException {
    inspect(
        AnomalyDetector.builder(),
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        Path.of(arguments[2]),
        Path.of(arguments[3]));
  }

  static void inspect(
      AnomalyDetectorBuilder settings, Path normalImages, Path model, Path photo, Path heatmap)
      throws IOException {
    // The README shows what is between these two lines.
    // settings = AnomalyDetector.builder(), with whatever you want other than its defaults
    try (AnomalyDetector trained = settings.train(ImageSet.folder(normalImages))) {
      trained.save(model);
    }
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      Detection detection = detector.detect(photo);
      System.out.printf("%s, score %.1f%n", detection.category(), detection.score());
      System.out.println(detection.passes() ? "normal" : "defective");
      ImageIO.write(detection.heatmap(), "png", heatmap.toFile());
    }
    // The README shows what is between these two lines.
  }
}
