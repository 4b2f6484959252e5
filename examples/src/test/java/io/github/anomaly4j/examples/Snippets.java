package io.github.anomaly4j.examples;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.ImageDetector.Result;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the pages of docs/ show and no example runs: it compiles. */
final class Snippets {
  private Snippets() {}

  static Detection largeImages() throws IOException {
    AnomalyDetector detector =
        AnomalyDetector.builder()
            .tiles(256, 32) // pixels of the image: the side of a tile, and what adjacent ones share
            .train(ImageSet.folder(Path.of("strips")));
    Detection detection = detector.detect(Path.of("new-strip.png"));
    return detection;
  }

  static long line(Path model, Stream<Path> files) throws IOException {
    try (AnomalyDetector detector = AnomalyDetector.load(model);
        Workers workers = Workers.of(2);
        Stream<Result<Path>> results = detector.forCategory("washer").detectAll(files, workers)) {
      return results.count();
    }
  }
}
