package io.github.anomaly4j.examples;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Decides about images that arrive as bytes, from somebody you need not trust. */
public final class DetectUpload {
  private DetectUpload() {}

  /**
   * Prints the answer for one file.
   *
   * @param arguments file of a saved model, file that was uploaded
   */
  public static void main(String[] arguments) throws IOException {
    byte[] upload = Files.readAllBytes(Path.of(arguments[1]));
    System.out.println(answers(Path.of(arguments[0]), List.of(upload)));
  }

  static List<String> answers(Path model, List<byte[]> uploads) throws IOException {
    List<String> answers = new ArrayList<>();
    // README begins
    DecodeLimits limits = new DecodeLimits(20 << 20, 20_000_000); // bytes, pixels
    try (AnomalyDetector detector = AnomalyDetector.loader().decodeLimits(limits).load(model)) {
      for (byte[] upload : uploads) {
        try {
          Detection detection = detector.detect(upload);
          // Warnings say why an answer may be wrong: no light, another size, another bit depth.
          answers.add(detection.verdict() + " " + detection.warnings());
        } catch (ImageException e) {
          answers.add("refused: " + e.getMessage()); // too large, damaged, or not an image
        }
      }
    }
    // README ends
    return answers;
  }
}
