package io.github.anomaly4j.internal.onnx;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.spi.Grid;
import io.github.anomaly4j.spi.Grid.Axis;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The positions of the values of a model's tensors in its image, by its description: values of a
 * convolution or pooling are at the centers of their windows, padding included; values of other
 * steps are where their inputs' values are. Steps that change sizes in other ways are not followed:
 * tensors after them have no grid, or one whose shape differs from the map's.
 */
public final class TensorGrids {
  private static final int DIMENSIONS = 1;
  private static final int WHOLE_NUMBERS = 7;
  private static final int RAW = 9;

  /** Height and width of a weight come after its channels. */
  private static final int SPATIAL = 2;

  /** Larger than any image, so that sums of sizes never overflow. */
  private static final long MAX_SIZE = 1 << 20;

  private static final Set<String> NOT_FOLLOWED =
      Set.of(
          "ConvTranspose",
          "Resize",
          "Upsample",
          "DepthToSpace",
          "SpaceToDepth",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "GlobalLpPool");

  private final ModelGraph graph;
  private final Map<String, Grid> grids = new HashMap<>();

  private TensorGrids(ModelGraph graph) {
    this.graph = graph;
  }

  /**
   * The grids of the tensors for which one is known.
   *
   * @param input the tensor that the image goes into
   * @param pixels the image's
   */
  public static Map<String, Grid> of(ModelGraph graph, String input, Grid pixels) {
    TensorGrids grids = new TensorGrids(graph);
    grids.grids.put(input, pixels);
    for (GraphNode node : graph.nodes()) {
      grids.made(node).ifPresent(grid -> node.makes().forEach(name -> grids.grids.put(name, grid)));
    }
    return ImmutableMap.copyOf(grids.grids);
  }

  private Optional<Grid> made(GraphNode node) {
    if (NOT_FOLLOWED.contains(node.operator())) {
      return Optional.empty();
    }
    if (!GraphNode.WINDOWS.contains(node.operator())) {
      return Grid.between(node.inputs().stream().map(grids::get).filter(Objects::nonNull).toList());
    }
    Grid read = node.inputs().isEmpty() ? null : grids.get(node.inputs().get(0));
    if (read == null) {
      return Optional.empty();
    }
    try {
      return node.operator().equals("Pad") ? padded(node, read) : windows(node, read);
    } catch (InvalidProtocolBufferException e) {
      // ONNX Runtime decides whether it runs such a step; it has no grid here.
      return Optional.empty();
    }
  }

  private Optional<Grid> windows(GraphNode node, Grid read) throws InvalidProtocolBufferException {
    Optional<long[]> kernel = kernel(node);
    long[] strides = node.attributes().numbers("strides").orElse(new long[] {1, 1});
    long[] dilations = node.attributes().numbers("dilations").orElse(new long[] {1, 1});
    long[] pads = node.attributes().numbers("pads").orElse(new long[4]);
    if (kernel.isEmpty()
        || !are(kernel.get(), 2, 1)
        || !are(strides, 2, 1)
        || !are(dilations, 2, 1)
        || !are(pads, 4, 0)) {
      return Optional.empty();
    }
    boolean up = node.attributes().number("ceil_mode", 0) != 0;
    Axis[] axes = new Axis[2];
    for (int i = 0; i < 2; i++) {
      Axis axis = i == 0 ? read.rows() : read.columns();
      long size = (kernel.get()[i] - 1) * dilations[i] + 1;
      if (size > MAX_SIZE) {
        return Optional.empty();
      }
      Optional<Axis> made =
          windows(
              node.attributes().text("auto_pad", ""),
              axis,
              (int) size,
              (int) strides[i],
              (int) pads[i],
              (int) pads[i + 2],
              up);
      if (made.isEmpty()) {
        return Optional.empty();
      }
      axes[i] = made.get();
    }
    return Optional.of(new Grid(axes[0], axes[1]));
  }

  private static Optional<Axis> windows(
      String automatic, Axis axis, int size, int stride, int before, int after, boolean up) {
    return switch (automatic) {
      case "SAME_UPPER" -> Optional.of(axis.sameWindows(size, stride));
      case "SAME_LOWER" -> {
        Axis upper = axis.sameWindows(size, stride);
        int padding = Math.max(0, (upper.cells() - 1) * stride + size - axis.cells());
        yield Optional.of(axis.windows(size, stride, padding - padding / 2, upper.cells()));
      }
      case "VALID" -> counted(axis, size, stride, 0, 0, up);
      default -> counted(axis, size, stride, before, after, up);
    };
  }

  private static Optional<Axis> counted(
      Axis axis, int size, int stride, int before, int after, boolean up) {
    int room = axis.cells() + before + after - size;
    if (room < 0) {
      return Optional.empty();
    }
    int count = (up ? room + stride - 1 : room) / stride + 1;
    // A window that would begin in the padding at the end is left out.
    boolean beyond = up && (count - 1) * stride >= axis.cells() + before;
    return Optional.of(axis.windows(size, stride, before, beyond ? count - 1 : count));
  }

  private Optional<long[]> kernel(GraphNode node) throws InvalidProtocolBufferException {
    Optional<long[]> told = node.attributes().numbers("kernel_shape");
    int weight = node.operator().equals("QLinearConv") ? 3 : 1;
    if (told.isPresent() || node.inputs().size() <= weight) {
      return told;
    }
    Optional<WireMessage> tensor = graph.weight(node.inputs().get(weight));
    if (tensor.isEmpty()) {
      return Optional.empty();
    }
    List<Long> shape = tensor.get().numbers(DIMENSIONS);
    return shape.size() == SPATIAL + 2
        ? Optional.of(new long[] {shape.get(SPATIAL), shape.get(SPATIAL + 1)})
        : Optional.empty();
  }

  /** Rows and columns added at the border or, by negative numbers, removed. */
  private Optional<Grid> padded(GraphNode node, Grid read) throws InvalidProtocolBufferException {
    Optional<long[]> told = node.attributes().numbers("pads");
    if (told.isEmpty() && node.inputs().size() > 1) {
      Optional<WireMessage> tensor = graph.weight(node.inputs().get(1));
      told = tensor.isEmpty() ? Optional.empty() : Optional.of(wholeNumbers(tensor.get()));
    }
    if (told.isEmpty() || !are(told.get(), 8, -MAX_SIZE)) {
      return Optional.empty();
    }
    long[] pads = told.get();
    // Of images with their channels last, the second size is that of the rows.
    int rows = pads[1] != 0 || pads[5] != 0 ? 1 : 2;
    int down = (int) (read.rows().cells() + pads[rows] + pads[rows + 4]);
    int across = (int) (read.columns().cells() + pads[rows + 1] + pads[rows + 5]);
    return down < 1 || across < 1
        ? Optional.empty()
        : Optional.of(
            new Grid(
                read.rows().windows(1, 1, (int) pads[rows], down),
                read.columns().windows(1, 1, (int) pads[rows + 1], across)));
  }

  private static long[] wholeNumbers(WireMessage tensor) throws InvalidProtocolBufferException {
    Optional<ByteString> raw = tensor.bytes(RAW);
    if (raw.isEmpty()) {
      return tensor.numbers(WHOLE_NUMBERS).stream().mapToLong(Long::longValue).toArray();
    }
    LongBuffer values =
        raw.get().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    long[] numbers = new long[values.remaining()];
    values.get(numbers);
    return numbers;
  }

  private static boolean are(long[] numbers, int count, long least) {
    for (long number : numbers) {
      if (number < least || number > MAX_SIZE) {
        return false;
      }
    }
    return numbers.length == count;
  }
}
