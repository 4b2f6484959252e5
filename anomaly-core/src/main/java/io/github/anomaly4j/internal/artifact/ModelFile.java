package io.github.anomaly4j.internal.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.file.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A file of typed content and named tensors.
 *
 * <p>Layout: 8 bytes magic {@code "ANOMALY4"}, a big-endian int format version, a big-endian int
 * manifest length, 32 bytes SHA-256 of the manifest, the manifest as UTF-8 JSON, then the values of
 * every tensor, little-endian, one after the other, nothing behind them. The manifest gives each
 * tensor's name, type, length and SHA-256. There are no class names in it and nothing is
 * unserialized: the content is bound to the record that the reader asks for.
 *
 * <p>A file is data from outside: sizes are checked against the file's length and the heap before
 * anything is allocated, a stream's memory is set aside as its bytes arrive, and every byte is
 * covered by a checksum. The checksums find damage, not malice.
 *
 * @param <T> the record that describes the content
 * @param content what the file says of itself
 * @param tensors the tensors
 */
public record ModelFile<T>(T content, Tensors tensors) {
  static final byte[] MAGIC = {'A', 'N', 'O', 'M', 'A', 'L', 'Y', '4'};

  /**
   * 4: tensors of several types. 5: what an image is expected to score, and what defects have
   * taught, which a reader of version 4 would leave out. Files of versions 3 and 4 are read, too.
   */
  static final int FORMAT_VERSION = 5;

  static final int HASH_BYTES = 32;
  static final int HEADER_BYTES = MAGIC.length + 2 * Integer.BYTES + HASH_BYTES;
  static final int MAX_MANIFEST_BYTES = 16 << 20;

  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * Writes the file beside its place and moves it there: what was there before stays whole until
   * the new file is complete, and stays if anything fails.
   *
   * @param kind what the file holds, such as "detector"
   * @throws IOException if it cannot be written; nothing half-written is left
   */
  public void write(Path file, String kind) throws IOException {
    byte[] manifest = manifest(file.toString(), kind);
    AtomicFile.write(file, stream -> write(stream, manifest));
  }

  /**
   * Writes the bytes of the file to a stream, flushes it and leaves it open. If it fails, what was
   * written is no such file.
   *
   * @param kind what the file holds, such as "detector"
   * @throws IOException if the stream fails
   */
  public void write(OutputStream out, String kind) throws IOException {
    write(out, manifest("the stream", kind));
  }

  private void write(OutputStream stream, byte[] manifest) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream, 1 << 16));
    out.write(MAGIC);
    out.writeInt(FORMAT_VERSION);
    out.writeInt(manifest.length);
    out.write(Hashing.sha256().hashBytes(manifest).asBytes());
    out.write(manifest);
    for (Tensor tensor : tensors.byName().values()) {
      TensorBytes.write(tensor, out);
    }
    out.flush();
  }

  private byte[] manifest(String name, String kind) throws IOException {
    List<TensorEntry> entries = new ArrayList<>();
    for (Map.Entry<String, Tensor> named : tensors.byName().entrySet()) {
      Tensor tensor = named.getValue();
      entries.add(
          new TensorEntry(
              named.getKey(), tensor.type(), tensor.length(), TensorBytes.sha256(tensor)));
    }
    byte[] manifest =
        JSON.writeValueAsBytes(
            new Manifest(FORMAT_VERSION, kind, JSON.valueToTree(content), entries));
    if (manifest.length > MAX_MANIFEST_BYTES) {
      throw new IOException(
          name + " could not be written (" + manifest.length + " bytes of names and figures)");
    }
    return manifest;
  }

  /**
   * SHA-256 of the content and the tensors, in hexadecimal. Of numbers it takes the bits, since
   * their text differs between releases of Java. A field that is null counts as one that is not
   * there: a later release may have more of them.
   */
  public String fingerprint() {
    Hasher hasher = Hashing.sha256().newHasher();
    add(JSON.valueToTree(content), hasher);
    for (Map.Entry<String, Tensor> named : tensors.byName().entrySet()) {
      hasher.putString(named.getKey() + "\n", UTF_8);
      TensorBytes.hash(named.getValue(), hasher);
    }
    return hasher.hash().toString();
  }

  private static void add(JsonNode node, Hasher hasher) {
    if (node.isFloatingPointNumber()) {
      hasher.putDouble(node.doubleValue());
    } else if (node.isArray()) {
      hasher.putString("[", UTF_8).putInt(node.size());
      node.forEach(child -> add(child, hasher));
    } else if (node.isObject()) {
      List<Map.Entry<String, JsonNode>> given =
          node.properties().stream().filter(field -> !field.getValue().isNull()).toList();
      hasher.putString("{", UTF_8).putInt(given.size());
      for (Map.Entry<String, JsonNode> field : given) {
        hasher.putString(field.getKey() + "\n", UTF_8);
        add(field.getValue(), hasher);
      }
    } else {
      hasher.putString(node.asText() + "\n", UTF_8);
    }
  }

  /**
   * Reads and checks a file.
   *
   * @param kind what the file must hold
   * @param type the record to bind its content to
   * @throws NoSuchFileException if there is no such file
   * @throws ModelFileException if it is not such a file, of a newer version, truncated or altered
   */
  public static <T> ModelFile<T> read(Path file, String kind, Class<T> type) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFileException(file, "is a folder; expected a file written by save");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // Opening a pipe would wait for a writer, and a device may have no end.
      throw new ModelFileException(file, "is no file, but a pipe or device; expected a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new ModelFileReader(in, file.toString(), OptionalLong.of(Files.size(file)))
          .read(kind, type);
    }
  }

  /**
   * Reads and checks what a stream gives to its end, and leaves it open. Memory is set aside as
   * bytes arrive, whatever the manifest claims, and no more than there is at all.
   *
   * @param name what messages call it
   * @param kind what it must hold
   * @param type the record to bind its content to
   * @throws ModelFileException if it is not such a file, of a newer version, truncated or altered
   * @throws IOException if the stream fails
   */
  public static <T> ModelFile<T> read(InputStream in, String name, String kind, Class<T> type)
      throws IOException {
    return new ModelFileReader(in, name, OptionalLong.empty()).read(kind, type);
  }
}
