package io.github.anomaly4j.internal.network.blocked;

import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;

/** Descriptions of a convolution's operations on maps of one size, which oneDNN compiles. */
abstract class Kernel {
  final Natives natives;
  private final int in;
  private final int out;
  private final int size;
  final memory.desc source;
  final memory.desc target;
  final long[] padding;

  /**
   * @param height that of the result
   * @param width that of the result
   * @param scale how many times as high and wide as the source the result is
   */
  Kernel(Natives natives, int size, int in, int out, int height, int width, int scale) {
    this.natives = natives;
    this.in = in;
    this.out = out;
    this.size = size;
    OneDnn library = natives.library();
    this.source =
        natives.keep(
            library.fits(in)
                ? library.maps(in, height / scale, width / scale)
                : OneDnn.planes(in, height / scale, width / scale));
    this.target = natives.keep(library.maps(out, height, width));
    this.padding = new long[] {(size - 1) / 2, (size - 1) / 2};
  }

  int out() {
    return out;
  }

  /** Weights {@code [height, width, in, out]}, as the network's parameters. */
  memory.desc plain() {
    return natives.keep(OneDnn.desc(memory.format_tag.hwio, out, in, size, size));
  }

  /** Weights in the order that oneDNN chooses. */
  memory.desc any() {
    return natives.keep(OneDnn.desc(memory.format_tag.any, out, in, size, size));
  }

  abstract primitive_desc_base forward(
      memory.desc weights, memory.desc shift, primitive_attr attributes);

  abstract primitive forward(primitive_desc_base description);

  /**
   * @param hint a description of the forward operation
   */
  abstract primitive_desc_base backwardData(primitive_desc_base hint, primitive_attr attributes);

  abstract primitive backwardData(primitive_desc_base description);

  abstract primitive_desc_base backwardWeights(
      primitive_desc_base hint, memory.desc shift, primitive_attr attributes);

  abstract primitive backwardWeights(primitive_desc_base description);
}
