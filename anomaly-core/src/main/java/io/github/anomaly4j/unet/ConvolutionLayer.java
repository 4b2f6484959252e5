package io.github.anomaly4j.unet;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Convolution with "same" padding over the first channels of its input. */
final class ConvolutionLayer extends NativeLayer {
  private static final long serialVersionUID = 1L;

  private final int in;
  private final int out;

  ConvolutionLayer(
      NeuralNetConfiguration conf, DataType type, Arena arena, Topology.Convolution convolution) {
    super(conf, type, arena);
    this.in = convolution.in();
    this.out = convolution.out();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray output = own("out", input.size(0), input.size(1), input.size(2), out);
    NativeOps.convolve(thinned(), weight(), bias(), output);
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray thinned = isThin() ? own("thin", shape(in)) : input;
    INDArray gradient = own("gradient", shape(in));
    NativeOps.convolveBackward(
        thinned,
        weight(),
        bias(),
        epsilon,
        gradient,
        gradientViews.get(ParameterLayout.WEIGHT),
        gradientViews.get(ParameterLayout.BIAS));
    if (isThin()) {
      INDArray whole = own("whole gradient", input.shape()).assign(0);
      firstChannels(whole).assign(gradient);
      gradient = whole;
    }
    return result(gradient);
  }

  private INDArray thinned() {
    return isThin() ? own("thin", shape(in)).assign(firstChannels(input)) : input;
  }

  private boolean isThin() {
    return in < input.size(3);
  }

  private INDArray firstChannels(INDArray array) {
    return array.get(
        NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, in));
  }

  private long[] shape(int channels) {
    return new long[] {input.size(0), input.size(1), input.size(2), channels};
  }

  private INDArray weight() {
    return getParam(ParameterLayout.WEIGHT);
  }

  private INDArray bias() {
    return getParam(ParameterLayout.BIAS);
  }
}
