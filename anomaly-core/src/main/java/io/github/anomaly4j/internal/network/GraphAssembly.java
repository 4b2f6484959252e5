package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.internal.network.layer.Arena;
import io.github.anomaly4j.internal.network.layer.ConvolutionLayer;
import io.github.anomaly4j.internal.network.layer.ImageOutputLayer;
import io.github.anomaly4j.internal.network.layer.NativeLayerConf;
import io.github.anomaly4j.internal.network.layer.NormalizationLayer;
import io.github.anomaly4j.internal.network.layer.PoolLayer;
import io.github.anomaly4j.internal.network.layer.SumVertexConf;
import io.github.anomaly4j.internal.network.layer.UpsampleLayer;
import io.github.anomaly4j.internal.network.loss.ImageLoss;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Builds the trainable {@link ComputationGraph} that a {@link Topology} describes. */
final class GraphAssembly {
  private static final String SUM = ".sum";
  static final String OUTPUT = ".output";

  private final Arena arena;
  private final GraphBuilder builder;

  private GraphAssembly(Arena arena) {
    this.arena = arena;
    this.builder =
        new NeuralNetConfiguration.Builder()
            .dataType(arena.type())
            .updater(new NoOp())
            // Layers keep their arrays in the arena; workspaces would clear and copy them.
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .graphBuilder()
            .addInputs(Topology.INPUT);
  }

  /** A graph with all parameters 0; giving them keeps DL4J from seeding ND4J's random numbers. */
  static ComputationGraph build(
      Topology topology, Arena arena, ImageLoss reconstruction, ImageLoss mask) {
    GraphAssembly assembly = new GraphAssembly(arena);
    List<String> outputs = new ArrayList<>();
    for (Topology.Stage stage : topology.stages()) {
      switch (stage.kind()) {
        case BLOCK -> assembly.addBlock(stage);
        case POOL ->
            assembly.add(
                stage.name(), ParameterLayout.none(), (c, t) -> new PoolLayer(c, t, arena), stage);
        case UPSAMPLE ->
            assembly.add(
                stage.name(),
                ParameterLayout.none(),
                (c, t) -> new UpsampleLayer(c, t, arena),
                stage);
        case HEAD -> {
          ImageLoss loss = stage.name().equals(Topology.MASK) ? mask : reconstruction;
          outputs.add(assembly.addHead(stage, loss));
        }
      }
    }
    assembly.builder.setOutputs(outputs.toArray(String[]::new));
    ComputationGraph graph = new ComputationGraph(assembly.builder.build());
    graph.init(Nd4j.create(arena.type(), 1, parameters(topology)), false);
    graph.initGradientsView();
    return graph;
  }

  private void addBlock(Topology.Stage stage) {
    List<String> sums = new ArrayList<>();
    for (Topology.Convolution convolution : stage.convolutions()) {
      addConvolution(convolution, false);
      sums.add(convolution.name());
    }
    String input = sums.get(0);
    if (sums.size() == 2) {
      input = stage.name() + SUM;
      builder.addVertex(input, new SumVertexConf(arena), sums.get(0), sums.get(1));
    }
    NativeLayerConf norm =
        new NativeLayerConf(
            ParameterLayout.normalization(stage.outChannels()),
            (c, t) -> new NormalizationLayer(c, t, arena));
    builder.addLayer(stage.name(), norm, input);
  }

  private String addHead(Topology.Stage stage, ImageLoss loss) {
    Topology.Convolution convolution = stage.convolutions().get(0);
    addConvolution(convolution, true);
    String name = stage.name() + OUTPUT;
    NativeLayerConf output =
        new NativeLayerConf(
            ParameterLayout.none(), (c, t) -> new ImageOutputLayer(c, t, arena, loss));
    builder.addLayer(name, output, convolution.name());
    return name;
  }

  private void addConvolution(Topology.Convolution convolution, boolean bias) {
    NativeLayerConf conf =
        new NativeLayerConf(
            ParameterLayout.convolution(convolution, bias),
            (c, t) -> new ConvolutionLayer(c, t, arena, convolution));
    builder.addLayer(convolution.name(), conf, convolution.input());
  }

  private void add(
      String name, ParameterLayout layout, NativeLayerConf.Factory factory, Topology.Stage stage) {
    builder.addLayer(name, new NativeLayerConf(layout, factory), stage.input());
  }

  private static long parameters(Topology topology) {
    long count = 0;
    for (Topology.Stage stage : topology.stages()) {
      for (Topology.Convolution convolution : stage.convolutions()) {
        count +=
            ParameterLayout.convolution(convolution, stage.kind() == Topology.Kind.HEAD).length();
      }
      if (stage.kind() == Topology.Kind.BLOCK) {
        count += ParameterLayout.normalization(stage.outChannels()).length();
      }
    }
    return count;
  }
}
