package io.github.anomaly4j.internal.network.blocked;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.jspecify.annotations.Nullable;

/** The weights of a convolution in oneDNN's order, and its operations on maps of one size. */
final class Filters {
  private final Natives natives;
  private final Kernel kernel;
  private final boolean bias;
  private final memory plain;
  private final memory.desc order;
  private final memory weights;
  private final Operation load;
  private @Nullable memory backwardWeights;
  private @Nullable Operation backwardLoad;

  /**
   * @param plain the weights as {@link Kernel#plain()}
   */
  Filters(Natives natives, Kernel kernel, boolean bias, memory plain) {
    this.natives = natives;
    this.kernel = kernel;
    this.bias = bias;
    this.plain = plain;
    primitive_desc_base chosen = hint();
    this.order = natives.keep(chosen.weights_desc());
    this.weights = natives.allocate(chosen.weights_desc());
    this.load = reorder(plain, weights, false);
  }

  /** The same weights for maps of another size. */
  Filters(Natives natives, Kernel kernel, Filters shared) {
    this.natives = natives;
    this.kernel = kernel;
    this.bias = shared.bias;
    this.plain = shared.plain;
    this.order = shared.order;
    this.weights = shared.weights;
    this.load = shared.load;
  }

  /** Takes over the plain weights. */
  void load() {
    load.run();
    if (backwardLoad != null) {
      backwardLoad.run();
    }
  }

  /**
   * The convolution.
   *
   * @param shift added to each channel; null without a bias
   * @param adds whether to add to what the target has
   */
  Operation forward(memory source, memory target, @Nullable memory shift, boolean adds) {
    primitive_desc_base description =
        natives.keep(kernel.forward(order, shift(), attributes(adds)));
    Map<Integer, memory> arguments = new HashMap<>();
    arguments.put(dnnl.DNNL_ARG_SRC, source);
    arguments.put(dnnl.DNNL_ARG_WEIGHTS, weights);
    arguments.put(dnnl.DNNL_ARG_DST, target);
    if (shift != null) {
      arguments.put(dnnl.DNNL_ARG_BIAS, shift);
    }
    return Operation.of(natives, description, kernel.forward(description), arguments);
  }

  /** The gradient of the source. */
  Operation backward(memory targetGradient, memory sourceGradient) {
    primitive_desc_base description = natives.keep(kernel.backwardData(hint(), attributes(false)));
    if (backwardWeights == null) {
      backwardWeights = natives.allocate(description.weights_desc());
      backwardLoad = reorder(plain, backwardWeights, false);
    }
    return Operation.of(
        natives,
        description,
        kernel.backwardData(description),
        Map.of(
            dnnl.DNNL_ARG_DIFF_DST, targetGradient,
            dnnl.DNNL_ARG_WEIGHTS, backwardWeights,
            dnnl.DNNL_ARG_DIFF_SRC, sourceGradient));
  }

  /** An image's part of the weights' gradient. */
  record Share(Operation operation, memory weights) {}

  /**
   * The gradient of the weights by one image.
   *
   * @param shiftGradient receives that of the bias; null without one
   */
  Share share(memory source, memory targetGradient, @Nullable memory shiftGradient) {
    primitive_desc_base description =
        natives.keep(kernel.backwardWeights(hint(), shift(), attributes(false)));
    memory share = natives.allocate(description.diff_weights_desc());
    Map<Integer, memory> arguments = new HashMap<>();
    arguments.put(dnnl.DNNL_ARG_SRC, source);
    arguments.put(dnnl.DNNL_ARG_DIFF_DST, targetGradient);
    arguments.put(dnnl.DNNL_ARG_DIFF_WEIGHTS, share);
    if (shiftGradient != null) {
      arguments.put(dnnl.DNNL_ARG_DIFF_BIAS, shiftGradient);
    }
    return new Share(
        Operation.of(natives, description, kernel.backwardWeights(description), arguments), share);
  }

  /** Sums the parts of all images, in order, into plain weights. */
  List<Operation> sum(List<Share> shares, memory plainGradient) {
    return java.util.stream.IntStream.range(0, shares.size())
        .mapToObj(i -> reorder(shares.get(i).weights(), plainGradient, i > 0))
        .toList();
  }

  private primitive_desc_base hint() {
    return natives.keep(kernel.forward(kernel.any(), shift(), attributes(false)));
  }

  private memory.desc shift() {
    return natives.keep(bias ? OneDnn.vector(kernel.out()) : new memory.desc());
  }

  private Operation reorder(memory from, memory to, boolean adds) {
    reorder.primitive_desc description =
        natives.keep(new reorder.primitive_desc(from, to, attributes(adds), false));
    return Operation.of(
        natives,
        description,
        new reorder(description),
        Map.of(dnnl.DNNL_ARG_SRC, from, dnnl.DNNL_ARG_DST, to));
  }

  private primitive_attr attributes(boolean adds) {
    primitive_attr attributes = natives.keep(new primitive_attr());
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    if (adds) {
      post_ops sum = natives.keep(new post_ops());
      sum.append_sum();
      attributes.set_post_ops(sum);
    }
    return attributes;
  }
}
