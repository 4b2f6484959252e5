package io.github.anomaly4j.internal.network.layer;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The native operations that the network is made of, on {@code [batch, height, width, channels]}.
 *
 * <p>Called by name, they use oneDNN if the native library has it, and the plain kernels otherwise;
 * DL4J's stock layers use it only if a system property is set. Channels are last, because oneDNN
 * then needs no reordering: up to 1.5 times as fast as channels first, and ten times for pooling
 * and normalization.
 */
public final class NativeOps {
  private static final List<Double> NONE = List.of();

  private NativeOps() {}

  /** Convolution with "same" padding and weights {@code [height, width, in, out]}. */
  public static void convolve(INDArray input, INDArray weight, INDArray bias, INDArray output) {
    exec("conv2d", inputs(input, weight, bias), outputs(output), NONE, convolution(weight));
  }

  /** Convolution with zeros around the input, half a kernel wide, and weights as above. */
  public static void convolve(
      INDArray input, INDArray weight, INDArray bias, INDArray output, int stride) {
    int height = (int) weight.size(0);
    int width = (int) weight.size(1);
    int[] arguments = {height, width, stride, stride, height / 2, width / 2, 1, 1, 0, 1, 0};
    exec("conv2d", inputs(input, weight, bias), outputs(output), NONE, arguments);
  }

  static void convolveBackward(
      INDArray input,
      INDArray weight,
      INDArray bias,
      INDArray outputGradient,
      INDArray inputGradient,
      INDArray weightGradient,
      INDArray biasGradient) {
    INDArray[] in =
        bias == null
            ? inputs(input, weight, outputGradient)
            : inputs(input, weight, bias, outputGradient);
    INDArray[] out =
        bias == null
            ? outputs(inputGradient, weightGradient)
            : outputs(inputGradient, weightGradient, biasGradient);
    exec("conv2d_bp", in, out, NONE, convolution(weight));
  }

  /** {@code gamma * (input - mean) / sqrt(variance + epsilon) + beta} per channel. */
  static void normalize(
      INDArray input,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray beta,
      double epsilon,
      INDArray output) {
    exec(
        "batchnorm",
        inputs(input, mean, variance, gamma, beta),
        outputs(output),
        List.of(epsilon),
        new int[] {1, 1, 3});
  }

  static void addPerChannel(INDArray input, INDArray vector, INDArray output) {
    exec("biasadd", inputs(input, vector), outputs(output), NONE, new int[] {});
  }

  static void multiplyPerChannel(INDArray input, INDArray vector, INDArray output) {
    exec("multiply", inputs(input, vector), outputs(output), NONE, new int[] {});
  }

  public static void maxPool(INDArray input, INDArray output) {
    exec("maxpool2d", inputs(input), outputs(output), NONE, pooling(1));
  }

  /** The maximum over 3 x 3 in steps of 2; the windows at the border are cut off. */
  public static void maxPoolOverlapping(INDArray input, INDArray output) {
    int[] arguments = {3, 3, 2, 2, 1, 1, 1, 1, 0, 1, 1};
    exec("maxpool2d", inputs(input), outputs(output), NONE, arguments);
  }

  static void maxPoolBackward(INDArray input, INDArray outputGradient, INDArray inputGradient) {
    exec("maxpool2d_bp", inputs(input, outputGradient), outputs(inputGradient), NONE, pooling(1));
  }

  /** Mean of each column and channel: {@code [batch, 1, width, channels]}. */
  static void meanOverRows(INDArray input, INDArray output) {
    int height = (int) input.size(1);
    int[] arguments = {height, 1, height, 1, 0, 0, 1, 1, 0, 0, 1};
    exec("avgpool2d", inputs(input), outputs(output), NONE, arguments);
  }

  /** Mean of each channel of a single row: {@code [batch, 1, 1, channels]}. */
  static void meanOverColumns(INDArray input, INDArray output) {
    int width = (int) input.size(2);
    int[] arguments = {1, width, 1, width, 0, 0, 1, 1, 0, 0, 1};
    exec("avgpool2d", inputs(input), outputs(output), NONE, arguments);
  }

  /**
   * Repeats every sample twice along both axes. Two concatenations of the map with itself, along
   * the channels and along the rows, give the same as the native {@code upsampling2d} and are three
   * times as fast.
   *
   * @param doubledRows scratch of {@code [batch, height, 2 * width, channels]}
   */
  public static void upsample(INDArray input, INDArray doubledRows, INDArray output) {
    long channels = input.size(3);
    long samples = input.length() / channels;
    long rows = input.size(0) * input.size(1);
    INDArray flat = input.reshape(samples, channels);
    concatenate(flat, flat, doubledRows.reshape(samples, 2 * channels));
    INDArray lines = doubledRows.reshape(rows, doubledRows.length() / rows);
    concatenate(lines, lines, output.reshape(rows, output.length() / rows));
  }

  /** Sums every 2x2 samples: four times their mean, which is native and fast. */
  static void upsampleBackward(INDArray outputGradient, INDArray inputGradient) {
    exec("avgpool2d", inputs(outputGradient), outputs(inputGradient), NONE, pooling(0));
    inputGradient.muli(4);
  }

  public static void relu(INDArray array) {
    Nd4j.getExecutioner().exec(new RectifiedLinear(array, array, 0.0));
  }

  private static void concatenate(INDArray a, INDArray b, INDArray output) {
    exec("concat", inputs(a, b), outputs(output), NONE, new int[] {1});
  }

  private static int[] convolution(INDArray weight) {
    int height = (int) weight.size(0);
    int width = (int) weight.size(1);
    // strides 1, no explicit padding, dilation 1, "same", channels last, weights [h, w, in, out]
    return new int[] {height, width, 1, 1, 0, 0, 1, 1, 1, 1, 0};
  }

  private static int[] pooling(int extra) {
    // 2x2, strides 2, no padding, dilation 1, not "same", the kind's own flag, channels last
    return new int[] {2, 2, 2, 2, 0, 0, 1, 1, 0, extra, 1};
  }

  static void exec(String name, INDArray[] in, INDArray[] out, List<Double> reals, int[] integers) {
    Nd4j.exec(new DynamicCustomOp(name, in, out, reals, integers));
  }

  private static INDArray[] inputs(INDArray a, INDArray b, INDArray bias) {
    return bias == null ? new INDArray[] {a, b} : new INDArray[] {a, b, bias};
  }

  private static INDArray[] inputs(INDArray... arrays) {
    return arrays;
  }

  private static INDArray[] outputs(INDArray... arrays) {
    return arrays;
  }
}
