package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.internal.network.blocked.FlatParameters;
import io.github.anomaly4j.internal.network.blocked.OneDnn;
import io.github.anomaly4j.internal.network.blocked.TrainingPass;
import io.github.anomaly4j.internal.network.loss.ImageLoss;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/** The passes of oneDNN's own operations, on the parameters of DL4J's graph. */
final class BlockedPasses implements TrainingPasses {
  private final OneDnn library;
  private final Topology topology;
  private final FlatParameters parameters;
  private final List<ImageLoss> losses;
  private @Nullable TrainingPass pass;
  private int[] size = {};

  /**
   * @param losses of restoration and mask
   */
  BlockedPasses(OneDnn library, Topology topology, ComputationGraph graph, List<ImageLoss> losses) {
    this.library = library;
    this.topology = topology;
    this.losses = losses;
    this.parameters =
        new FlatParameters(
            new FloatPointer(graph.params().data().pointer()),
            new FloatPointer(graph.getFlattenedGradients().data().pointer()),
            (layer, kind) -> graph.getLayer(layer).getParam(kind).offset());
  }

  @Override
  public List<double[]> train(
      float[] input, float[] target, float[] mask, int batch, int height, int width) {
    return pass(batch, height, width).train(input, wanted(target, mask));
  }

  @Override
  public List<double[]> evaluate(
      float[] input, float[] target, float[] mask, int batch, int height, int width) {
    return pass(batch, height, width).evaluate(input, wanted(target, mask));
  }

  private static List<float[]> wanted(float[] target, float[] mask) {
    return mask == null ? List.of(target) : List.of(target, mask);
  }

  private TrainingPass pass(int batch, int height, int width) {
    int[] wanted = {batch, height, width};
    if (pass == null || !Arrays.equals(wanted, size)) {
      close();
      pass = new TrainingPass(library, topology, parameters, losses, batch, height, width);
      size = wanted;
    }
    return pass;
  }

  @Override
  public void keepStatistics() {
    if (pass != null) {
      pass.keepStatistics();
    }
  }

  @Override
  public void close() {
    if (pass != null) {
      pass.close();
      pass = null;
    }
  }
}
