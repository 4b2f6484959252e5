package io.github.anomaly4j.internal.keras;

import io.github.anomaly4j.ModelFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares the weights in a file with those that the description asks for. DL4J does not: it copies
 * what the file holds, also beyond the end of the memory that it has set aside.
 */
final class WeightShapes {
  private WeightShapes() {}

  /**
   * Refuses weights of another shape.
   *
   * @param graph has the weights that the description asks for
   * @param layers have the weights of the file
   * @throws ModelFileException if they differ
   */
  static void check(Path path, ComputationGraph graph, Iterable<KerasLayer> layers)
      throws ModelFileException {
    for (KerasLayer layer : layers) {
      if (layer.getNumParams() == 0) {
        continue;
      }
      for (Map.Entry<String, INDArray> weight : layer.getWeights().entrySet()) {
        INDArray wanted = graph.getLayer(layer.getLayerName()).getParam(weight.getKey());
        if (wanted != null && !fits(weight.getValue().shape(), wanted.shape())) {
          throw ModelProblem.of(
              path,
              "layer \"%s\" (%s) has weights of %s in the file; its description asks for %s"
                  .formatted(
                      layer.getLayerName(),
                      layer.getClassName(),
                      Arrays.toString(weight.getValue().shape()),
                      Arrays.toString(wanted.shape())));
        }
      }
    }
  }

  /** DL4J has rows where Keras has vectors. */
  private static boolean fits(long[] shape, long[] wanted) {
    return shape.length == wanted.length
        ? Arrays.equals(shape, wanted)
        : product(shape) == product(wanted);
  }

  private static long product(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
