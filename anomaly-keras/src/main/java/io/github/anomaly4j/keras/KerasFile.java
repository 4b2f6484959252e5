package io.github.anomaly4j.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.artifact.ModelFileException;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An HDF5 file as Keras 2 writes it: a description of the layers, and their weights. It is read in
 * Java and from memory, since DL4J's own way there needs a native library, which one thread at a
 * time may use, and a file of that name. Immutable.
 */
final class KerasFile {
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] LFS = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  /** What an array can hold. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  private static final String DESCRIPTION = "model_config";
  private static final String VERSION = "keras_version";
  private static final String BACKEND = "backend";
  private static final String WEIGHTS = "model_weights";
  private static final String WEIGHT_NAMES = "weight_names";

  /**
   * A weight of a layer.
   *
   * @param name as Keras has it, such as {@code conv1/kernel:0}
   * @param shape of the tensor
   * @param values of the tensor, the last index varying fastest
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Weight(String name, int[] shape, float[] values) {}

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
  static KerasFile read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new ModelFileException(
          path, "is a folder; expected an HDF5 file: save it with model.save(\"model.h5\")");
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
   * @param path where they come from, for messages
   * @throws ModelFileException as {@link #read}
   */
  static KerasFile of(byte[] bytes, Path path) throws ModelFileException {
    checkKind(bytes, path);
    try {
      HdfFile hdf = HdfFile.fromBytes(bytes);
      String config = text(hdf.getAttribute(DESCRIPTION));
      if (config.isEmpty()) {
        throw new ModelFileException(
            path,
            "holds no description of a model, as files of save_weights do not;"
                + " expected one of model.save(\"model.h5\")");
      }
      String version = text(hdf.getAttribute(VERSION));
      if (!version.startsWith("2.")) {
        throw new ModelFileException(
            path,
            "is of Keras %s; expected Keras 2, as DL4J reads: %s, or save it with TensorFlow 2.15 or"
                    .formatted(version.isEmpty() ? "1" : version, ModelProblem.ADVICE)
                + " earlier, or tf_keras");
      }
      String backend = text(hdf.getAttribute(BACKEND));
      if (!backend.equals("tensorflow")) {
        throw new ModelFileException(
            path, "is of Keras on \"%s\"; expected Keras on tensorflow".formatted(backend));
      }
      return new KerasFile(path, bytes, hdf, version, new ObjectMapper().readTree(config));
    } catch (RuntimeException | JsonProcessingException e) {
      throw damaged(path, e);
    }
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

  Path path() {
    return path;
  }

  /** The file, not copied. */
  byte[] bytes() {
    return bytes;
  }

  /** 64 lower-case hexadecimal digits. */
  String sha256() {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /** Of the Keras that wrote it, such as {@code 2.12.0}. */
  String version() {
    return version;
  }

  /** What Keras says of the layers. */
  JsonNode description() {
    return description;
  }

  /**
   * The weights of a layer, in Keras's order; none if it has none.
   *
   * @throws ModelFileException if the file is damaged
   */
  List<Weight> weights(String layer) throws ModelFileException {
    try {
      Node group = hdf.getByPath(WEIGHTS + "/" + layer);
      Attribute names = group.getAttribute(WEIGHT_NAMES);
      List<Weight> weights = new ArrayList<>();
      if (names != null && !names.isEmpty() && names.getSize() > 0) {
        for (String name : (String[]) names.getData()) {
          weights.add(weight(name, hdf.getDatasetByPath(group.getPath() + name)));
        }
      }
      return weights;
    } catch (RuntimeException e) {
      throw damaged(path, e);
    }
  }

  private Weight weight(String name, Dataset data) {
    // A file must not make us set aside more than it can fill.
    if (data.getSize() > bytes.length) {
      throw new IllegalStateException(name + " has more values than the file has bytes");
    }
    Object values = data.getDataFlat();
    if (values instanceof double[] doubles) {
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      values = floats;
    }
    if (!(values instanceof float[] floats)) {
      throw new IllegalStateException(name + " is of " + data.getJavaType() + ", not of floats");
    }
    return new Weight(name, data.getDimensions(), floats);
  }

  private static String text(Attribute attribute) {
    return attribute == null ? "" : attribute.getData().toString();
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  private static ModelFileException damaged(Path path, Exception cause) {
    return new ModelFileException(
        path,
        "begins as an HDF5 file and is truncated or damaged (%s): copy it again".formatted(cause),
        cause);
  }
}
