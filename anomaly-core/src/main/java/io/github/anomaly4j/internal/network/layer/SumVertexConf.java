package io.github.anomaly4j.internal.network.layer;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.natives.OneThread;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adds a map to another one in place: DL4J's own vertex allocates, and without a workspace it
 * leaves the native memory to the garbage collector.
 */
public final class SumVertexConf extends GraphVertex {
  private static final long serialVersionUID = 1L;

  private final transient Arena arena;

  public SumVertexConf(Arena arena) {
    this.arena = arena;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return new SumVertex(graph, name, index, type, arena);
  }

  @Override
  public GraphVertex clone() {
    return new SumVertexConf(arena);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SumVertexConf;
  }

  @Override
  public int hashCode() {
    return SumVertexConf.class.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    throw new UnsupportedOperationException("Sizes come from the topology");
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    throw new UnsupportedOperationException("Not reported");
  }

  // DL4J implements a varargs method without varargs.
  @SuppressWarnings("overrides")
  private static final class SumVertex extends BaseGraphVertex {
    private static final long serialVersionUID = 1L;

    private final transient Arena arena;

    SumVertex(ComputationGraph graph, String name, int index, DataType type, Arena arena) {
      super(graph, name, index, null, null, type);
      this.arena = arena;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
      INDArray[] sums = arena.images(inputs[0]);
      INDArray[] others = arena.images(inputs[1]);
      Workers.here().forEach(sums.length, i -> OneThread.run(() -> sums[i].addi(others[i])));
      return inputs[0];
    }

    /** Both convolutions only read the gradient, so they can share it. */
    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
      return new Pair<>(null, new INDArray[] {epsilon, epsilon});
    }

    @Override
    public boolean hasLayer() {
      return false;
    }

    @Override
    public Layer getLayer() {
      return null;
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
      throw new UnsupportedOperationException("A sum has no parameters");
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(
        INDArray[] masks, MaskState state, int batch) {
      return new Pair<>(null, state);
    }

    @Override
    public String toString() {
      return "SumVertex(" + vertexName + ")";
    }
  }
}
