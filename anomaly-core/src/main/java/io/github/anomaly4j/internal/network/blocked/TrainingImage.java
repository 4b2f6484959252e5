package io.github.anomaly4j.internal.network.blocked;

import io.github.anomaly4j.internal.network.Topology;
import io.github.anomaly4j.internal.network.loss.ImageLoss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** One image of a training's batch: its maps, and how they are computed. */
final class TrainingImage {
  private final int index;
  private final Natives natives;
  private final Layout layout;
  private final Map<String, TrainedFilters> filters;
  private final Map<String, Normalization> normalizations;
  private final FloatPointer pixels;
  private final Map<String, memory> convolved = new HashMap<>();
  private final Map<String, memory> workspaces = new HashMap<>();
  private final Map<String, memory> maps = new HashMap<>();
  private final Map<String, MapOperations.Pooling> poolings = new HashMap<>();
  private final MapPool gradients;
  private final Heads.Image output;
  private List<float[]> wanted = List.of();
  private List<double[]> terms = List.of();

  /**
   * @param filters by the names of convolutions
   * @param normalizations by the names of stages
   */
  TrainingImage(
      int index,
      Natives natives,
      Topology topology,
      Layout layout,
      Map<String, TrainedFilters> filters,
      Map<String, Normalization> normalizations,
      Heads heads) {
    this.index = index;
    this.natives = natives;
    this.layout = layout;
    this.filters = filters;
    this.normalizations = normalizations;
    this.gradients = new MapPool(natives, layout);
    Layout.Size size = layout.size(Topology.INPUT);
    memory image = natives.allocate(OneDnn.planes(size.channels(), size.height(), size.width()));
    this.pixels = natives.floats(image);
    maps.put(Topology.INPUT, image);
    for (Topology.Stage stage : topology.stages()) {
      if (stage.kind() == Topology.Kind.BLOCK) {
        convolved.put(stage.name(), allocate(stage));
        workspaces.put(stage.name(), normalizations.get(stage.name()).workspace());
        maps.put(stage.name(), allocate(stage));
      } else if (stage.kind() == Topology.Kind.POOL) {
        maps.put(stage.name(), allocate(stage));
        poolings.put(
            stage.name(),
            MapOperations.Pooling.of(natives, maps.get(stage.input()), maps.get(stage.name())));
      }
    }
    this.output = heads.new Image(maps.get(heads.source()), gradients.begin(heads.source()));
  }

  /** Its place in the batch. */
  int index() {
    return index;
  }

  /**
   * Takes over what the next pass works on.
   *
   * @param input {@code [channels, height, width]}
   * @param wanted of each head, in the same order
   */
  void load(float[] input, List<float[]> wanted) {
    pixels.put(input);
    this.wanted = wanted;
  }

  /** The terms of each head's loss in the last pass. */
  List<double[]> terms() {
    return terms;
  }

  private memory allocate(Topology.Stage stage) {
    Layout.Size size = layout.size(stage.name());
    return natives.allocate(natives.library().maps(size.channels(), size.height(), size.width()));
  }

  void convolve(Program program, Topology.Stage stage) {
    memory sum = convolved.get(stage.name());
    boolean adds = false;
    for (Topology.Convolution convolution : stage.convolutions()) {
      Filters own = filters.get(convolution.name()).filters();
      program.add(index, own.forward(source(convolution), sum, null, adds));
      adds = true;
    }
  }

  /** What a convolution reads: the first channels of maps. */
  private memory source(Topology.Convolution convolution) {
    return first(maps.get(layout.source(convolution)), convolution);
  }

  private memory first(memory whole, Topology.Convolution convolution) {
    Layout.Size size = layout.size(layout.source(convolution));
    return convolution.in() == size.channels()
        ? whole
        : natives.first(whole, convolution.in(), size.height(), size.width());
  }

  void measure(Program program, Topology.Stage stage) {
    memory input = convolved.get(stage.name());
    memory scratch = maps.get(stage.name());
    program.add(index, normalizations.get(stage.name()).measure(index, input, scratch));
  }

  void normalize(Program program, Topology.Stage stage, boolean byBatch) {
    Normalization normalization = normalizations.get(stage.name());
    memory input = convolved.get(stage.name());
    memory to = maps.get(stage.name());
    memory workspace = workspaces.get(stage.name());
    program.add(index, normalization.apply(byBatch, input, to, workspace));
  }

  void pool(Program program, Topology.Stage stage) {
    program.add(index, poolings.get(stage.name()).forward());
  }

  void lose(Program program, List<ImageLoss> losses, boolean learns) {
    program.add(index, () -> terms = output.run(losses, wanted, learns));
  }

  void normalizeBackward(Program program, Topology.Stage stage) {
    program.add(
        index,
        normalizations
            .get(stage.name())
            .backward(
                index,
                convolved.get(stage.name()),
                workspaces.get(stage.name()),
                gradients.of(stage.name())));
  }

  void convolveBackward(Program program, Topology.Stage stage) {
    memory input = convolved.get(stage.name());
    memory gradient = gradients.of(stage.name());
    program.add(index, normalizations.get(stage.name()).correct(input));
    program.add(index, MapOperations.add(natives, gradient, input));
    for (Topology.Convolution convolution : stage.convolutions()) {
      TrainedFilters own = filters.get(convolution.name());
      program.add(index, own.share(source(convolution), gradient));
      if (!layout.source(convolution).equals(Topology.INPUT)) {
        spread(program, convolution, own.filters(), gradient);
      }
    }
    gradients.end(stage.name());
  }

  /** The gradient of what a convolution reads: the first, or added to what is there. */
  private void spread(
      Program program, Topology.Convolution convolution, Filters own, memory gradient) {
    String from = layout.source(convolution);
    Layout.Size size = layout.size(from);
    Layout.Size read = new Layout.Size(convolution.in(), size.height(), size.width());
    if (gradients.has(from)) {
      memory part = gradients.take(read);
      program.add(index, own.backward(gradient, part));
      program.add(index, MapOperations.add(natives, first(gradients.of(from), convolution), part));
      gradients.give(read, part);
    } else {
      memory whole = gradients.begin(from);
      program.add(index, own.backward(gradient, first(whole, convolution)));
      FloatPointer rest = natives.floats(whole).getPointer((long) read.length());
      long bytes = (long) (size.length() - read.length()) * Float.BYTES;
      if (bytes > 0) {
        program.add(index, () -> Pointer.memset(rest, 0, bytes));
      }
    }
  }

  void poolBackward(Program program, Topology.Stage stage) {
    MapOperations.Pooling pooling = poolings.get(stage.name());
    memory gradient = gradients.of(stage.name());
    String from = stage.input();
    if (gradients.has(from)) {
      memory part = gradients.take(layout.size(from));
      program.add(index, pooling.backward(gradient, part));
      program.add(index, MapOperations.add(natives, gradients.of(from), part));
      gradients.give(layout.size(from), part);
    } else {
      program.add(index, pooling.backward(gradient, gradients.begin(from)));
    }
    gradients.end(stage.name());
  }
}
