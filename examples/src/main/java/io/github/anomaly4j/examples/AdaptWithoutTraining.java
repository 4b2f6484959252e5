package io.github.anomaly4j.examples;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Improves a trained detector by what people say of its answers. */
public final class AdaptWithoutTraining {
  private AdaptWithoutTraining() {}

  /**
   * Replaces a model by one that knows a false alarm and has thresholds for labeled images.
   *
   * @param arguments file of a saved model, image of a normal piece that it rejected, that piece's
   *     category, folder of labeled images
   */
  public static void main(String[] arguments) throws IOException {
    adapt(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], Path.of(arguments[3]));
  }

  static void adapt(Path model, Path falseAlarm, String category, Path labeledImages)
      throws IOException {
    // README begins
    ImageSet normal = ImageSet.of(List.of(ImageEntry.normal(falseAlarm, category)));
    ImageSet labeled = ImageSet.folder(labeledImages).test(); // images that training did not see
    try (AnomalyDetector detector = AnomalyDetector.load(model);
        AnomalyDetector extended = detector.withNormal(normal);
        AnomalyDetector tuned = extended.withThresholds(ThresholdRule.f1Max(), labeled)) {
      tuned.save(model);
    }
    // README ends
  }
}
