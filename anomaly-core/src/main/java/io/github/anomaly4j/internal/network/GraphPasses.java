package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.natives.OneThread;
import io.github.anomaly4j.internal.network.layer.Arena;
import io.github.anomaly4j.internal.network.layer.ConvolutionLayer;
import io.github.anomaly4j.internal.network.layer.ImageOutputLayer;
import io.github.anomaly4j.internal.network.layer.NormalizationLayer;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * The passes of DL4J's graph, by ND4J's operations: on every processor, and in double precision.
 */
final class GraphPasses implements TrainingPasses {
  private final Topology topology;
  private final ComputationGraph graph;
  private final GraphInputs inputs;

  GraphPasses(Topology topology, Arena arena, ComputationGraph graph) {
    this.topology = topology;
    this.graph = graph;
    this.inputs = new GraphInputs(arena, graph);
  }

  @Override
  public List<double[]> train(
      float[] input, float[] target, float[] mask, int batch, int height, int width) {
    load(input, target, mask, batch, height, width);
    computeGradients();
    return terms();
  }

  @Override
  public List<double[]> evaluate(
      float[] input, float[] target, float[] mask, int batch, int height, int width) {
    load(input, target, mask, batch, height, width);
    graph.score(batch(), false);
    return terms();
  }

  /** Fills the graph's inputs and labels. */
  void load(float[] input, float[] target, float[] mask, int batch, int height, int width) {
    inputs.load(input, target, mask, batch, height, width);
  }

  /** The batch that was loaded last. */
  MultiDataSet batch() {
    return inputs.batch();
  }

  /** Gradients and losses of what was loaded. */
  void computeGradients() {
    graph.computeGradientAndScore();
    List<ConvolutionLayer> convolutions =
        topology.stages().stream()
            .flatMap(stage -> stage.convolutions().stream())
            .map(c -> (ConvolutionLayer) graph.getLayer(c.name()))
            .toList();
    Workers.here()
        .forEach(convolutions.size(), i -> OneThread.run(() -> convolutions.get(i).sumGradients()));
  }

  private List<double[]> terms() {
    return topology.stages().stream()
        .filter(stage -> stage.kind() == Topology.Kind.HEAD)
        .map(stage -> stage.name() + GraphAssembly.OUTPUT)
        .map(output -> ((ImageOutputLayer) graph.getLayer(output)).terms())
        .toList();
  }

  @Override
  public void keepStatistics() {
    for (Topology.Stage stage : topology.stages()) {
      if (stage.kind() == Topology.Kind.BLOCK) {
        ((NormalizationLayer) graph.getLayer(stage.name())).keepStatistics();
      }
    }
  }

  /** The arrays are the arena's and the graph's. */
  @Override
  public void close() {}
}
