package io.github.anomaly4j.internal.onnx.size;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.onnx.ModelGraph;
import io.github.anomaly4j.internal.onnx.WireMessage;
import io.github.anomaly4j.internal.onnx.size.SizedTensor.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks what a graph needs for an image before anything of it runs: only operators of feature
 * extractors, no loops, branches or functions, every size known, and bounds for the largest tensor,
 * for the tensors that live at one time, and for the work. ONNX Runtime has no such bounds, and
 * runs steps that depend on no input already when it loads a model.
 */
public final class GraphCheck {
  /** A map of 64 channels of 1,024 x 1,024; 256 MiB. */
  private static final long MAX_TENSOR = 1L << 26;

  /** 1 GiB. */
  private static final long MAX_AT_ONCE = 1L << 28;

  /**
   * A few seconds to a minute on one core; a large vision transformer at 518 x 518 needs half of
   * it.
   */
  private static final double MAX_WORK = 1L << 40;

  private static final int MAX_STEPS = 20_000;

  private final Map<String, SizedTensor> tensors = new HashMap<>();
  private final List<GraphStep> steps = new ArrayList<>();

  /** The tensors that steps made, without weights and inputs. */
  private final Set<String> own = new HashSet<>();

  private GraphCheck() {}

  /**
   * Refuses a graph that needs too much, or whose needs are unknown.
   *
   * @param inputs sizes by name
   */
  public static void check(Path file, ModelGraph graph, Map<String, long[]> inputs)
      throws ModelFileException {
    GraphCheck check = new GraphCheck();
    String about = "its weights";
    try {
      if (graph.hasSparseWeights()) {
        throw new InvalidProtocolBufferException("are sparse, and may stand for any number");
      }
      for (ByteString weight : graph.weightMessages()) {
        String name = WireMessage.parse(weight, n -> n == SizedTensor.NAME).text(SizedTensor.NAME);
        about = "its weight \"" + name + "\"";
        check.tensors.put(name, SizedTensor.parse(weight));
      }
      inputs.forEach((name, sizes) -> check.tensors.put(name, SizedTensor.of(Type.FLOAT, sizes)));
      about = "its graph";
      for (ByteString node : graph.nodeMessages()) {
        check.steps.add(GraphStep.parse(node));
      }
      if (check.steps.size() > MAX_STEPS) {
        throw new InvalidProtocolBufferException(
            "has %d steps; expected at most %d".formatted(check.steps.size(), MAX_STEPS));
      }
      Map<String, Integer> lastUse = check.lastUse();
      double work = 0;
      long alive = 0;
      for (int i = 0; i < check.steps.size(); i++) {
        GraphStep step = check.steps.get(i);
        about = "its step \"%s\" (%s)".formatted(name(step), operator(step));
        StepOutputs made = check.made(step);
        work += made.work();
        for (SizedTensor tensor : made.tensors()) {
          alive += bounded(tensor);
        }
        if (alive > MAX_AT_ONCE || work > MAX_WORK) {
          throw new InvalidProtocolBufferException(
              "is the one at which more is needed than %d values at a time or %.0f multiplications"
                  .formatted(MAX_AT_ONCE, MAX_WORK));
        }
        alive -= check.freed(step, i, lastUse);
      }
    } catch (UnfitSizesException e) {
      throw new IllegalArgumentException(
          "%s: cannot run on an image of %s; choose another inputSize: %s %s"
              .formatted(file, image(inputs), about, e.getMessage()),
          e);
    } catch (InvalidProtocolBufferException | ArithmeticException e) {
      throw new ModelFileException(
          file,
          ("%s %s. A model may hold no loops, branches or functions, and its sizes must follow from"
                  + " the image's: choose an earlier layer or a smaller image, export it with"
                  + " fixed sizes, or, if you trust it, allow it by uncheckedOperators(), on the"
                  + " command line --unchecked-operators")
              .formatted(about, e.getMessage()),
          e);
    }
  }

  private static String image(Map<String, long[]> inputs) {
    return inputs.values().stream()
        .map(
            sizes ->
                sizes.length == 4
                    ? sizes[1] == 3
                        ? "%d x %d pixels".formatted(sizes[3], sizes[2])
                        : "%d x %d pixels".formatted(sizes[2], sizes[1])
                    : Arrays.toString(sizes))
        .findFirst()
        .orElse("any size");
  }

  private static String name(GraphStep step) {
    return step.name().isEmpty() && !step.outputs().isEmpty() ? step.outputs().get(0) : step.name();
  }

  private static String operator(GraphStep step) {
    return step.isOfOnnx() ? step.operator() : step.domain() + "." + step.operator();
  }

  private static long bounded(SizedTensor tensor) throws InvalidProtocolBufferException {
    long count = tensor.count();
    if (count > MAX_TENSOR) {
      throw new InvalidProtocolBufferException(
          "makes a tensor of the sizes %s; expected at most %d values"
              .formatted(Arrays.toString(tensor.sizes()), MAX_TENSOR));
    }
    return count;
  }

  private StepOutputs made(GraphStep step) throws InvalidProtocolBufferException {
    if (!step.isOfOnnx()) {
      throw new InvalidProtocolBufferException("is no operator of ONNX's own");
    }
    if (step.attributes().holdGraphs()) {
      throw new InvalidProtocolBufferException("is a loop or branch");
    }
    List<Optional<SizedTensor>> inputs = new ArrayList<>();
    for (String name : step.inputs()) {
      if (!name.isEmpty() && !tensors.containsKey(name)) {
        throw new InvalidProtocolBufferException(
            "reads \"%s\", which no step before it makes".formatted(name));
      }
      inputs.add(Optional.ofNullable(tensors.get(name)));
    }
    StepInputs read = new StepInputs(step, inputs);
    StepOutputs made = SizeRules.outputs(read);
    List<SizedTensor> all = new ArrayList<>(made.tensors());
    for (int i = 0; i < step.outputs().size(); i++) {
      if (i >= all.size()) {
        // Masks, means and deviations are no larger than the tensors that they are computed from.
        all.add(SizedTensor.of(Type.OTHER, read.first().sizes()));
      }
      String name = step.outputs().get(i);
      if (tensors.put(name, all.get(i)) != null && !name.isEmpty()) {
        throw new InvalidProtocolBufferException("makes \"%s\" again".formatted(name));
      }
      own.add(name);
    }
    return new StepOutputs(all, made.work());
  }

  private Map<String, Integer> lastUse() {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < steps.size(); i++) {
      for (String input : steps.get(i).inputs()) {
        last.put(input, i);
      }
    }
    return last;
  }

  /** The values of tensors that are not needed any more; weights and inputs were not counted. */
  private long freed(GraphStep step, int number, Map<String, Integer> lastUse)
      throws InvalidProtocolBufferException {
    long freed = 0;
    for (String name : step.inputs().stream().distinct().toList()) {
      if (lastUse.get(name) == number && own.contains(name)) {
        freed += tensors.get(name).count();
      }
    }
    return freed;
  }
}
