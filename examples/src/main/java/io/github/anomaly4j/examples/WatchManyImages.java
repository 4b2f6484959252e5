package io.github.anomaly4j.examples;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DriftMonitor;
import io.github.anomaly4j.ImageDetector.Result;
import io.github.anomaly4j.concurrent.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Scores many images on two threads, in order, and watches whether the light changes. */
public final class WatchManyImages {
  private WatchManyImages() {}

  /**
   * Prints the answers for a folder.
   *
   * @param arguments file of a saved model, folder of images
   */
  public static void main(String[] arguments) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(arguments[1]))) {
      System.out.println(answers(Path.of(arguments[0]), files.sorted()));
    }
  }

  static List<String> answers(Path model, Stream<Path> files) throws IOException {
    List<String> answers = new ArrayList<>();
    // README begins
    try (AnomalyDetector detector = AnomalyDetector.load(model);
        Workers workers = Workers.of(2);
        Stream<Result<Path>> results = detector.detectAll(files, workers)) {
      DriftMonitor monitor = DriftMonitor.of(detector, 0.01); // of any false alarm, ever
      for (Result<Path> result : (Iterable<Result<Path>>) results::iterator) {
        if (result.detection().isPresent()) {
          Detection detection = result.detection().get();
          answers.add(detection.verdict() + ", p = " + detection.pValue().value());
          monitor.add(detection).forEach(drift -> answers.add(drift.message()));
        } else {
          answers.add("failed: " + result.failure().get()); // this image alone
        }
      }
    }
    // README ends
    return answers;
  }
}
