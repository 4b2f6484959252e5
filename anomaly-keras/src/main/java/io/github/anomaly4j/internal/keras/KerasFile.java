package io.github.anomaly4j.internal.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.ModelFileException;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An HDF5 file as Keras 2 writes it: a description of the layers, and their weights. It is read in
 * Java and from memory, because DL4J's own reader needs a native library, which one thread at a
 * time may use, and a file on disk. Immutable.
 */
public final class KerasFile {
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] LFS = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  /** The largest length of an array. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  /** The descriptions of the largest networks of Keras have a tenth of this length. */
  private static final int MAX_DESCRIPTION = 4 << 20;

  private static final String DESCRIPTION = "model_config";
  private static final String VERSION = "keras_version";
  private static final String BACKEND = "backend";

  private final Path path;
  private final byte[] bytes;
  private final HdfFile hdf;
  private final String version;
  private final JsonNode description;

  private KerasFile(Path path, byte[] bytes, HdfFile hdf, String version, JsonNode description) {
    this.path = path;
    this.bytes = bytes;
    this.hdf = hdf;
    this.version = version;
    this.description = description;
  }

  /**
   * Reads a file.
   *
   * @throws ModelFileException if it holds no whole model of Keras 2
   */
  public static KerasFile read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new ModelFileException(
          path, "is a folder; expected an HDF5 file: save it with model.save(\"model.h5\")");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new ModelFileException(path, "is no file, but a pipe or device");
    }
    long length = Files.size(path);
    if (length > MAX_BYTES) {
      throw new ModelFileException(
          path, "has %d bytes; expected less than 2 GiB: take a smaller network".formatted(length));
    }
    return of(Files.readAllBytes(path), path);
  }

  /**
   * A file from its bytes.
   *
   * @param bytes not copied
   * @param path the file of the bytes, for messages
   * @throws ModelFileException as {@link #read}
   */
  public static KerasFile of(byte[] bytes, Path path) throws ModelFileException {
    checkKind(bytes, path);
    try {
      HdfFile hdf = HdfFile.fromBytes(bytes);
      String config = text(hdf.getAttribute(DESCRIPTION), bytes);
      if (config.isEmpty()) {
        throw new ModelFileException(
            path,
            "holds no description of a model, as files of save_weights do not;"
                + " expected one of model.save(\"model.h5\")");
      }
      String version = text(hdf.getAttribute(VERSION), bytes);
      if (!version.startsWith("2.")) {
        throw new ModelFileException(
            path,
            "is of Keras %s; expected Keras 2, as DL4J reads: %s, or save it with TensorFlow 2.15 or"
                    .formatted(version.isEmpty() ? "1" : version, ModelProblem.ADVICE)
                + " earlier, or tf_keras");
      }
      String backend = text(hdf.getAttribute(BACKEND), bytes);
      if (!backend.equals("tensorflow")) {
        throw new ModelFileException(
            path, "is of Keras on \"%s\"; expected Keras on tensorflow".formatted(backend));
      }
      return new KerasFile(path, bytes, hdf, version, description(config));
    } catch (RuntimeException | JsonProcessingException | StackOverflowError e) {
      // Handles groups that contain each other.
      throw damaged(path, e);
    }
  }

  /** The objects of the tree take fifty times the memory of the text. */
  private static JsonNode description(String config) throws JsonProcessingException {
    if (config.length() > MAX_DESCRIPTION) {
      throw new IllegalStateException("a description of " + config.length() + " characters");
    }
    return new ObjectMapper().readTree(config);
  }

  private static void checkKind(byte[] bytes, Path path) throws ModelFileException {
    if (bytes.length == 0) {
      throw new ModelFileException(path, "is empty; expected an HDF5 file: copy it again");
    }
    if (startsWith(bytes, LFS)) {
      throw new ModelFileException(
          path, "is a Git LFS pointer; expected an HDF5 file: fetch the file it stands for");
    }
    if (startsWith(bytes, ZIP)) {
      throw new ModelFileException(
          path,
          "is a zip file, as Keras 3 writes with the ending .keras; expected an HDF5 file of Keras 2: "
              + ModelProblem.ADVICE);
    }
    if (!startsWith(bytes, HDF5)) {
      throw new ModelFileException(
          path, "is no HDF5 file; expected one such as model.save(\"model.h5\") of Keras 2 writes");
    }
  }

  /** Where the file came from. */
  public Path path() {
    return path;
  }

  /** The file, not copied. */
  public byte[] bytes() {
    return bytes;
  }

  /** The SHA-256 of the file, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /** The version of Keras that wrote the file, such as {@code 2.12.0}. */
  String version() {
    return version;
  }

  /** Keras's description of the layers. */
  JsonNode description() {
    return description;
  }

  /**
   * The weights of a layer, in Keras's order; none if it has none.
   *
   * @throws ModelFileException if the file is damaged
   */
  List<LayerWeights.Weight> weights(String layer) throws ModelFileException {
    try {
      return new LayerWeights(hdf, bytes.length, layer).read();
    } catch (RuntimeException | StackOverflowError e) {
      throw damaged(path, e);
    }
  }

  /**
   * How many values a layer's weights have; none of them is read.
   *
   * @throws ModelFileException if the file is damaged
   */
  long valuesOf(String layer) throws ModelFileException {
    try {
      return new LayerWeights(hdf, bytes.length, layer).count();
    } catch (RuntimeException | StackOverflowError e) {
      throw damaged(path, e);
    }
  }

  private static String text(Attribute attribute, byte[] bytes) {
    if (attribute == null) {
      return "";
    }
    LayerWeights.checkSize(attribute.getSize(), attribute.getSizeInBytes(), bytes.length);
    if (attribute.getSize() > 1) {
      throw new IllegalStateException(attribute.getName() + " is no text");
    }
    return attribute.getData().toString();
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  private static ModelFileException damaged(Path path, Throwable cause) {
    return new ModelFileException(
        path,
        "begins as an HDF5 file and is truncated or damaged (%s): copy it again".formatted(cause),
        cause);
  }
}
