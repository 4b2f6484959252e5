package io.github.anomaly4j.internal.artifact;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.file.AtomicFile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A file of typed content and named float tensors.
 *
 * <p>Layout: 8 bytes magic {@code "ANOMALY4"}, a big-endian int format version, a big-endian int
 * manifest length, 32 bytes SHA-256 of the manifest, the manifest as UTF-8 JSON, then every tensor
 * as little-endian IEEE 754 floats, one after the other, nothing behind them. The manifest gives
 * each tensor's name, length and SHA-256. There are no class names in it and nothing is
 * unserialized: the content is bound to the record that the reader asks for.
 *
 * <p>A file is data from outside: sizes are checked against the file's length and the heap before
 * anything is allocated, a stream's memory is set aside as its bytes arrive, and every byte is
 * covered by a checksum. The checksums find damage, not malice.
 *
 * @param <T> the record that describes the content
 * @param content what the file says of itself
 * @param tensors the tensors by name, in the order of the file
 */
public record ModelFile<T>(T content, Map<String, float[]> tensors) {
  private static final byte[] MAGIC = {'A', 'N', 'O', 'M', 'A', 'L', 'Y', '4'};

  /** 3: features stand in the middle of their cells; earlier ones cannot be compared with them. */
  private static final int FORMAT_VERSION = 3;

  private static final int HASH_BYTES = 32;
  private static final int HEADER_BYTES = MAGIC.length + 2 * Integer.BYTES + HASH_BYTES;
  private static final int MAX_MANIFEST_BYTES = 16 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Keeps the map's order. */
  public ModelFile {
    tensors = ImmutableMap.copyOf(tensors);
  }

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
    for (float[] tensor : tensors.values()) {
      out.write(littleEndian(tensor));
    }
    out.flush();
  }

  private byte[] manifest(String name, String kind) throws IOException {
    byte[] manifest =
        JSON.writeValueAsBytes(
            new Manifest(
                FORMAT_VERSION,
                kind,
                JSON.valueToTree(content),
                tensors.entrySet().stream()
                    .map(
                        tensor ->
                            new TensorEntry(
                                tensor.getKey(),
                                tensor.getValue().length,
                                sha256(littleEndian(tensor.getValue()))))
                    .collect(toImmutableList())));
    if (manifest.length > MAX_MANIFEST_BYTES) {
      throw new IOException(
          name + " could not be written (" + manifest.length + " bytes of names and figures)");
    }
    return manifest;
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
      // A pipe would be waited for, a device read without end.
      throw new ModelFileException(file, "is no file, but a pipe or device; expected a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), OptionalLong.of(Files.size(file)), kind, type);
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
    return read(in, name, OptionalLong.empty(), kind, type);
  }

  private static <T> ModelFile<T> read(
      InputStream stream, String name, OptionalLong length, String kind, Class<T> type)
      throws IOException {
    Counted counted = new Counted(stream);
    DataInputStream in = new DataInputStream(new BufferedInputStream(counted, 1 << 16));
    try {
      Manifest manifest = readManifest(in, name, length);
      if (!manifest.kind().equals(kind)) {
        throw new ModelFileException(
            name, "holds a %s; expected a %s".formatted(manifest.kind(), kind));
      }
      ImmutableMap.Builder<String, float[]> tensors = ImmutableMap.builder();
      for (TensorEntry entry : manifest.tensors()) {
        tensors.put(entry.name(), readTensor(in, name, entry));
      }
      if (in.read() >= 0) {
        throw altered(name, "more bytes follow its last tensor");
      }
      return new ModelFile<>(JSON.treeToValue(manifest.content(), type), tensors.buildOrThrow());
    } catch (EOFException e) {
      throw truncated(name, counted.bytes, e);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new ModelFileException(
          name, "its manifest does not describe a %s: %s".formatted(kind, e.getMessage()), e);
    }
  }

  /** Tells where a stream ends. */
  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = in.read(into, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }

  /** The tensors by folder, which is their name up to its last slash; the rest names them there. */
  public Map<String, Map<String, float[]>> folders() {
    Map<String, Map<String, float[]>> folders = new HashMap<>();
    tensors.forEach(
        (name, values) -> {
          int slash = name.lastIndexOf('/');
          folders
              .computeIfAbsent(name.substring(0, Math.max(0, slash)), folder -> new HashMap<>())
              .put(name.substring(slash + 1), values);
        });
    return folders;
  }

  private static Manifest readManifest(DataInputStream in, String name, OptionalLong length)
      throws IOException {
    byte[] start = in.readNBytes(MAGIC.length);
    if (start.length == 0 || !Arrays.equals(start, Arrays.copyOf(MAGIC, start.length))) {
      throw foreign(name);
    }
    if (start.length < MAGIC.length) {
      throw new EOFException();
    }
    int version = in.readInt();
    if (version > FORMAT_VERSION) {
      throw new ModelFileException(
          name,
          "has format version %d; this release reads up to %d: load it with a newer release"
              .formatted(version, FORMAT_VERSION));
    }
    if (version < 1) {
      throw altered(name, "its format version is " + version);
    }
    if (version < FORMAT_VERSION) {
      throw new ModelFileException(
          name,
          "has format version %d, of before the first release, and this one reads %d: train anew"
              .formatted(version, FORMAT_VERSION));
    }
    int manifestBytes = in.readInt();
    if (manifestBytes < 2 || manifestBytes > MAX_MANIFEST_BYTES) {
      throw altered(name, "its manifest would have %d bytes".formatted(manifestBytes));
    }
    byte[] expected = readBytes(in, HASH_BYTES);
    byte[] bytes = readBytes(in, manifestBytes);
    if (!Arrays.equals(Hashing.sha256().hashBytes(bytes).asBytes(), expected)) {
      throw altered(name, "its manifest does not match its checksum");
    }
    ManifestBounds.check(bytes);
    Manifest manifest = JSON.readValue(bytes, Manifest.class);
    if (!isComplete(manifest)) {
      throw altered(name, "its manifest lacks a kind, a content or a tensor's name");
    }
    ManifestBounds.checkNames(manifest.tensors());
    checkLength(manifest, name, HEADER_BYTES + (long) manifestBytes, length);
    return manifest;
  }

  private static boolean isComplete(Manifest manifest) {
    return manifest != null
        && manifest.kind() != null
        && manifest.content() != null
        && !manifest.content().isNull()
        && manifest.tensors() != null
        && manifest.tensors().stream().allMatch(entry -> entry != null && entry.name() != null);
  }

  /** Before anything is allocated: do the sizes that the manifest claims fit file and memory? */
  private static void checkLength(Manifest manifest, String name, long start, OptionalLong length)
      throws ModelFileException {
    long expected = start;
    for (TensorEntry entry : manifest.tensors()) {
      if (entry.length() < 0 || entry.length() > Integer.MAX_VALUE / Float.BYTES) {
        throw altered(
            name, "tensor %s would have %d values".formatted(entry.name(), entry.length()));
      }
      expected += entry.length() * Float.BYTES;
    }
    if (length.isPresent() && length.getAsLong() < expected) {
      throw new ModelFileException(
          name,
          "is truncated: %d bytes of %d; copy it again or train anew"
              .formatted(length.getAsLong(), expected));
    }
    if (length.isPresent() && length.getAsLong() > expected) {
      throw altered(
          name, "%d bytes follow its last tensor".formatted(length.getAsLong() - expected));
    }
    if (expected > Runtime.getRuntime().maxMemory()) {
      throw new ModelFileException(
          name,
          "has %d bytes, and this JVM's heap at most %d: start it with a larger -Xmx"
              .formatted(expected, Runtime.getRuntime().maxMemory()));
    }
  }

  private static float[] readTensor(DataInputStream in, String name, TensorEntry entry)
      throws IOException {
    byte[] bytes = readBytes(in, (int) (entry.length() * Float.BYTES));
    if (!sha256(bytes).equals(entry.sha256())) {
      throw altered(name, "tensor %s does not match its checksum".formatted(entry.name()));
    }
    float[] values = new float[(int) entry.length()];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** Sets memory aside as bytes arrive. */
  private static byte[] readBytes(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private static byte[] littleEndian(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  private static ModelFileException foreign(String name) {
    return new ModelFileException(
        name, "is not an Anomaly4J file; expected one written by AnomalyDetector.save");
  }

  private static ModelFileException altered(String name, String found) {
    return new ModelFileException(
        name, "is damaged or was altered: " + found + "; copy it again or train anew");
  }

  private static ModelFileException truncated(String name, long length, Exception cause) {
    return new ModelFileException(
        name, "is truncated after %d bytes; copy it again or train anew".formatted(length), cause);
  }
}
