package io.github.anomaly4j.internal.artifact;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Throwables;
import com.google.common.hash.Hashing;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.natives.Background;
import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Reads and checks one {@link ModelFile}. */
final class ModelFileReader {
  private final String name;
  private final OptionalLong length;
  private final Counted counted;
  private final DataInputStream in;

  /**
   * @param stream left open
   * @param name what messages call it
   * @param length how many bytes it has, if that is known
   */
  ModelFileReader(InputStream stream, String name, OptionalLong length) {
    this.name = name;
    this.length = length;
    this.counted = new Counted(stream);
    this.in = new DataInputStream(new BufferedInputStream(counted, 1 << 16));
  }

  /** Counts bytes, to tell where a stream ends. */
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

  <T> ModelFile<T> read(String kind, Class<T> type) throws IOException {
    try {
      Manifest manifest = manifest();
      if (!manifest.kind().equals(kind)) {
        throw new ModelFileException(
            name, "holds a %s; expected a %s".formatted(manifest.kind(), kind));
      }
      boolean old = manifest.formatVersion() == FormatVersion3.VERSION;
      JsonNode content = old ? FormatVersion3.content(manifest.content()) : manifest.content();
      FutureTask<T> binding = new FutureTask<>(() -> ModelFile.JSON.treeToValue(content, type));
      // In a new JVM it takes as long to load Jackson's classes as to read the tensors.
      Background.begin(binding, "anomaly4j-manifest");
      Tensors tensors = tensors(manifest);
      return new ModelFile<>(bound(binding), old ? FormatVersion3.tensors(tensors) : tensors);
    } catch (EOFException e) {
      throw new ModelFileException(
          name, "is truncated after %d bytes; copy it or train again".formatted(counted.bytes), e);
    } catch (JsonProcessingException | CharConversionException | IllegalArgumentException e) {
      // The second is Jackson's own answer to what begins as UTF-32 does.
      throw new ModelFileException(
          name, "its manifest does not describe a %s: %s".formatted(kind, e.getMessage()), e);
    }
  }

  /** What a task binds; it runs here if it has not begun. */
  private static <T> T bound(FutureTask<T> binding) throws JsonProcessingException {
    binding.run();
    try {
      return requireNonNull(Uninterruptibles.getUninterruptibly(binding));
    } catch (ExecutionException e) {
      Throwable thrown = requireNonNull(e.getCause());
      Throwables.throwIfInstanceOf(thrown, JsonProcessingException.class);
      Throwables.throwIfUnchecked(thrown);
      throw new IllegalStateException(thrown);
    }
  }

  private Manifest manifest() throws IOException {
    byte[] start = in.readNBytes(ModelFile.MAGIC.length);
    if (start.length == 0 || !Arrays.equals(start, Arrays.copyOf(ModelFile.MAGIC, start.length))) {
      throw new ModelFileException(
          name, "is not an Anomaly4J file; expected one written by AnomalyDetector.save");
    }
    if (start.length < ModelFile.MAGIC.length) {
      throw new EOFException();
    }
    int version = in.readInt();
    checkVersion(version);
    int manifestBytes = in.readInt();
    if (manifestBytes < 2 || manifestBytes > ModelFile.MAX_MANIFEST_BYTES) {
      throw altered("its manifest would have %d bytes".formatted(manifestBytes));
    }
    byte[] expected = readBytes(ModelFile.HASH_BYTES);
    byte[] bytes = readBytes(manifestBytes);
    if (!Arrays.equals(Hashing.sha256().hashBytes(bytes).asBytes(), expected)) {
      throw altered("its manifest does not match its checksum");
    }
    ManifestBounds.check(bytes);
    Manifest manifest = ModelFile.JSON.readValue(bytes, Manifest.class);
    if (!isComplete(manifest)) {
      throw altered("its manifest lacks a kind, a content or a tensor's name");
    }
    if (manifest.formatVersion() != version) {
      throw altered("its manifest is of format version %d".formatted(manifest.formatVersion()));
    }
    if (version == FormatVersion3.VERSION) {
      manifest = FormatVersion3.typed(manifest);
    } else if (manifest.tensors().stream().anyMatch(entry -> entry.type() == null)) {
      throw altered("its manifest lacks a tensor's type");
    }
    ManifestBounds.checkNames(manifest.tensors());
    checkLength(manifest, ModelFile.HEADER_BYTES + (long) manifestBytes);
    return manifest;
  }

  private void checkVersion(int version) throws ModelFileException {
    if (version > ModelFile.FORMAT_VERSION) {
      throw new ModelFileException(
          name,
          "has format version %d; this release reads up to %d: load it with a newer release"
              .formatted(version, ModelFile.FORMAT_VERSION));
    }
    if (version < 1) {
      throw altered("its format version is " + version);
    }
    if (version < FormatVersion3.VERSION) {
      throw new ModelFileException(
          name,
          "has format version %d, of before the first release, and this one reads %d and later:"
                  .formatted(version, FormatVersion3.VERSION)
              + " train again");
    }
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
  private void checkLength(Manifest manifest, long start) throws ModelFileException {
    long expected = start;
    for (TensorEntry entry : manifest.tensors()) {
      if (entry.length() < 0 || entry.length() > Integer.MAX_VALUE / entry.type().size()) {
        throw altered("tensor %s would have %d values".formatted(entry.name(), entry.length()));
      }
      expected += entry.bytes();
    }
    if (length.isPresent() && length.getAsLong() < expected) {
      throw new ModelFileException(
          name,
          "is truncated: %d bytes of %d; copy it or train again"
              .formatted(length.getAsLong(), expected));
    }
    if (length.isPresent() && length.getAsLong() > expected) {
      throw altered("%d bytes follow its last tensor".formatted(length.getAsLong() - expected));
    }
    if (expected > Runtime.getRuntime().maxMemory()) {
      throw new ModelFileException(
          name,
          "has %d bytes, and this JVM's heap at most %d: start it with a larger -Xmx"
              .formatted(expected, Runtime.getRuntime().maxMemory()));
    }
  }

  private Tensors tensors(Manifest manifest) throws IOException {
    Tensors.Builder tensors = Tensors.builder();
    for (TensorEntry entry : manifest.tensors()) {
      TensorBytes.Read read = TensorBytes.read(in, entry, length.isPresent());
      if (!read.sha256().equals(entry.sha256())) {
        throw altered("tensor %s does not match its checksum".formatted(entry.name()));
      }
      tensors.tensor(entry.name(), read.tensor());
    }
    if (in.read() >= 0) {
      throw altered("more bytes follow its last tensor");
    }
    return tensors.build();
  }

  /** Sets memory aside as bytes arrive. */
  private byte[] readBytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private ModelFileException altered(String found) {
    return new ModelFileException(
        name, "is damaged or was altered: " + found + "; copy it or train again");
  }
}
