package io.github.anomaly4j.internal.network.blocked;

import io.github.anomaly4j.internal.network.Topology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** Weights and biases of a finished network in oneDNN's order. Immutable and thread safe. */
public final class InferenceFilters implements AutoCloseable {
  private final Natives natives;
  private final Map<String, Filters> filters = new HashMap<>();
  private final Map<String, memory> biases = new HashMap<>();

  /**
   * @param tensors the network's tensors by name, in native memory that lives as long as this
   * @param side of any image that the network takes
   */
  public InferenceFilters(
      OneDnn library, Topology topology, Function<String, FloatPointer> tensors, int side) {
    this.natives = new Natives(library);
    Layout layout = new Layout(topology, side, side);
    for (Topology.Stage stage : topology.stages()) {
      for (Topology.Convolution convolution : stage.convolutions()) {
        Kernel kernel = layout.kernel(natives, convolution);
        FloatPointer values = tensors.apply(convolution.weightName());
        memory plain =
            layout.doubles(convolution)
                ? widened(convolution, kernel, values)
                : natives.at(values, kernel.plain());
        Filters own = new Filters(natives, kernel, hasBias(layout, stage, convolution), plain);
        own.load();
        filters.put(convolution.name(), own);
      }
      if (stage.hasBias()) {
        FloatPointer bias = tensors.apply(stage.biasName());
        biases.put(stage.name(), natives.at(bias, OneDnn.vector(stage.outChannels())));
      }
    }
  }

  /**
   * Whether a convolution adds the bias of its stage: the last one, unless it doubles its maps, for
   * which oneDNN adds a bias slowly.
   */
  static boolean hasBias(Layout layout, Topology.Stage stage, Topology.Convolution convolution) {
    List<Topology.Convolution> all = stage.convolutions();
    return convolution.equals(all.get(all.size() - 1)) && !layout.doubles(convolution);
  }

  private memory widened(Topology.Convolution convolution, Kernel kernel, FloatPointer values) {
    int size = convolution.kernel();
    int length = convolution.in() * convolution.out();
    float[] narrow = new float[size * size * length];
    values.get(narrow);
    memory wide = natives.allocate(kernel.plain());
    natives.floats(wide).put(DoublingKernel.widened(narrow, size, length));
    return wide;
  }

  OneDnn library() {
    return natives.library();
  }

  Filters of(Topology.Convolution convolution) {
    return filters.get(convolution.name());
  }

  memory bias(Topology.Stage stage) {
    return biases.get(stage.name());
  }

  @Override
  public void close() {
    natives.close();
  }
}
