package io.github.anomaly4j.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures the time of training with a backbone alone, and the ratio of the time of {@code detect}
 * to that of ONNX Runtime's own pass of the same model, alternately on the same images. Exits with
 * 1 if the ratio of the medians is above 1.6.
 */
public final class BackboneBenchmark {
  private static final int WARM_UP = 40;
  private static final int IMAGES = 200;

  /** How many passes run before as many detections, in turn. */
  private static final int TURN = 20;

  private static final double BAR = 1.6;

  private BackboneBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args a model for images of 224 x 224 whose outputs are the layers, the layers joined by
   *     commas, and a folder of images as {@link ImageSet#folder} takes it
   * @throws IOException if a file cannot be read
   * @throws OrtException if ONNX Runtime cannot run the model
   */
  public static void main(String[] args) throws IOException, OrtException {
    if (args.length != 3) {
      System.err.println("usage: BackboneBenchmark MODEL.onnx LAYER,LAYER IMAGES");
      System.exit(2);
    }
    String[] layers = args[1].split(",");
    ImageSet images = ImageSet.folder(Path.of(args[2]));
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .features(OnnxBackbone.of(Path.of(args[0])).layers(layers).imagenetNormalization())
            .evidence(Map.of(Evidence.BACKBONE, 1.0))
            .listener(TrainingProgress.console())
            .train(images)) {
      System.out.printf(
          "training on %,d images: %.0f s%n",
          images.training().size(), detector.provenance().trainSeconds());
      System.exit(measure(detector, args[0], Set.of(layers), read(images)) ? 0 : 1);
    }
  }

  private static List<Image> read(ImageSet images) throws IOException {
    List<ImageEntry> entries = images.training().entries();
    List<Image> read = new ArrayList<>();
    for (int i = 0; i < WARM_UP + IMAGES; i++) {
      read.add(Image.read(entries.get((int) ((long) i * 7919 % entries.size())).file()));
    }
    return read;
  }

  private static boolean measure(
      AnomalyDetector detector, String model, Set<String> layers, List<Image> images)
      throws OrtException {
    long[] bare = new long[IMAGES];
    long[] whole = new long[IMAGES];
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model)) {
      String input = session.getInputNames().iterator().next();
      long[] shape = {1, 3, 224, 224};
      FloatBuffer pixels = FloatBuffer.allocate(3 * 224 * 224);
      // In turns, because the threads of a session spin for a while after a pass.
      for (int from = 0; from < images.size(); from += TURN) {
        for (int i = from; i < from + TURN; i++) {
          long began = System.nanoTime();
          try (OnnxTensor tensor = OnnxTensor.createTensor(environment, pixels, shape);
              OrtSession.Result result = session.run(Map.of(input, tensor), layers)) {
            bare[Math.max(0, i - WARM_UP)] = System.nanoTime() - began;
          }
        }
        for (int i = from; i < from + TURN; i++) {
          long began = System.nanoTime();
          detector.detect(images.get(i));
          whole[Math.max(0, i - WARM_UP)] = System.nanoTime() - began;
        }
      }
    }
    Arrays.sort(bare);
    Arrays.sort(whole);
    double ratio = (double) whole[IMAGES / 2] / bare[IMAGES / 2];
    boolean passed = ratio <= BAR;
    System.out.printf(
        "pass %.1f ms, detect %.1f ms (medians of %d): %.2f times (at most %.1f)  %s%n",
        bare[IMAGES / 2] / 1e6,
        whole[IMAGES / 2] / 1e6,
        IMAGES,
        ratio,
        BAR,
        passed ? "PASS" : "MISS");
    return passed;
  }
}
