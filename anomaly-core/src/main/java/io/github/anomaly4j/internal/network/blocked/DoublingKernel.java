package io.github.anomaly4j.internal.network.blocked;

import org.bytedeco.dnnl.deconvolution_backward_data;
import org.bytedeco.dnnl.deconvolution_backward_weights;
import org.bytedeco.dnnl.deconvolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;

/**
 * A convolution over a map whose samples are repeated twice along both axes, without that map: a
 * transposed convolution in steps of two, whose kernel is one wider. Each value is the sum of 4
 * products in place of 9.
 *
 * <p>Along one axis, sample i lies at 2i and 2i + 1 and so adds to 2i - 1 by the last of three
 * weights, to 2i by the last two, to 2i + 1 by the first two, and to 2i + 2 by the first.
 */
final class DoublingKernel extends Kernel {

  DoublingKernel(Natives natives, int size, int in, int out, int height, int width) {
    super(natives, size + 1, in, out, height, width, 2);
  }

  @Override
  primitive_desc_base forward(memory.desc weights, memory.desc shift, primitive_attr attributes) {
    return new deconvolution_forward.primitive_desc(
        natives.keep(
            new deconvolution_forward.desc(
                prop_kind.forward_training,
                algorithm.deconvolution_direct,
                source,
                weights,
                shift,
                target,
                OneDnn.TWOS,
                padding,
                padding)),
        attributes,
        natives.library().engine());
  }

  @Override
  primitive forward(primitive_desc_base description) {
    return new deconvolution_forward((deconvolution_forward.primitive_desc) description);
  }

  @Override
  primitive_desc_base backwardData(primitive_desc_base hint, primitive_attr attributes) {
    return new deconvolution_backward_data.primitive_desc(
        natives.keep(
            new deconvolution_backward_data.desc(
                algorithm.deconvolution_direct,
                source,
                any(),
                target,
                OneDnn.TWOS,
                padding,
                padding)),
        attributes,
        natives.library().engine(),
        (deconvolution_forward.primitive_desc) hint);
  }

  @Override
  primitive backwardData(primitive_desc_base description) {
    return new deconvolution_backward_data(
        (deconvolution_backward_data.primitive_desc) description);
  }

  @Override
  primitive_desc_base backwardWeights(
      primitive_desc_base hint, memory.desc shift, primitive_attr attributes) {
    return new deconvolution_backward_weights.primitive_desc(
        natives.keep(
            new deconvolution_backward_weights.desc(
                algorithm.deconvolution_direct,
                source,
                any(),
                shift,
                target,
                OneDnn.TWOS,
                padding,
                padding)),
        attributes,
        natives.library().engine(),
        (deconvolution_forward.primitive_desc) hint);
  }

  @Override
  primitive backwardWeights(primitive_desc_base description) {
    return new deconvolution_backward_weights(
        (deconvolution_backward_weights.primitive_desc) description);
  }

  /**
   * The wider kernel.
   *
   * @param weights {@code [size, size, length]}
   * @return {@code [size + 1, size + 1, length]}
   */
  static float[] widened(float[] weights, int size, int length) {
    float[] wide = new float[(size + 1) * (size + 1) * length];
    forEachPair(
        size,
        (narrow, other) -> {
          for (int i = 0; i < length; i++) {
            wide[other * length + i] += weights[narrow * length + i];
          }
        });
    return wide;
  }

  /** The gradient of a kernel by that of the wider one: the adjoint of {@link #widened}. */
  static float[] narrowed(float[] wide, int size, int length) {
    float[] weights = new float[size * size * length];
    forEachPair(
        size,
        (narrow, other) -> {
          for (int i = 0; i < length; i++) {
            weights[narrow * length + i] += wide[other * length + i];
          }
        });
    return weights;
  }

  /** Calls with each place of the kernel, and each of the wider one that it adds to. */
  private static void forEachPair(int size, PairConsumer pairs) {
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        for (int corner = 0; corner < 4; corner++) {
          int wideRow = size - 1 - row + corner / 2;
          int wideColumn = size - 1 - column + corner % 2;
          pairs.accept(row * size + column, wideRow * (size + 1) + wideColumn);
        }
      }
    }
  }

  private interface PairConsumer {
    void accept(int narrow, int wide);
  }
}
