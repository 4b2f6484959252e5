package io.github.anomaly4j.internal.network.layer;

import io.github.anomaly4j.internal.network.ParameterLayout;
import io.github.anomaly4j.internal.network.Topology;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Convolution with "same" padding over the first channels of its input. */
public final class ConvolutionLayer extends NativeLayer {
  private static final long serialVersionUID = 1L;

  private final int in;
  private final int out;

  /** Each image's part of the parameters' gradients in the last backward pass. */
  private final transient Map<String, INDArray[]> shares = new HashMap<>();

  public ConvolutionLayer(
      NeuralNetConfiguration conf, DataType type, Arena arena, Topology.Convolution convolution) {
    super(conf, type, arena);
    this.in = convolution.in();
    this.out = convolution.out();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray output = own("out", input.size(0), input.size(1), input.size(2), out);
    INDArray[] from = images(input);
    INDArray[] thin = thin();
    INDArray[] to = images(output);
    forEachImage(
        i -> {
          if (isThin()) {
            thin[i].assign(firstChannels(from[i]));
          }
          NativeOps.convolve(thin[i], weight(), bias(), to[i]);
        });
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray gradient = own("gradient", shape(in));
    INDArray whole = isThin() ? own("whole gradient", input.shape()) : gradient;
    INDArray[] thin = thin();
    INDArray[] epsilons = images(epsilon);
    INDArray[] gradients = images(gradient);
    INDArray[] wholes = images(whole);
    INDArray[] weights = shares(ParameterLayout.WEIGHT);
    INDArray[] biases =
        bias() == null ? new INDArray[weights.length] : shares(ParameterLayout.BIAS);
    forEachImage(
        i -> {
          NativeOps.convolveBackward(
              thin[i], weight(), bias(), epsilons[i], gradients[i], weights[i], biases[i]);
          if (isThin()) {
            firstChannels(wholes[i].assign(0)).assign(gradients[i]);
          }
        });
    return result(whole);
  }

  private INDArray[] shares(String name) {
    long[] shape = getParam(name).shape();
    INDArray[] images = new INDArray[(int) input.size(0)];
    for (int i = 0; i < images.length; i++) {
      images[i] = own(name + " gradient " + i, shape);
    }
    shares.put(name, images);
    return images;
  }

  /**
   * Adds up the parts of the images, always in the same order. The backward pass does not do it, so
   * that it can be done for all layers at once when the gradient is needed.
   */
  public void sumGradients() {
    shares.forEach(
        (name, images) -> {
          INDArray gradient = gradientViews.get(name).assign(images[0]);
          for (int i = 1; i < images.length; i++) {
            gradient.addi(images[i]);
          }
        });
  }

  /**
   * The input of the convolution: the first channels of the layer's input, copied if there are
   * more.
   */
  private INDArray[] thin() {
    return isThin() ? ownImages("thin", shape(in)) : images(input);
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
