package io.github.anomaly4j.unet;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) followed by ReLU, with the gradient written out.
 *
 * <p>Sums over the batch are products with a row of ones: the native {@code batchnorm_bp} and the
 * variance reduction take five times as long. Training centres the input in place, for the layer
 * before needs its output no more; the backward pass leaves its result in the output's array.
 */
final class NormalizationLayer extends NativeLayer {
  /** Added to the variance, as in the paper's authors' programs. */
  static final double EPSILON = 1e-5;

  /** Weight of a new batch in the running statistics. */
  private static final double MOMENTUM = 0.1;

  private static final long serialVersionUID = 1L;

  NormalizationLayer(NeuralNetConfiguration conf, DataType type, Arena arena) {
    super(conf, type, arena);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray output = own("out", input.shape());
    if (training) {
      centre();
      NativeOps.normalize(input, zeros(), vector("variance"), gamma(), beta(), EPSILON, output);
    } else {
      INDArray mean = getParam(ParameterLayout.MEAN);
      INDArray variance = getParam(ParameterLayout.VARIANCE);
      NativeOps.normalize(input, mean, variance, gamma(), beta(), EPSILON, output);
    }
    NativeOps.relu(output);
    return output;
  }

  /** Leaves mean and variance of the batch in their vectors and the centred input in its place. */
  private void centre() {
    INDArray mean = meanOverBatch(input, "mean");
    INDArray negative = vector("negative mean").assign(mean).negi();
    NativeOps.addPerChannel(input, negative, input);
    INDArray square = arena().scratch("square", input.shape());
    input.mul(input, square);
    meanOverBatch(square, "variance");
  }

  /**
   * With d the gradient behind the ReLU and x the centred input, the gradient before is {@code
   * gamma / s * (d - mean(d) - x * mean(d x) / s^2)}, s^2 the variance plus epsilon: once more a
   * normalisation, of d - x mean(d x) / s^2 with the mean of d.
   */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray output = own("out", input.shape());
    INDArray d = arena().scratch("behind relu", input.shape());
    Nd4j.getExecutioner().exec(new Sign(output, d));
    d.muli(epsilon);
    INDArray product = arena().scratch("square", input.shape());
    d.mul(input, product);
    INDArray meanD = meanOverBatch(d, "mean gradient");
    INDArray meanDx = meanOverBatch(product, "mean product");
    INDArray inverse = vector("inverse").assign(vector("variance")).addi(EPSILON).rdivi(1.0);

    INDArray slope = vector("slope").assign(meanDx).muli(inverse).negi();
    NativeOps.multiplyPerChannel(input, slope, input);
    input.addi(d);
    NativeOps.normalize(input, meanD, vector("variance"), gamma(), zeros(), EPSILON, output);

    Transforms.sqrt(inverse, false);
    long samples = samples();
    gradientViews.get(ParameterLayout.GAMMA).assign(meanDx).muli(inverse).muli(samples);
    gradientViews.get(ParameterLayout.BETA).assign(meanD).muli(samples);
    return result(output);
  }

  /** Takes the statistics of the last training batch into the running ones. */
  void keepStatistics() {
    blend(getParam(ParameterLayout.MEAN), vector("mean"));
    blend(getParam(ParameterLayout.VARIANCE), vector("variance"));
  }

  private void blend(INDArray running, INDArray batch) {
    INDArray share = vector("share").assign(batch).muli(MOMENTUM);
    running.muli(1 - MOMENTUM).addi(share);
  }

  private INDArray meanOverBatch(INDArray array, String name) {
    long samples = samples();
    INDArray mean = vector(name);
    INDArray ones = arena().filled(1, 1, samples);
    INDArray rows = array.reshape(samples, channels());
    Nd4j.gemm(ones, rows, mean.reshape(1, channels()), false, false, 1, 0);
    return mean.divi(samples);
  }

  private long channels() {
    return getParam(ParameterLayout.GAMMA).length();
  }

  private long samples() {
    return input.length() / channels();
  }

  private INDArray vector(String name) {
    return own(name, channels());
  }

  private INDArray zeros() {
    return arena().filled(0, channels());
  }

  private INDArray gamma() {
    return getParam(ParameterLayout.GAMMA);
  }

  private INDArray beta() {
    return getParam(ParameterLayout.BETA);
  }
}
