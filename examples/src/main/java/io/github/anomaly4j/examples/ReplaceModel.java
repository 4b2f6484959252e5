package io.github.anomaly4j.examples;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.DetectorReference;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Trains a new model while the old one answers, and replaces the old one. */
public final class ReplaceModel {
  private static final System.Logger LOGGER = System.getLogger(ReplaceModel.class.getName());

  private ReplaceModel() {}

  /**
   * Replaces a model once.
   *
   * @param arguments file of a saved model, folder of normal images for the new one
   */
  public static void main(String[] arguments) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try (DetectorReference detector =
        DetectorReference.to(AnomalyDetector.load(Path.of(arguments[0])))) {
      // Any thread may call detector.detect(image) at any time.
      replace(detector, AnomalyDetector.builder(), ImageSet.folder(Path.of(arguments[1])), pool);
    } finally {
      pool.shutdown();
    }
  }

  static void replace(
      DetectorReference detector,
      AnomalyDetectorBuilder settings,
      ImageSet images,
      ExecutorService pool)
      throws IOException {
    // README begins
    TrainingProgress log =
        new TrainingProgress() {
          @Override
          public void stage(String name, int total) {
            LOGGER.log(INFO, "training: {0}", name);
          }

          @Override
          public void warning(String text) {
            LOGGER.log(WARNING, text);
          }
        };
    // detector is a DetectorReference: its calls go on meanwhile, and the old model is closed
    // when the last of them has ended.
    detector.replace(settings.listener(log).executor(pool).threads(2).train(images));
    // README ends
  }
}
