package io.github.anomaly4j.onnx;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.onnx.GraphTensor;
import io.github.anomaly4j.internal.onnx.ModelMessage;
import io.github.anomaly4j.internal.onnx.TensorGrids;
import io.github.anomaly4j.internal.onnx.size.GraphCheck;
import io.github.anomaly4j.spi.Grid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ONNX model, read without running it: its inputs, its outputs, and all tensors between them,
 * each of which can become an output. Immutable, thread safe; holds the file's bytes.
 *
 * <p>Models with weights in other files ("external data") are refused: the checksum would not cover
 * them, and a file from outside would choose which other files are read. The message says how to
 * merge them. The operators are not checked; ONNX Runtime does that.
 */
public final class OnnxModel {
  /** The largest message of protobuf. */
  private static final long MAX_BYTES = Integer.MAX_VALUE;

  private static final byte[] LFS = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  /**
   * A tensor of a model.
   *
   * @param name unique in the model
   * @param type of its values, such as {@code float32}; {@code unknown} where the model does not
   *     say
   * @param shape as far as the model says it: -1 for an open size, as of a batch; empty if even the
   *     number of sizes is unknown, as of most inner tensors
   * @param operator that makes it, such as {@code Relu}; empty for an input
   */
  public record Tensor(String name, String type, Optional<List<Long>> shape, String operator) {
    private static Tensor of(GraphTensor tensor) {
      return new Tensor(tensor.name(), tensor.type(), tensor.shape(), tensor.operator());
    }
  }

  private final Path file;
  private final byte[] bytes;
  private final ModelMessage message;
  private final ImmutableList<Tensor> inputs;
  private final ImmutableList<Tensor> outputs;
  private final ImmutableList<Tensor> inner;

  private OnnxModel(Path file, byte[] bytes, ModelMessage message) {
    this.file = file;
    this.bytes = bytes;
    this.message = message;
    this.inputs = tensors(message.graph().inputs());
    this.outputs = tensors(message.graph().outputs());
    Set<String> given = new HashSet<>(names(outputs));
    this.inner =
        tensors(message.graph().made()).stream()
            .filter(tensor -> !given.contains(tensor.name()))
            .collect(toImmutableList());
  }

  /**
   * Reads a model.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws ModelFileException if it is no ONNX model, is truncated, empty or larger than 2 GiB, or
   *     keeps weights in other files
   * @throws IOException if it cannot be read
   */
  public static OnnxModel read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFileException(file, "is a folder; expected an ONNX model");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ModelFileException(file, "is no file, but a pipe or device");
    }
    long length = Files.size(file);
    if (length > MAX_BYTES) {
      throw new ModelFileException(
          file,
          "has %d bytes; an ONNX model has less than 2 GiB: take a smaller network"
              .formatted(length));
    }
    return parse(Files.readAllBytes(file), file);
  }

  /**
   * A model from its bytes, which are copied.
   *
   * @param file where they come from, for messages
   * @throws ModelFileException as {@link #read}
   */
  public static OnnxModel of(byte[] bytes, Path file) throws ModelFileException {
    return parse(bytes.clone(), requireNonNull(file, "file"));
  }

  static OnnxModel parse(byte[] bytes, Path file) throws ModelFileException {
    if (bytes.length == 0) {
      throw new ModelFileException(file, "is empty; expected an ONNX model: copy it again");
    }
    if (startsWith(bytes, LFS)) {
      throw new ModelFileException(
          file, "is a Git LFS pointer; expected an ONNX model: fetch the file it stands for");
    }
    try {
      ModelMessage message = ModelMessage.parse(bytes);
      List<String> external = message.externalFiles();
      if (!external.isEmpty()) {
        throw new ModelFileException(
            file,
            "keeps weights in other files (%s); expected one file: merge them, in Python with"
                    .formatted(String.join(", ", external))
                + " onnx.save(onnx.load(\"model.onnx\"), \"merged.onnx\")");
      }
      return new OnnxModel(file, bytes, message);
    } catch (InvalidProtocolBufferException e) {
      throw new ModelFileException(file, unreadable(bytes, e.getMessage()), e);
    }
  }

  /**
   * Refuses operators and sizes that no feature extractor needs.
   *
   * @throws ModelFileException if there are any
   */
  void check(OnnxSettings settings) throws ModelFileException {
    if (message.hasFunctions()) {
      throw new ModelFileException(
          file,
          "holds functions of its own; expected ONNX's operators alone: inline them, in Python with"
              + " onnx.inliner.inline_local_functions(model), or, if you trust it, allow it by"
              + " uncheckedOperators(), on the command line --unchecked-operators");
    }
    GraphCheck.check(file, message.graph(), ImageInput.sizes(this, settings));
  }

  /** The file that the model came from. */
  public Path file() {
    return file;
  }

  /** A copy of the model's bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes the model has. */
  long length() {
    return bytes.length;
  }

  /** The SHA-256 of the model's bytes, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /** The inputs of the model in its order, without weights. */
  public List<Tensor> inputs() {
    return inputs;
  }

  /** The outputs of the model in its order. */
  public List<Tensor> outputs() {
    return outputs;
  }

  /** The tensors that the model makes before its outputs, in its order. */
  public List<Tensor> inner() {
    return inner;
  }

  /**
   * The model that gives these tensors and no others; they may be outputs or inner tensors of this
   * one. Steps that they do not need, such as a classifier after them, are left out.
   *
   * @param names of {@link #outputs()} and {@link #inner()}
   * @return the bytes of an ONNX model
   * @throws IllegalArgumentException if there is no such tensor (the message suggests similar
   *     names), or if names are repeated or there are none
   */
  public byte[] withOutputs(List<String> names) {
    checkArgument(!names.isEmpty(), "%s: no outputs chosen of %s", file, names(outputs));
    checkArgument(
        ImmutableSet.copyOf(names).size() == names.size(), "%s: outputs twice: %s", file, names);
    List<String> made = message.graph().made().stream().map(GraphTensor::name).toList();
    Set<String> known = new HashSet<>(made);
    for (String name : names) {
      checkArgument(
          known.contains(name),
          "%s: makes no tensor \"%s\"; near ones: %s; its outputs: %s",
          file,
          name,
          NameSuggestions.of(name, made),
          names(outputs));
    }
    return message.withOutputs(names);
  }

  /**
   * The grids of tensors over the image that goes into an input; tensors without a known grid are
   * left out.
   */
  Map<String, Grid> grids(String input, int width, int height) {
    return TensorGrids.of(message.graph(), input, Grid.even(height, width));
  }

  @Override
  public String toString() {
    return "%s: %s to %s, %d inner tensors"
        .formatted(file, names(inputs()), names(outputs), inner.size());
  }

  private static ImmutableList<Tensor> tensors(List<GraphTensor> tensors) {
    return tensors.stream().map(Tensor::of).collect(toImmutableList());
  }

  private static List<String> names(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::name).toList();
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && ByteString.copyFrom(bytes, 0, start.length).equals(ByteString.copyFrom(start));
  }

  private static String unreadable(byte[] bytes, @Nullable String reason) {
    return ModelMessage.isBegunBy(bytes)
        ? "begins as an ONNX model and is truncated or damaged after %d bytes (%s): copy it again"
            .formatted(bytes.length, reason)
        : "is no ONNX model (%s); expected a file such as torch.onnx.export writes"
            .formatted(reason);
  }
}
