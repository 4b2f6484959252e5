package io.github.anomaly4j.internal.network.blocked;

import io.github.anomaly4j.internal.network.Topology;
import io.github.anomaly4j.internal.network.layer.BufferPools;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** Passes of a finished network on images of one size, one after the other. Not thread safe. */
public final class InferencePass implements BufferPools.Buffers {
  private final Natives natives;
  private final Layout layout;
  private final InferenceFilters filters;
  private final FloatPointer pixels;
  private final MapPool maps;
  private final Map<String, Integer> readers = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();

  private final Map<String, Copy> copies = new HashMap<>();

  /** The operations of a stage, and its maps until a later stage overwrites them. */
  private record Step(String name, List<Operation> operations, memory maps) {}

  /** Brings the maps of a stage into the order of the result. */
  private record Copy(List<Operation> operations, FloatPointer planes) {}

  public InferencePass(InferenceFilters filters, Topology topology, int height, int width) {
    this.natives = new Natives(filters.library());
    this.layout = new Layout(topology, height, width);
    this.filters = filters;
    this.maps = new MapPool(natives, layout);
    Layout.Size size = layout.size(Topology.INPUT);
    memory image = natives.allocate(OneDnn.planes(size.channels(), height, width));
    this.pixels = natives.floats(image);
    for (Topology.Stage stage : topology.stages()) {
      sources(stage).forEach(source -> readers.merge(source, 1, Integer::sum));
    }
    for (Topology.Stage stage : topology.stages()) {
      if (stage.kind() != Topology.Kind.UPSAMPLE) {
        add(stage, image);
      }
    }
  }

  private List<String> sources(Topology.Stage stage) {
    return switch (stage.kind()) {
      case POOL -> List.of(stage.input());
      case UPSAMPLE -> List.of();
      default -> stage.convolutions().stream().map(layout::source).toList();
    };
  }

  private void add(Topology.Stage stage, memory image) {
    memory output = maps.begin(stage.name());
    List<Operation> operations = new ArrayList<>();
    if (stage.kind() == Topology.Kind.POOL) {
      operations.add(MapOperations.Pooling.of(natives, maps.of(stage.input()), output).forward());
    } else {
      boolean biased = false;
      for (Topology.Convolution convolution : stage.convolutions()) {
        biased = InferenceFilters.hasBias(layout, stage, convolution);
        memory source = convolution.input().equals(Topology.INPUT) ? image : first(convolution);
        operations.add(
            new Filters(natives, layout.kernel(natives, convolution), filters.of(convolution))
                .forward(
                    source, output, biased ? filters.bias(stage) : null, !operations.isEmpty()));
      }
      if (!biased) {
        FloatPointer bias = natives.floats(filters.bias(stage));
        operations.add(MapOperations.shiftAndRectify(natives, output, bias, stage.outChannels()));
      } else if (stage.kind() == Topology.Kind.BLOCK) {
        operations.add(MapOperations.eachValue(natives, output, algorithm.eltwise_relu));
      }
    }
    steps.add(new Step(stage.name(), operations, output));
    for (String source : sources(stage)) {
      if (readers.merge(source, -1, Integer::sum) == 0 && !source.equals(Topology.INPUT)) {
        maps.end(source);
      }
    }
    if (!readers.containsKey(stage.name())) {
      maps.end(stage.name());
    }
  }

  /** What a convolution reads: the first channels of maps. */
  private memory first(Topology.Convolution convolution) {
    String from = layout.source(convolution);
    Layout.Size size = layout.size(from);
    return convolution.in() == size.channels()
        ? maps.of(from)
        : natives.first(maps.of(from), convolution.in(), size.height(), size.width());
  }

  @Override
  public boolean fits(int batch, int height, int width) {
    Layout.Size size = layout.size(Topology.INPUT);
    return batch == 1 && size.height() == height && size.width() == width;
  }

  /**
   * Runs the network.
   *
   * @param image {@code [channels, height, width]}
   * @param wanted stages whose maps are copied
   */
  public Map<String, FeatureMap> run(float[] image, List<String> wanted) {
    pixels.put(image);
    Map<String, FeatureMap> results = new LinkedHashMap<>();
    for (Step step : steps) {
      step.operations().forEach(Operation::run);
      if (wanted.contains(step.name())) {
        results.put(step.name(), result(step));
      }
    }
    return results;
  }

  private FeatureMap result(Step step) {
    Copy copy = copies.computeIfAbsent(step.name(), name -> copy(step));
    copy.operations().forEach(Operation::run);
    Layout.Size size = layout.size(step.name());
    float[] values = new float[size.length()];
    copy.planes().get(values);
    return new FeatureMap(1, size.channels(), size.height(), size.width(), values);
  }

  private Copy copy(Step step) {
    Layout.Size size = layout.size(step.name());
    memory planes = natives.allocate(OneDnn.planes(size.channels(), size.height(), size.width()));
    List<Operation> operations = new ArrayList<>();
    operations.add(MapOperations.copy(natives, step.maps(), planes));
    if (step.name().equals(Topology.RECONSTRUCTION)) {
      operations.add(MapOperations.eachValue(natives, planes, algorithm.eltwise_logistic));
    }
    return new Copy(operations, natives.floats(planes));
  }

  @Override
  public void close() {
    natives.close();
  }
}
