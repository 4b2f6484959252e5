package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.network.layer.NormalizationLayer;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Initial values of a graph's parameters, and the conversion of its parameters to the tensors of an
 * inference network.
 */
final class Parameters {
  private Parameters() {}

  /** Normal weights of variance 2 / inputs (He et al., 2015), drawn in the topology's order. */
  static void initialize(ComputationGraph graph, Topology topology, long seed) {
    Random random = new Random(seed);
    for (Topology.Stage stage : topology.stages()) {
      int inputs =
          stage.convolutions().stream().mapToInt(c -> c.kernel() * c.kernel() * c.in()).sum();
      for (Topology.Convolution convolution : stage.convolutions()) {
        INDArray weight = graph.getLayer(convolution.name()).getParam(ParameterLayout.WEIGHT);
        assign(weight, gaussian(random, (int) weight.length(), Math.sqrt(2.0 / inputs)));
      }
      if (stage.kind() == Topology.Kind.BLOCK) {
        Layer norm = graph.getLayer(stage.name());
        norm.getParam(ParameterLayout.GAMMA).assign(1);
        norm.getParam(ParameterLayout.VARIANCE).assign(1);
      }
    }
  }

  /**
   * Weights and biases with the normalization folded in: {@code w' = w g / s} and {@code b' = beta
   * - mean g / s}, s the root of the running variance plus epsilon.
   */
  static Tensors fold(ComputationGraph graph, Topology topology) {
    float[] values = graph.params().data().asFloat();
    Tensors.Builder tensors = Tensors.builder();
    for (Topology.Stage stage : topology.stages()) {
      if (stage.kind() == Topology.Kind.BLOCK) {
        foldBlock(graph, stage, values, tensors);
      } else if (stage.kind() == Topology.Kind.HEAD) {
        Topology.Convolution convolution = stage.convolutions().get(0);
        Layer layer = graph.getLayer(convolution.name());
        tensors.floats(convolution.weightName(), slice(values, layer, ParameterLayout.WEIGHT));
        tensors.floats(stage.biasName(), slice(values, layer, ParameterLayout.BIAS));
      }
    }
    return tensors.build();
  }

  private static void foldBlock(
      ComputationGraph graph, Topology.Stage stage, float[] values, Tensors.Builder tensors) {
    Layer norm = graph.getLayer(stage.name());
    float[] gamma = slice(values, norm, ParameterLayout.GAMMA);
    float[] beta = slice(values, norm, ParameterLayout.BETA);
    float[] mean = slice(values, norm, ParameterLayout.MEAN);
    float[] variance = slice(values, norm, ParameterLayout.VARIANCE);
    int out = stage.outChannels();
    double[] factor = new double[out];
    float[] bias = new float[out];
    for (int o = 0; o < out; o++) {
      factor[o] = gamma[o] / Math.sqrt(variance[o] + NormalizationLayer.EPSILON);
      bias[o] = (float) (beta[o] - mean[o] * factor[o]);
    }
    for (Topology.Convolution convolution : stage.convolutions()) {
      Layer layer = graph.getLayer(convolution.name());
      float[] weight = slice(values, layer, ParameterLayout.WEIGHT);
      for (int i = 0; i < weight.length; i++) {
        weight[i] = (float) (weight[i] * factor[i % out]);
      }
      tensors.floats(convolution.weightName(), weight);
    }
    tensors.floats(stage.biasName(), bias);
  }

  /** The graph's parameters are views of one flat array; copies of it have the same offsets. */
  private static float[] slice(float[] flat, Layer layer, String key) {
    INDArray view = layer.getParam(key);
    int from = (int) view.offset();
    return java.util.Arrays.copyOfRange(flat, from, from + (int) view.length());
  }

  private static double[] gaussian(Random random, int length, double deviation) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return values;
  }

  private static void assign(INDArray array, double[] values) {
    try (INDArray copy = Nd4j.createFromArray(values)) {
      array.assign(copy.reshape(array.shape()));
    }
  }
}
