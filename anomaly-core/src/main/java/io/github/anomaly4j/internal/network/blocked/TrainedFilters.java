package io.github.anomaly4j.internal.network.blocked;

import io.github.anomaly4j.internal.network.ParameterLayout;
import io.github.anomaly4j.internal.network.Topology;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** A convolution of a block in training: takes over its weights, and adds up their gradient. */
final class TrainedFilters {
  private final Topology.Convolution convolution;
  private final boolean doubles;
  private final FloatPointer values;
  private final FloatPointer gradient;
  private final Filters filters;
  private final FloatPointer wide;
  private final memory plainGradient;
  private final FloatPointer wideGradient;
  private final List<Filters.Share> shares = new ArrayList<>();
  private List<Operation> sum = List.of();

  TrainedFilters(
      Natives natives, Layout layout, Topology.Convolution convolution, FlatParameters parameters) {
    this.convolution = convolution;
    this.doubles = layout.doubles(convolution);
    this.values = parameters.value(convolution.name(), ParameterLayout.WEIGHT);
    this.gradient = parameters.gradient(convolution.name(), ParameterLayout.WEIGHT);
    Kernel kernel = layout.kernel(natives, convolution);
    memory plain = doubles ? natives.allocate(kernel.plain()) : natives.at(values, kernel.plain());
    this.plainGradient =
        doubles ? natives.allocate(kernel.plain()) : natives.at(gradient, kernel.plain());
    this.wide = natives.floats(plain);
    this.wideGradient = natives.floats(plainGradient);
    this.filters = new Filters(natives, kernel, false, plain);
  }

  Filters filters() {
    return filters;
  }

  /** Adds an image, whose part of the gradient the operation computes. */
  Operation share(memory source, memory targetGradient) {
    Filters.Share share = filters.share(source, targetGradient, null);
    shares.add(share);
    return share.operation();
  }

  /** All images are added. */
  void ready() {
    sum = filters.sum(shares, plainGradient);
  }

  void load() {
    if (doubles) {
      float[] narrow = new float[kernelArea() * length()];
      values.get(narrow);
      wide.put(DoublingKernel.widened(narrow, convolution.kernel(), length()));
    }
    filters.load();
  }

  void sumGradients() {
    sum.forEach(Operation::run);
    if (doubles) {
      float[] both = new float[(convolution.kernel() + 1) * (convolution.kernel() + 1) * length()];
      wideGradient.get(both);
      gradient.put(DoublingKernel.narrowed(both, convolution.kernel(), length()));
    }
  }

  private int kernelArea() {
    return convolution.kernel() * convolution.kernel();
  }

  private int length() {
    return convolution.in() * convolution.out();
  }
}
