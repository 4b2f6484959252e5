package io.github.anomaly4j.internal.image.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Objects;

/** The bytes of a file in memory or on disk, read part by part. */
public interface ByteSource {
  long length();

  /**
   * A part of the bytes.
   *
   * @throws IndexOutOfBoundsException if it is not inside
   */
  byte[] read(long from, int length) throws IOException;

  /** Bytes in memory, which are not copied. */
  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public byte[] read(long from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        return Arrays.copyOfRange(bytes, (int) from, (int) from + length);
      }
    };
  }

  /** A file, whose length is the one that it has now. */
  static ByteSource of(SeekableByteChannel file) throws IOException {
    long size = file.size();
    return new ByteSource() {
      @Override
      public long length() {
        return size;
      }

      @Override
      public byte[] read(long from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, size);
        ByteBuffer part = ByteBuffer.allocate(length);
        file.position(from);
        while (part.hasRemaining()) {
          if (file.read(part) < 0) {
            throw new EOFException("it ended while it was read");
          }
        }
        return part.array();
      }
    };
  }
}
