package io.github.anomaly4j.internal.network.blocked;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.FloatPointer;

/** Operations without weights. */
final class MapOperations {
  private MapOperations() {}

  /** The maximum over 2x2. It remembers where the maxima are. */
  record Pooling(
      Natives natives,
      pooling_forward.primitive_desc description,
      memory places,
      Operation forward) {

    static Pooling of(Natives natives, memory input, memory output) {
      pooling_forward.primitive_desc description =
          natives.keep(
              new pooling_forward.primitive_desc(
                  natives.keep(
                      new pooling_forward.desc(
                          prop_kind.forward_training,
                          algorithm.pooling_max,
                          natives.keep(input.get_desc()),
                          natives.keep(output.get_desc()),
                          OneDnn.TWOS,
                          OneDnn.TWOS,
                          OneDnn.ZEROS,
                          OneDnn.ZEROS)),
                  natives.library().engine()));
      memory places = natives.allocate(description.workspace_desc());
      Operation forward =
          Operation.of(
              natives,
              description,
              new pooling_forward(description),
              Map.of(
                  dnnl.DNNL_ARG_SRC, input,
                  dnnl.DNNL_ARG_DST, output,
                  dnnl.DNNL_ARG_WORKSPACE, places));
      return new Pooling(natives, description, places, forward);
    }

    /** The gradient of the input, by where the maxima of the last forward pass are. */
    Operation backward(memory outputGradient, memory inputGradient) {
      pooling_backward.primitive_desc backward =
          natives.keep(
              new pooling_backward.primitive_desc(
                  natives.keep(
                      new pooling_backward.desc(
                          algorithm.pooling_max,
                          natives.keep(inputGradient.get_desc()),
                          natives.keep(outputGradient.get_desc()),
                          OneDnn.TWOS,
                          OneDnn.TWOS,
                          OneDnn.ZEROS,
                          OneDnn.ZEROS)),
                  natives.library().engine(),
                  description));
      return Operation.of(
          natives,
          backward,
          new pooling_backward(backward),
          Map.of(
              dnnl.DNNL_ARG_DIFF_DST, outputGradient,
              dnnl.DNNL_ARG_DIFF_SRC, inputGradient,
              dnnl.DNNL_ARG_WORKSPACE, places));
    }
  }

  /** Adds to the first memory what the second one of the same shape has. */
  static Operation add(Natives natives, memory to, memory other) {
    memory.desc shape = natives.keep(to.get_desc());
    binary.primitive_desc description =
        natives.keep(
            new binary.primitive_desc(
                natives.keep(new binary.desc(algorithm.binary_add, shape, shape, shape)),
                natives.library().engine()));
    return Operation.of(
        natives,
        description,
        new binary(description),
        Map.of(
            dnnl.DNNL_ARG_SRC_0, to,
            dnnl.DNNL_ARG_SRC_1, other,
            dnnl.DNNL_ARG_DST, to));
  }

  /** Copies values into another order. */
  static Operation copy(Natives natives, memory from, memory to) {
    reorder.primitive_desc description = natives.keep(new reorder.primitive_desc(from, to));
    return Operation.of(
        natives,
        description,
        new reorder(description),
        Map.of(dnnl.DNNL_ARG_SRC, from, dnnl.DNNL_ARG_DST, to));
  }

  /**
   * Adds to each channel its value of a vector, and applies ReLU: a normalization by a mean of 0
   * and a variance of 1, which is fast.
   */
  static Operation shiftAndRectify(Natives natives, memory maps, FloatPointer vector, int length) {
    float[] shifts = new float[length];
    vector.get(shifts);
    float[] scales = new float[2 * length];
    Arrays.fill(scales, 0, length, 1);
    System.arraycopy(shifts, 0, scales, length, length);
    memory scale = natives.allocate(OneDnn.desc(memory.format_tag.nc, 2, length));
    memory mean = natives.allocate(OneDnn.vector(length));
    memory variance = natives.allocate(OneDnn.vector(length));
    natives.floats(scale).put(scales);
    natives.floats(mean).put(new float[length]);
    natives.floats(variance).put(scales, 0, length);
    batch_normalization_forward.primitive_desc description =
        natives.keep(
            new batch_normalization_forward.primitive_desc(
                natives.keep(
                    new batch_normalization_forward.desc(
                        prop_kind.forward_inference.value,
                        natives.keep(maps.get_desc()),
                        0,
                        Normalization.GLOBAL | Normalization.SCALED | Normalization.RECTIFIED)),
                natives.library().engine()));
    return Operation.of(
        natives,
        description,
        new batch_normalization_forward(description),
        Map.of(
            dnnl.DNNL_ARG_SRC, maps,
            dnnl.DNNL_ARG_DST, maps,
            dnnl.DNNL_ARG_SCALE_SHIFT, scale,
            dnnl.DNNL_ARG_MEAN, mean,
            dnnl.DNNL_ARG_VARIANCE, variance));
  }

  /** Replaces each value by a function of it. */
  static Operation eachValue(Natives natives, memory maps, algorithm function) {
    memory.desc shape = natives.keep(maps.get_desc());
    eltwise_forward.primitive_desc description =
        natives.keep(
            new eltwise_forward.primitive_desc(
                natives.keep(
                    new eltwise_forward.desc(prop_kind.forward_inference, function, shape, 0, 0)),
                natives.library().engine()));
    return Operation.of(
        natives,
        description,
        new eltwise_forward(description),
        Map.of(dnnl.DNNL_ARG_SRC, maps, dnnl.DNNL_ARG_DST, maps));
  }
}
