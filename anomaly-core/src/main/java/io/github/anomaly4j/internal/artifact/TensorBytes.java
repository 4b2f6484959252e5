package io.github.anomaly4j.internal.artifact;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tensors as bytes: little-endian, one value after the other. Bytes are made and read through a
 * small buffer, so that a tensor is in memory once.
 */
final class TensorBytes {
  private static final int BUFFER = 1 << 16;

  /** The most values for which memory is allocated before any of them has arrived. */
  private static final int UNSEEN = 1 << 20;

  private TensorBytes() {}

  /** Takes bytes. */
  @FunctionalInterface
  private interface Sink {
    void take(byte[] bytes, int count) throws IOException;
  }

  /** Writes the values of a tensor. */
  static void write(Tensor tensor, OutputStream out) throws IOException {
    each(tensor, (bytes, count) -> out.write(bytes, 0, count));
  }

  /** The SHA-256 of what {@link #write} writes, in hexadecimal. */
  static String sha256(Tensor tensor) throws IOException {
    Hasher hasher = Hashing.sha256().newHasher();
    each(tensor, (bytes, count) -> hasher.putBytes(bytes, 0, count));
    return hasher.hash().toString();
  }

  /** Adds what {@link #write} writes to a hash. */
  static void hash(Tensor tensor, Hasher hasher) {
    try {
      each(tensor, (bytes, count) -> hasher.putBytes(bytes, 0, count));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void each(Tensor tensor, Sink sink) throws IOException {
    byte[] bytes = new byte[BUFFER];
    ByteBuffer buffer = littleEndian(bytes);
    int most = BUFFER / tensor.type().size();
    for (int from = 0; from < tensor.length(); from += most) {
      int count = Math.min(most, tensor.length() - from);
      buffer.clear();
      tensor.put(from, count, buffer);
      sink.take(bytes, buffer.position());
    }
  }

  /**
   * Reads a tensor.
   *
   * @param entry its type and length; its checksum is not compared
   * @param lengthKnown whether the file is known to have as many bytes; if not, memory is set aside
   *     as they arrive, and may be twice as much as needed for a moment
   * @throws EOFException if the stream ends before
   */
  static Read read(InputStream in, TensorEntry entry, boolean lengthKnown) throws IOException {
    int length = (int) entry.length();
    Tensor tensor = entry.type().zeros(lengthKnown ? length : Math.min(length, UNSEEN));
    Hasher hasher = Hashing.sha256().newHasher();
    byte[] buffer = new byte[BUFFER];
    int most = BUFFER / entry.type().size();
    for (int from = 0; from < length; from += most) {
      int count = Math.min(most, length - from);
      if (from + count > tensor.length()) {
        tensor = tensor.resized((int) Math.min(length, 2L * tensor.length()));
      }
      int bytes = count * entry.type().size();
      if (in.readNBytes(buffer, 0, bytes) < bytes) {
        throw new EOFException();
      }
      hasher.putBytes(buffer, 0, bytes);
      tensor.take(from, count, littleEndian(buffer));
    }
    return new Read(tensor, hasher.hash().toString());
  }

  /**
   * A tensor that was read.
   *
   * @param sha256 of its bytes, in hexadecimal
   */
  record Read(Tensor tensor, String sha256) {}

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
