package io.github.anomaly4j.internal.network.blocked;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;

/** A convolution with "same" padding. */
final class DirectKernel extends Kernel {

  DirectKernel(Natives natives, int size, int in, int out, int height, int width) {
    super(natives, size, in, out, height, width, 1);
  }

  @Override
  primitive_desc_base forward(memory.desc weights, memory.desc shift, primitive_attr attributes) {
    return new convolution_forward.primitive_desc(
        natives.keep(
            new convolution_forward.desc(
                prop_kind.forward_training,
                algorithm.convolution_direct,
                source,
                weights,
                shift,
                target,
                OneDnn.ONES,
                padding,
                padding)),
        attributes,
        natives.library().engine());
  }

  @Override
  primitive forward(primitive_desc_base description) {
    return new convolution_forward((convolution_forward.primitive_desc) description);
  }

  @Override
  primitive_desc_base backwardData(primitive_desc_base hint, primitive_attr attributes) {
    return new convolution_backward_data.primitive_desc(
        natives.keep(
            new convolution_backward_data.desc(
                algorithm.convolution_direct,
                source,
                any(),
                target,
                OneDnn.ONES,
                padding,
                padding)),
        attributes,
        natives.library().engine(),
        (convolution_forward.primitive_desc) hint);
  }

  @Override
  primitive backwardData(primitive_desc_base description) {
    return new convolution_backward_data((convolution_backward_data.primitive_desc) description);
  }

  @Override
  primitive_desc_base backwardWeights(
      primitive_desc_base hint, memory.desc shift, primitive_attr attributes) {
    return new convolution_backward_weights.primitive_desc(
        natives.keep(
            new convolution_backward_weights.desc(
                algorithm.convolution_direct,
                source,
                any(),
                shift,
                target,
                OneDnn.ONES,
                padding,
                padding)),
        attributes,
        natives.library().engine(),
        (convolution_forward.primitive_desc) hint);
  }

  @Override
  primitive backwardWeights(primitive_desc_base description) {
    return new convolution_backward_weights(
        (convolution_backward_weights.primitive_desc) description);
  }
}
