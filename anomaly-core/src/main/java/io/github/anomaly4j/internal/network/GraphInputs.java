package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.network.layer.Arena;
import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Copies batches into the native arrays of a graph. Not thread safe. */
final class GraphInputs {
  private final Arena arena;
  private final ComputationGraph graph;
  private int[] batchShape = {};
  private INDArray images;
  private INDArray[] labels;

  GraphInputs(Arena arena, ComputationGraph graph) {
    this.arena = arena;
    this.graph = graph;
  }

  /** The batch that was loaded last. */
  MultiDataSet batch() {
    return new MultiDataSet(new INDArray[] {images}, labels);
  }

  /** Fills the graph's inputs and labels with arrays of fitting lengths. */
  void load(float[] input, float[] target, float[] mask, int batch, int height, int width) {
    if (!Arrays.equals(new int[] {batch, height, width}, batchShape)) {
      arena.close();
      batchShape = new int[] {batch, height, width};
    }
    images = arena.get(Topology.INPUT, batch, height, width, UNetConfig.CHANNELS);
    try (INDArray copy = Nd4j.createFromArray(input)) {
      INDArray planes = copy.reshape('c', batch, UNetConfig.CHANNELS, height, width);
      images.assign(planes.permute(0, 2, 3, 1));
    }
    graph.setInputs(images);
    INDArray wanted = label("target", target, batch, UNetConfig.CHANNELS, height, width);
    labels =
        mask == null
            ? new INDArray[] {wanted}
            : new INDArray[] {wanted, label("mask", mask, batch, 1, height, width)};
    graph.setLabels(labels);
  }

  private INDArray label(String name, float[] values, long... shape) {
    try (INDArray copy = Nd4j.createFromArray(values)) {
      return arena.get(name, shape).assign(copy.reshape('c', shape));
    }
  }
}
