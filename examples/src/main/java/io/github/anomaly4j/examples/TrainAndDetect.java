package io.github.anomaly4j.examples;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Trains, saves, loads, decides about one image and draws where its defect is. */
public final class TrainAndDetect {
  private TrainAndDetect() {}

  /**
   * Trains with the default settings.
   *
   * @param arguments folder of normal images, file for the model, image to test, file for its heat
   *     map
   */
  public static void main(String[] arguments) throws IOException {
    run(
        AnomalyDetector.builder(),
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        Path.of(arguments[2]),
        Path.of(arguments[3]));
  }

  static void run(
      AnomalyDetectorBuilder settings, Path normalImages, Path model, Path photo, Path heatmap)
      throws IOException {
    // README begins
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
    // README ends
  }
}
