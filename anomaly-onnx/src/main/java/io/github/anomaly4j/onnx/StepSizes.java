package io.github.anomaly4j.onnx;

import static io.github.anomaly4j.onnx.SizedTensor.count;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.onnx.SizedTensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How large the tensors are that a step makes of others, and how many multiplications that takes,
 * without doing it: the operators of feature extractors, as ONNX describes them, and no others.
 */
final class StepSizes {
  /** What gives a tensor of its first input's sizes. */
  private static final Set<String> ALIKE =
      Set.of(
          "Abs",
          "BatchNormalization",
          "Cast",
          "CastLike",
          "Ceil",
          "Celu",
          "Clip",
          "Cos",
          "CumSum",
          "DequantizeLinear",
          "Dropout",
          "DynamicQuantizeLinear",
          "Elu",
          "Erf",
          "Exp",
          "Floor",
          "Gelu",
          "GroupNormalization",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "InstanceNormalization",
          "LRN",
          "LayerNormalization",
          "LeakyRelu",
          "Log",
          "LogSoftmax",
          "LpNormalization",
          "MeanVarianceNormalization",
          "Mish",
          "Neg",
          "Not",
          "QuantizeLinear",
          "RMSNormalization",
          "Reciprocal",
          "Relu",
          "Round",
          "ScatterElements",
          "ScatterND",
          "Selu",
          "Sigmoid",
          "Sign",
          "Sin",
          "Softmax",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Swish",
          "Tanh",
          "ThresholdedRelu",
          "Trilu");

  /** What goes through its inputs together, each stretched to the largest. */
  private static final Set<String> TOGETHER =
      Set.of(
          "Add",
          "And",
          "Div",
          "Equal",
          "Greater",
          "GreaterOrEqual",
          "Less",
          "LessOrEqual",
          "Max",
          "Mean",
          "Min",
          "Mod",
          "Mul",
          "Or",
          "PRelu",
          "Pow",
          "Sub",
          "Sum",
          "Where",
          "Xor");

  private static final Set<String> REDUCING =
      Set.of(
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSum",
          "ReduceSumSquare");

  private static final Set<String> COMPARING =
      Set.of("And", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Or", "Xor");

  private final Step step;
  private final List<Optional<SizedTensor>> inputs;
  private double work;

  private StepSizes(Step step, List<Optional<SizedTensor>> inputs) {
    this.step = step;
    this.inputs = inputs;
  }

  /**
   * What a step makes.
   *
   * @param tensors its first outputs; those beyond are no larger than the first input
   * @param work multiplications, or at least one for each value
   */
  record Made(List<SizedTensor> tensors, double work) {}

  /**
   * Sizes of what a step makes.
   *
   * @param inputs empty where one is left out
   * @throws InvalidProtocolBufferException if they cannot be told before it is run
   */
  static Made of(Step step, List<Optional<SizedTensor>> inputs)
      throws InvalidProtocolBufferException {
    StepSizes sizes = new StepSizes(step, inputs);
    List<SizedTensor> made = sizes.made();
    double values = 0;
    for (SizedTensor tensor : made) {
      values += tensor.count();
    }
    for (Optional<SizedTensor> input : inputs) {
      values += input.isPresent() ? input.get().count() : 0;
    }
    return new Made(made, Math.max(values, sizes.work));
  }

  private List<SizedTensor> made() throws InvalidProtocolBufferException {
    String operator = step.operator();
    if (ALIKE.contains(operator)) {
      return List.of(alike());
    }
    if (TOGETHER.contains(operator)) {
      return List.of(together());
    }
    if (REDUCING.contains(operator)) {
      return List.of(reduced());
    }
    return switch (operator) {
      case "ArgMax", "ArgMin" ->
          List.of(without(new long[] {step.attributes().number("axis", 0)}, Type.WHOLE));
      case "AveragePool", "LpPool", "MaxPool" -> pooled();
      case "Concat" -> List.of(joined());
      case "Constant" -> List.of(constant());
      case "ConstantOfShape" -> List.of(filled());
      case "Conv", "ConvInteger" -> List.of(convolved(1));
      case "QLinearConv" -> List.of(convolved(3));
      case "ConvTranspose" -> List.of(enlarged());
      case "DepthToSpace" -> List.of(rearranged(true));
      case "SpaceToDepth" -> List.of(rearranged(false));
      case "Einsum" -> List.of(einsum());
      case "Expand" -> List.of(SizedTensor.of(first().type(), wide(first().sizes(), needed(1))));
      case "Flatten" -> List.of(flat());
      case "Gather" -> List.of(gathered());
      case "GatherElements" -> List.of(SizedTensor.of(first().type(), input(1).sizes()));
      case "Gemm" -> List.of(gemm());
      case "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool" -> List.of(global());
      case "MatMul", "MatMulInteger" -> List.of(product(first().sizes(), input(1).sizes()));
      case "QLinearMatMul" -> List.of(product(first().sizes(), input(3).sizes()));
      case "Pad" -> List.of(padded());
      case "Range" -> List.of(range());
      case "Reshape" -> List.of(reshaped());
      case "Resize", "Upsample" -> List.of(resized());
      case "Shape" -> List.of(shape());
      case "Size" ->
          List.of(SizedTensor.of(Type.WHOLE, new long[0], new double[] {first().count()}));
      case "Slice" -> List.of(sliced());
      case "Split" -> split();
      case "Squeeze" -> List.of(squeezed());
      case "Unsqueeze" -> List.of(unsqueezed());
      case "Tile" -> List.of(tiled());
      case "Transpose" -> List.of(transposed());
      default -> throw unknown("is none that a feature extractor needs");
    };
  }

  /** Sizes that do not go together, as those of another image might. */
  static final class Unfit extends InvalidProtocolBufferException {
    private static final long serialVersionUID = 1L;

    Unfit(String reason) {
      super(reason);
    }
  }

  private static InvalidProtocolBufferException unknown(String reason) {
    return new InvalidProtocolBufferException(reason);
  }

  private SizedTensor first() throws InvalidProtocolBufferException {
    return input(0);
  }

  private Optional<SizedTensor> optional(int number) {
    return number < inputs.size() ? inputs.get(number) : Optional.empty();
  }

  private SizedTensor input(int number) throws InvalidProtocolBufferException {
    return optional(number).orElseThrow(() -> unknown("lacks an input"));
  }

  /** A list that sizes come from. */
  private long[] needed(int number) throws InvalidProtocolBufferException {
    return step.list("", Optional.of(input(number))).orElseThrow();
  }

  // Values that stay the values' number.

  private SizedTensor alike() throws InvalidProtocolBufferException {
    SizedTensor from = first();
    return switch (step.operator()) {
      case "Cast" -> cast(from, SizedTensor.type(step.attributes().number("to", 0)));
      case "CastLike" -> cast(from, input(1).type());
      case "Identity" -> from;
      case "Ceil" -> mapped(from, Math::ceil);
      case "Floor" -> mapped(from, Math::floor);
      case "Neg" -> mapped(from, value -> -value);
      case "Not" -> mapped(from, value -> value == 0 ? 1 : 0);
      case "QuantizeLinear", "DynamicQuantizeLinear" -> SizedTensor.of(Type.OTHER, from.sizes());
      case "DequantizeLinear" -> SizedTensor.of(Type.FLOAT, from.sizes());
      default -> SizedTensor.of(from.type(), from.sizes());
    };
  }

  private static SizedTensor mapped(SizedTensor from, DoubleUnaryOperator operator) {
    return from.known()
        .map(
            values ->
                SizedTensor.computed(
                    from.type(), from.sizes(), Arrays.stream(values).map(operator).toArray()))
        .orElseGet(() -> SizedTensor.of(from.type(), from.sizes()));
  }

  private static SizedTensor cast(SizedTensor from, Type to) {
    if (from.known().isEmpty() || to == Type.OTHER) {
      return SizedTensor.of(to, from.sizes());
    }
    double[] values =
        Arrays.stream(from.known().get())
            .map(
                value ->
                    switch (to) {
                      case TRUTH -> value == 0 ? 0 : 1;
                      case WHOLE -> value < 0 ? Math.ceil(value) : Math.floor(value);
                      default -> value;
                    })
            .toArray();
    return SizedTensor.computed(to, from.sizes(), values);
  }

  private SizedTensor together() throws InvalidProtocolBufferException {
    long[] sizes = new long[0];
    for (int i = 0; i < inputs.size(); i++) {
      sizes = wide(sizes, input(i).sizes());
    }
    String operator = step.operator();
    Type type =
        COMPARING.contains(operator) ? Type.TRUTH : input(operator.equals("Where") ? 1 : 0).type();
    for (Optional<SizedTensor> input : inputs) {
      if (input.isEmpty()
          || input.get().known().isEmpty()
          || count(sizes) > SizedTensor.MAX_KNOWN) {
        return SizedTensor.of(type, sizes);
      }
      for (double value : input.get().known().get()) {
        if (!SizedTensor.isExact(value)) {
          return SizedTensor.of(type, sizes);
        }
      }
    }
    if (operator.equals("Where")) {
      double[] condition = spread(0, sizes);
      double[] yes = spread(1, sizes);
      double[] no = spread(2, sizes);
      double[] chosen = new double[condition.length];
      Arrays.setAll(chosen, i -> condition[i] != 0 ? yes[i] : no[i]);
      return SizedTensor.computed(type, sizes, chosen);
    }
    Optional<DoubleBinaryOperator> arithmetic = arithmetic(operator, first().type());
    if (inputs.size() != 2 || arithmetic.isEmpty()) {
      return SizedTensor.of(type, sizes);
    }
    double[] left = spread(0, sizes);
    double[] right = spread(1, sizes);
    double[] result = new double[left.length];
    Arrays.setAll(result, i -> arithmetic.get().applyAsDouble(left[i], right[i]));
    return SizedTensor.computed(type, sizes, result);
  }

  private static Optional<DoubleBinaryOperator> arithmetic(String operator, Type type) {
    return Optional.ofNullable(
        switch (operator) {
          case "Add" -> (a, b) -> a + b;
          case "Sub" -> (a, b) -> a - b;
          case "Mul" -> (a, b) -> a * b;
          case "Div" ->
              type == Type.WHOLE
                  ? (a, b) -> b == 0 ? Double.NaN : (double) ((long) a / (long) b)
                  : (a, b) -> a / b;
          case "Min" -> Math::min;
          case "Max" -> Math::max;
          case "Equal" -> (a, b) -> a == b ? 1 : 0;
          case "Greater" -> (a, b) -> a > b ? 1 : 0;
          case "GreaterOrEqual" -> (a, b) -> a >= b ? 1 : 0;
          case "Less" -> (a, b) -> a < b ? 1 : 0;
          case "LessOrEqual" -> (a, b) -> a <= b ? 1 : 0;
          default -> null;
        });
  }

  /** An input's known values, stretched to sizes. */
  private double[] spread(int number, long[] sizes) throws InvalidProtocolBufferException {
    SizedTensor tensor = input(number);
    double[] values = tensor.known().orElseThrow();
    double[] spread = new double[(int) count(sizes)];
    for (int i = 0; i < spread.length; i++) {
      int rest = i;
      int place = 0;
      int stride = 1;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        int at = (int) (rest % sizes[axis]);
        rest /= (int) sizes[axis];
        int own = axis - (sizes.length - tensor.rank());
        if (own >= 0) {
          place += tensor.sizes()[own] == 1 ? 0 : at * stride;
          stride *= (int) tensor.sizes()[own];
        }
      }
      spread[i] = values[place];
    }
    return spread;
  }

  private static long[] wide(long[] one, long[] other) throws InvalidProtocolBufferException {
    long[] wide = new long[Math.max(one.length, other.length)];
    for (int i = 1; i <= wide.length; i++) {
      long a = i <= one.length ? one[one.length - i] : 1;
      long b = i <= other.length ? other[other.length - i] : 1;
      if (a != b && a != 1 && b != 1) {
        throw new Unfit(
            "joins the sizes %s and %s".formatted(Arrays.toString(one), Arrays.toString(other)));
      }
      wide[wide.length - i] = a == 1 ? b : a;
    }
    return wide;
  }

  private SizedTensor reduced() throws InvalidProtocolBufferException {
    Optional<long[]> axes = step.list("axes", optional(1));
    boolean none = axes.isEmpty() || axes.get().length == 0;
    if (none && step.attributes().number("noop_with_empty_axes", 0) != 0) {
      return SizedTensor.of(first().type(), first().sizes());
    }
    SizedTensor reduced =
        without(none ? LongStream.range(0, first().rank()).toArray() : axes.get(), first().type());
    if (step.operator().equals("ReduceProd")
        && reduced.count() == 1
        && first().known().isPresent()) {
      double product = Arrays.stream(first().known().get()).reduce(1, (a, b) -> a * b);
      return SizedTensor.computed(reduced.type(), reduced.sizes(), new double[] {product});
    }
    return reduced;
  }

  private SizedTensor without(long[] axes, Type type) throws InvalidProtocolBufferException {
    Set<Integer> gone = axes(axes, first());
    boolean kept = step.attributes().number("keepdims", 1) != 0;
    List<Long> sizes = new ArrayList<>();
    for (int axis = 0; axis < first().rank(); axis++) {
      if (!gone.contains(axis)) {
        sizes.add(first().sizes()[axis]);
      } else if (kept) {
        sizes.add(1L);
      }
    }
    return SizedTensor.of(type, sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static Set<Integer> axes(long[] axes, SizedTensor of)
      throws InvalidProtocolBufferException {
    Set<Integer> result = new HashSet<>();
    for (long axis : axes) {
      result.add(of.axis(axis));
    }
    return result;
  }

  // Filters.

  private SizedTensor convolved(int weight) throws InvalidProtocolBufferException {
    SizedTensor from = first();
    long[] filter = input(weight).sizes();
    if (from.rank() < 3 || filter.length != from.rank()) {
      throw unknown("has filters of other dimensions");
    }
    long[] kernel = Arrays.copyOfRange(filter, 2, filter.length);
    long[] sizes = windows(from.sizes(), kernel);
    sizes[1] = filter[0];
    work = (double) count(sizes) * count(filter) / Math.max(1, filter[0]);
    return SizedTensor.of(Type.FLOAT, sizes);
  }

  private List<SizedTensor> pooled() throws InvalidProtocolBufferException {
    long[] kernel =
        step.attributes()
            .numbers("kernel_shape")
            .orElseThrow(() -> unknown("has windows of no size"));
    if (first().rank() != kernel.length + 2) {
      throw unknown("has windows of other dimensions");
    }
    SizedTensor pooled = SizedTensor.of(first().type(), windows(first().sizes(), kernel));
    work = (double) pooled.count() * count(kernel);
    return step.outputs().size() > 1
        ? List.of(pooled, SizedTensor.of(Type.WHOLE, pooled.sizes()))
        : List.of(pooled);
  }

  /** Where windows fit into images. */
  private long[] windows(long[] sizes, long[] kernel) throws InvalidProtocolBufferException {
    int spatial = kernel.length;
    long[] strides = step.attributes().numbers("strides").orElse(ones(spatial));
    long[] dilations = step.attributes().numbers("dilations").orElse(ones(spatial));
    long[] pads = step.attributes().numbers("pads").orElse(new long[2 * spatial]);
    checkRanges(kernel, strides, dilations, pads);
    String auto = step.attributes().text("auto_pad", "NOTSET");
    long[] result = sizes.clone();
    for (int i = 0; i < spatial; i++) {
      long extent = (kernel[i] - 1) * dilations[i] + 1;
      long padded = sizes[2 + i] + (auto.equals("VALID") ? 0 : pads[i] + pads[spatial + i]);
      long last = padded - extent;
      boolean up = step.attributes().number("ceil_mode", 0) != 0;
      result[2 + i] =
          auto.startsWith("SAME")
              ? ceiled(sizes[2 + i], strides[i])
              : Math.max(0, (up ? ceiled(last, strides[i]) : Math.floorDiv(last, strides[i])) + 1);
    }
    return result;
  }

  private static long ceiled(long size, long by) {
    return -Math.floorDiv(-size, by);
  }

  private static void checkRanges(long[] kernel, long[] strides, long[] dilations, long[] pads)
      throws InvalidProtocolBufferException {
    boolean fit =
        strides.length == kernel.length
            && dilations.length == kernel.length
            && pads.length == 2 * kernel.length
            && LongStream.of(pads).allMatch(pad -> pad >= 0 && pad <= 1 << 20);
    for (long[] list : List.of(kernel, strides, dilations)) {
      fit &= LongStream.of(list).allMatch(size -> size >= 1 && size <= 1 << 20);
    }
    if (!fit) {
      throw unknown("has windows, strides or margins that cannot be");
    }
  }

  private static long[] ones(int count) {
    long[] ones = new long[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private SizedTensor enlarged() throws InvalidProtocolBufferException {
    long[] from = first().sizes();
    long[] filter = input(1).sizes();
    int spatial = from.length - 2;
    if (spatial < 1 || filter.length != from.length) {
      throw unknown("has filters of other dimensions");
    }
    long[] kernel = Arrays.copyOfRange(filter, 2, filter.length);
    long[] strides = step.attributes().numbers("strides").orElse(ones(spatial));
    long[] dilations = step.attributes().numbers("dilations").orElse(ones(spatial));
    long[] pads = step.attributes().numbers("pads").orElse(new long[2 * spatial]);
    long[] more = step.attributes().numbers("output_padding").orElse(new long[spatial]);
    checkRanges(kernel, strides, dilations, pads);
    if (more.length != spatial || step.attributes().has("output_shape")) {
      throw unknown("states the size of what it makes");
    }
    long[] sizes = from.clone();
    sizes[1] = filter[1] * Math.max(1, step.attributes().number("group", 1));
    for (int i = 0; i < spatial; i++) {
      // At most: margins, of whichever kind, take away from it.
      sizes[2 + i] =
          strides[i] * Math.max(0, from[2 + i] - 1)
              + Math.max(0, Math.min(more[i], 1 << 20))
              + (kernel[i] - 1) * dilations[i]
              + 1
              - pads[i]
              - pads[spatial + i];
      if (!step.attributes().text("auto_pad", "NOTSET").equals("NOTSET")) {
        sizes[2 + i] = from[2 + i] * strides[i];
      }
    }
    work = (double) count(from) * count(filter) / Math.max(1, filter[0]);
    return SizedTensor.of(Type.FLOAT, sizes);
  }

  private SizedTensor global() throws InvalidProtocolBufferException {
    long[] sizes = first().sizes().clone();
    Arrays.fill(sizes, Math.min(2, sizes.length), sizes.length, 1);
    return SizedTensor.of(first().type(), sizes);
  }

  // Products.

  private SizedTensor product(long[] left, long[] right) throws InvalidProtocolBufferException {
    if (left.length == 0 || right.length == 0) {
      throw unknown("multiplies a number that is no matrix");
    }
    long[] a = left.length == 1 ? new long[] {1, left[0]} : left;
    long[] b = right.length == 1 ? new long[] {right[0], 1} : right;
    if (a[a.length - 1] != b[b.length - 2]) {
      throw new Unfit(
          "multiplies matrices of %s and %s"
              .formatted(Arrays.toString(left), Arrays.toString(right)));
    }
    long[] many = wide(Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
    long[] sizes = Arrays.copyOf(many, many.length + 2);
    sizes[many.length] = a[a.length - 2];
    sizes[many.length + 1] = b[b.length - 1];
    work = (double) count(sizes) * a[a.length - 1];
    List<Long> result = new ArrayList<>();
    Arrays.stream(sizes).forEach(result::add);
    if (right.length == 1) {
      result.remove(result.size() - 1);
    }
    if (left.length == 1) {
      result.remove(many.length);
    }
    return SizedTensor.of(Type.FLOAT, result.stream().mapToLong(Long::longValue).toArray());
  }

  private SizedTensor gemm() throws InvalidProtocolBufferException {
    return product(turned(0, "transA"), turned(1, "transB"));
  }

  private long[] turned(int number, String attribute) throws InvalidProtocolBufferException {
    long[] sizes = input(number).sizes();
    if (sizes.length != 2) {
      throw unknown("multiplies what is no matrix");
    }
    return step.attributes().number(attribute, 0) != 0 ? new long[] {sizes[1], sizes[0]} : sizes;
  }

  private SizedTensor einsum() throws InvalidProtocolBufferException {
    String[] sides = step.attributes().text("equation", "").replace(" ", "").split("->", -1);
    String[] terms = sides[0].split(",", -1);
    if (sides.length != 2 || terms.length != inputs.size() || terms.length > 2) {
      throw unknown("is an Einsum of another form than \"ab,bc->ac\"");
    }
    Map<Character, Long> labels = new HashMap<>();
    for (int i = 0; i < terms.length; i++) {
      long[] sizes = input(i).sizes();
      if (terms[i].length() != sizes.length) {
        throw unknown("is an Einsum with other labels than sizes");
      }
      for (int axis = 0; axis < sizes.length; axis++) {
        labels.merge(terms[i].charAt(axis), sizes[axis], Math::max);
      }
    }
    long[] sizes = new long[sides[1].length()];
    for (int i = 0; i < sizes.length; i++) {
      Long size = labels.get(sides[1].charAt(i));
      if (size == null) {
        throw unknown("is an Einsum with an unknown label");
      }
      sizes[i] = size;
    }
    work = labels.values().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
    return SizedTensor.of(Type.FLOAT, sizes);
  }

  // Tensors made of lists.

  private SizedTensor constant() throws InvalidProtocolBufferException {
    Attributes attributes = step.attributes();
    if (attributes.tensor("value").isPresent()) {
      return SizedTensor.parse(attributes.tensor("value").get());
    }
    if (attributes.has("value_int")) {
      return SizedTensor.of(
          Type.WHOLE, new long[0], new double[] {attributes.number("value_int", 0)});
    }
    if (attributes.has("value_float")) {
      return SizedTensor.of(Type.FLOAT, new long[0], new double[] {attributes.real("value_float")});
    }
    Optional<long[]> whole = attributes.numbers("value_ints");
    if (whole.isPresent()) {
      return SizedTensor.list(Arrays.stream(whole.get()).asDoubleStream().toArray());
    }
    double[] reals =
        attributes.reals("value_floats").orElseThrow(() -> unknown("is a constant of no numbers"));
    return SizedTensor.of(Type.FLOAT, new long[] {reals.length}, reals);
  }

  private SizedTensor filled() throws InvalidProtocolBufferException {
    long[] sizes = needed(0);
    Optional<SizedTensor> value =
        step.attributes().tensor("value").isPresent()
            ? Optional.of(SizedTensor.parse(step.attributes().tensor("value").get()))
            : Optional.empty();
    Type type = value.map(SizedTensor::type).orElse(Type.FLOAT);
    Optional<double[]> known = value.flatMap(SizedTensor::known);
    if (count(sizes) > SizedTensor.MAX_KNOWN || value.isPresent() && known.isEmpty()) {
      return SizedTensor.of(type, sizes);
    }
    double[] values = new double[(int) count(sizes)];
    Arrays.fill(values, known.isPresent() && known.get().length > 0 ? known.get()[0] : 0);
    return SizedTensor.of(type, sizes, values);
  }

  private SizedTensor range() throws InvalidProtocolBufferException {
    double[] ends = new double[3];
    for (int i = 0; i < ends.length; i++) {
      double[] known =
          input(i).known().orElseThrow(() -> unknown("has a length that depends on the image"));
      ends[i] = known.length == 1 ? known[0] : Double.NaN;
    }
    double count = Math.max(0, Math.ceil((ends[1] - ends[0]) / ends[2]));
    if (!SizedTensor.isExact(count)) {
      throw unknown("counts too far");
    }
    long[] sizes = {(long) count};
    if (count > SizedTensor.MAX_KNOWN || first().type() != Type.WHOLE) {
      return SizedTensor.of(first().type(), sizes);
    }
    double[] values = new double[(int) count];
    Arrays.setAll(values, i -> ends[0] + i * ends[2]);
    return SizedTensor.computed(Type.WHOLE, sizes, values);
  }

  private SizedTensor shape() throws InvalidProtocolBufferException {
    int rank = first().rank();
    long start = step.attributes().number("start", 0);
    long end = step.attributes().number("end", rank);
    int from = (int) Math.max(0, Math.min(rank, start < 0 ? start + rank : start));
    int to = (int) Math.max(from, Math.min(rank, end < 0 ? end + rank : end));
    return SizedTensor.list(Arrays.stream(first().sizes(), from, to).asDoubleStream().toArray());
  }

  private SizedTensor tiled() throws InvalidProtocolBufferException {
    long[] repeats = needed(1);
    long[] sizes = first().sizes().clone();
    if (repeats.length != sizes.length) {
      throw unknown("repeats other dimensions");
    }
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = count(sizes[i], repeats[i]);
    }
    return SizedTensor.of(first().type(), sizes);
  }

  private SizedTensor padded() throws InvalidProtocolBufferException {
    long[] pads =
        step.list("pads", optional(1)).orElseThrow(() -> unknown("has margins of no size"));
    long[] axes =
        step.list("axes", optional(3)).orElse(LongStream.range(0, first().rank()).toArray());
    if (pads.length != 2 * axes.length) {
      throw unknown("has margins of other dimensions");
    }
    long[] sizes = first().sizes().clone();
    for (int i = 0; i < axes.length; i++) {
      int axis = first().axis(axes[i]);
      for (long pad : new long[] {pads[i], pads[axes.length + i]}) {
        if (!SizedTensor.isExact(pad)) {
          throw unknown("has margins that cannot be");
        }
        sizes[axis] += pad;
      }
    }
    return SizedTensor.of(first().type(), sizes);
  }

  private SizedTensor resized() throws InvalidProtocolBufferException {
    long[] from = first().sizes();
    if (!step.attributes().text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
      throw unknown("chooses the size of what it makes");
    }
    long[] axes =
        step.attributes().numbers("axes").orElse(LongStream.range(0, from.length).toArray());
    // Upsample and the first Resize have scales in second place, later ones a region.
    boolean early = step.operator().equals("Upsample") || inputs.size() == 2;
    Optional<SizedTensor> scales = optional(early ? 1 : 2);
    Optional<SizedTensor> wanted = early ? Optional.empty() : optional(3);
    boolean bySize = wanted.isPresent() && wanted.get().count() > 0;
    double[] list;
    if (bySize) {
      list = Arrays.stream(needed(3)).asDoubleStream().toArray();
    } else if (scales.isPresent() && scales.get().count() > 0) {
      list = scales.get().known().orElseThrow(() -> unknown("scales as the image says"));
    } else {
      list = step.attributes().reals("scales").orElseThrow(() -> unknown("scales by nothing"));
    }
    if (list.length != axes.length) {
      throw unknown("scales other dimensions");
    }
    long[] sizes = from.clone();
    for (int i = 0; i < axes.length; i++) {
      int axis = first().axis(axes[i]);
      double size = bySize ? list[i] : Math.floor(from[axis] * list[i]);
      if (!SizedTensor.isExact(size)) {
        throw unknown("scales too far");
      }
      sizes[axis] = (long) size;
    }
    return SizedTensor.of(first().type(), sizes);
  }

  // The same values elsewhere.

  private SizedTensor joined() throws InvalidProtocolBufferException {
    int axis = first().axis(step.attributes().number("axis", 0));
    long[] sizes = first().sizes().clone();
    sizes[axis] = 0;
    List<Double> known = new ArrayList<>();
    boolean all = first().rank() == 1;
    for (int i = 0; i < inputs.size(); i++) {
      SizedTensor part = input(i);
      for (int other = 0; other < sizes.length; other++) {
        if (part.rank() != sizes.length || other != axis && part.sizes()[other] != sizes[other]) {
          throw new Unfit("joins tensors of other sizes");
        }
      }
      sizes[axis] = Math.addExact(sizes[axis], part.sizes()[axis]);
      all &= part.known().isPresent() && sizes[axis] <= SizedTensor.MAX_KNOWN;
      if (all) {
        Arrays.stream(part.known().get()).forEach(known::add);
      }
    }
    return all
        ? SizedTensor.of(
            first().type(), sizes, known.stream().mapToDouble(Double::doubleValue).toArray())
        : SizedTensor.of(first().type(), sizes);
  }

  private SizedTensor gathered() throws InvalidProtocolBufferException {
    SizedTensor from = first();
    SizedTensor which = input(1);
    int axis = from.axis(step.attributes().number("axis", 0));
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < from.rank(); i++) {
      if (i == axis) {
        Arrays.stream(which.sizes()).forEach(sizes::add);
      } else {
        sizes.add(from.sizes()[i]);
      }
    }
    long[] result = sizes.stream().mapToLong(Long::longValue).toArray();
    if (from.rank() != 1 || from.known().isEmpty() || which.known().isEmpty()) {
      return SizedTensor.of(from.type(), result);
    }
    double[] values = from.known().get();
    double[] chosen = new double[which.known().get().length];
    for (int i = 0; i < chosen.length; i++) {
      long place = (long) which.known().get()[i];
      place = place < 0 ? place + values.length : place;
      if (place < 0 || place >= values.length) {
        throw unknown("takes what is not there");
      }
      chosen[i] = values[(int) place];
    }
    return SizedTensor.of(from.type(), result, chosen);
  }

  private SizedTensor sliced() throws InvalidProtocolBufferException {
    SizedTensor from = first();
    long[] starts = step.list("starts", optional(1)).orElseThrow(() -> unknown("starts nowhere"));
    long[] ends = step.list("ends", optional(2)).orElseThrow(() -> unknown("ends nowhere"));
    long[] axes =
        step.list("axes", optional(3)).orElse(LongStream.range(0, starts.length).toArray());
    long[] steps = step.list("steps", optional(4)).orElse(ones(starts.length));
    if (ends.length != starts.length
        || axes.length != starts.length
        || steps.length != starts.length) {
      throw unknown("cuts other dimensions");
    }
    long[] sizes = from.sizes().clone();
    int begin = 0;
    long stride = 1;
    for (int i = 0; i < axes.length; i++) {
      int axis = from.axis(axes[i]);
      long size = from.sizes()[axis];
      stride = steps[i];
      if (stride == 0 || !SizedTensor.isExact(stride) && stride != Long.MIN_VALUE) {
        throw unknown("cuts in steps that cannot be");
      }
      boolean back = stride < 0;
      long start = clamped(starts[i], size, back ? 0 : 0, back ? size - 1 : size);
      long end = clamped(ends[i], size, back ? -1 : 0, back ? size - 1 : size);
      begin = (int) start;
      sizes[axis] =
          Math.max(
              0, back ? ceiled(start - end, Math.max(1, -stride)) : ceiled(end - start, stride));
    }
    if (from.rank() != 1 || from.known().isEmpty() || axes.length != 1) {
      return SizedTensor.of(from.type(), sizes);
    }
    double[] values = from.known().get();
    double[] cut = new double[(int) sizes[0]];
    for (int i = 0; i < cut.length; i++) {
      cut[i] = values[(int) (begin + i * stride)];
    }
    return SizedTensor.of(from.type(), sizes, cut);
  }

  private static long clamped(long place, long size, long least, long most) {
    long at = place < 0 ? place + size : place;
    return Math.max(least, Math.min(most, at));
  }

  private List<SizedTensor> split() throws InvalidProtocolBufferException {
    SizedTensor from = first();
    int axis = from.axis(step.attributes().number("axis", 0));
    int count = step.outputs().size();
    long part = ceiled(from.sizes()[axis], Math.max(1, count));
    Optional<long[]> stated = step.list("split", optional(1));
    if (stated.isPresent() && stated.get().length != count) {
      throw unknown("splits into another number of parts");
    }
    List<SizedTensor> parts = new ArrayList<>();
    int done = 0;
    for (int i = 0; i < count; i++) {
      long[] sizes = from.sizes().clone();
      sizes[axis] =
          stated.isPresent() ? stated.get()[i] : Math.max(0, Math.min(part, sizes[axis] - done));
      if (sizes[axis] < 0 || done + sizes[axis] > from.sizes()[axis]) {
        throw unknown("splits off more than there is");
      }
      parts.add(
          from.rank() == 1 && from.known().isPresent()
              ? SizedTensor.of(
                  from.type(),
                  sizes,
                  Arrays.copyOfRange(from.known().get(), done, (int) (done + sizes[0])))
              : SizedTensor.of(from.type(), sizes));
      done += (int) sizes[axis];
    }
    return parts;
  }

  private SizedTensor reshaped() throws InvalidProtocolBufferException {
    long[] wanted =
        step.list("shape", optional(1)).orElseThrow(() -> unknown("has no sizes to take"));
    boolean zeros = step.attributes().number("allowzero", 0) != 0;
    long[] sizes = wanted.clone();
    int open = -1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == 0 && !zeros) {
        if (i >= first().rank()) {
          throw unknown("takes over a size that is not there");
        }
        sizes[i] = first().sizes()[i];
      } else if (sizes[i] == -1) {
        open = i;
        sizes[i] = 1;
      }
    }
    if (open >= 0) {
      sizes[open] = first().count() / Math.max(1, count(sizes));
    }
    if (count(sizes) != first().count()) {
      throw new Unfit(
          "gives %s the sizes %s"
              .formatted(Arrays.toString(first().sizes()), Arrays.toString(wanted)));
    }
    return new SizedTensor(sizes, first().type(), first().known());
  }

  private SizedTensor flat() throws InvalidProtocolBufferException {
    long axis = step.attributes().number("axis", 1);
    int place = axis == first().rank() ? first().rank() : first().axis(axis);
    long before = count(Arrays.copyOf(first().sizes(), place));
    long after = count(Arrays.copyOfRange(first().sizes(), place, first().rank()));
    return new SizedTensor(new long[] {before, after}, first().type(), first().known());
  }

  private SizedTensor squeezed() throws InvalidProtocolBufferException {
    Optional<long[]> stated = step.list("axes", optional(1));
    List<Long> sizes = new ArrayList<>();
    Set<Integer> gone = stated.isPresent() ? axes(stated.get(), first()) : Set.of();
    for (int axis = 0; axis < first().rank(); axis++) {
      long size = first().sizes()[axis];
      boolean dropped = stated.isPresent() ? gone.contains(axis) : size == 1;
      if (dropped && size != 1) {
        throw unknown("drops a dimension of " + size);
      }
      if (!dropped) {
        sizes.add(size);
      }
    }
    return first().withSizes(sizes);
  }

  private SizedTensor unsqueezed() throws InvalidProtocolBufferException {
    long[] stated = step.list("axes", optional(1)).orElseThrow(() -> unknown("adds no dimension"));
    int rank = first().rank() + stated.length;
    Set<Integer> added = axes(stated, SizedTensor.of(Type.OTHER, new long[rank]));
    if (added.size() != stated.length) {
      throw unknown("adds a dimension twice");
    }
    List<Long> sizes = new ArrayList<>();
    int from = 0;
    for (int axis = 0; axis < rank; axis++) {
      sizes.add(added.contains(axis) ? 1 : first().sizes()[from++]);
    }
    return first().withSizes(sizes);
  }

  private SizedTensor transposed() throws InvalidProtocolBufferException {
    int rank = first().rank();
    Optional<long[]> stated = step.attributes().numbers("perm");
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    if (stated.isEmpty()) {
      Collections.reverse(order);
    } else if (axes(stated.get(), first()).size() != rank || stated.get().length != rank) {
      throw unknown("turns other dimensions");
    } else {
      Arrays.setAll(new int[rank], i -> order.set(i, (int) stated.get()[i]));
    }
    long[] sizes = order.stream().mapToLong(axis -> first(axis)).toArray();
    return rank == 1 ? first() : SizedTensor.of(first().type(), sizes);
  }

  private long first(int axis) {
    return inputs.get(0).orElseThrow().sizes()[axis];
  }

  private SizedTensor rearranged(boolean toSpace) throws InvalidProtocolBufferException {
    long block = step.attributes().number("blocksize", 1);
    long[] from = first().sizes();
    if (from.length != 4 || block < 1 || block > 1 << 10) {
      throw unknown("has blocks that cannot be");
    }
    return SizedTensor.of(
        first().type(),
        toSpace
            ? new long[] {from[0], from[1] / (block * block), from[2] * block, from[3] * block}
            : new long[] {from[0], from[1] * block * block, from[2] / block, from[3] / block});
  }
}
