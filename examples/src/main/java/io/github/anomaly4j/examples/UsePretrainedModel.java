package io.github.anomaly4j.examples;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.onnx.OnnxBackbone;
import java.io.IOException;
import java.nio.file.Path;

/** Describes patches by your own ONNX model too. */
public final class UsePretrainedModel {
  private UsePretrainedModel() {}

  /**
   * Trains with the default settings.
   *
   * @param arguments an ONNX model with layers named layer2 and layer3, folder of normal images,
   *     file for the model, image to test
   */
  public static void main(String[] arguments) throws IOException {
    Detection detection =
        run(
            AnomalyDetector.builder(),
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            Path.of(arguments[3]));
    System.out.println(detection);
  }

  static Detection run(
      AnomalyDetectorBuilder settings, Path resnet18, Path normalImages, Path model, Path photo)
      throws IOException {
    // README begins
    settings.features(OnnxBackbone.of(resnet18).layers("layer2", "layer3").imagenetNormalization());
    try (AnomalyDetector trained = settings.train(ImageSet.folder(normalImages))) {
      trained.save(model); // the ONNX model is part of the file
    }
    // An ONNX model is a program: only files that you trust may run it.
    try (AnomalyDetector detector = AnomalyDetector.loader().trustBackbone().load(model)) {
      return detector.detect(photo);
    }
    // README ends
  }
}
