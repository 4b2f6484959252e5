package io.github.anomaly4j.internal.image.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads numbers of 1 to 64 bits from the bytes of a strip or tile. */
final class TiffSamples {
  /** SampleFormat: unsigned integers, signed ones, floating point. */
  static final int UNSIGNED = 1;

  static final int SIGNED = 2;
  static final int FLOAT = 3;

  private final int bits;
  private final int format;
  private final ByteOrder order;

  TiffSamples(int bits, int format, ByteOrder order) {
    this.bits = bits;
    this.format = format;
    this.order = order;
  }

  /** Whether such samples can be read. */
  static boolean isKnown(int bits, int format) {
    return switch (format) {
      case UNSIGNED -> bits >= 1 && bits <= 16 || bits == 32;
      case SIGNED -> bits == 8 || bits == 16 || bits == 32;
      case FLOAT -> bits == 16 || bits == 32 || bits == 64;
      default -> false;
    };
  }

  /** Reads the numbers of one row that begins at the byte {@code from}. */
  void row(byte[] bytes, int from, double[] target, int count) {
    if (format == UNSIGNED && bits == 8) {
      for (int i = 0; i < count; i++) {
        target[i] = bytes[from + i] & 255;
      }
    } else if (format == UNSIGNED && bits != 16 && bits != 32) {
      packed(bytes, from, target, count);
    } else {
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
      int size = bits / 8;
      for (int i = 0; i < count; i++) {
        target[i] = wide(buffer, from + i * size);
      }
    }
  }

  private double wide(ByteBuffer buffer, int at) {
    if (format == FLOAT) {
      return switch (bits) {
        case 16 -> half(buffer.getShort(at));
        case 32 -> buffer.getFloat(at);
        default -> buffer.getDouble(at);
      };
    }
    if (format == SIGNED) {
      return switch (bits) {
        case 8 -> buffer.get(at);
        case 16 -> buffer.getShort(at);
        default -> buffer.getInt(at);
      };
    }
    return bits == 16 ? buffer.getShort(at) & 0xffff : buffer.getInt(at) & 0xffffffffL;
  }

  /** Samples without gaps, which may cross bytes, the highest bit first. */
  private void packed(byte[] bytes, int from, double[] target, int count) {
    int buffer = 0;
    int held = 0;
    int at = from;
    int mask = (1 << bits) - 1;
    for (int i = 0; i < count; i++) {
      while (held < bits) {
        buffer = buffer << 8 | bytes[at++] & 255;
        held += 8;
      }
      held -= bits;
      target[i] = buffer >> held & mask;
      buffer &= (1 << held) - 1;
    }
  }

  /** IEEE 754 binary16; Java 17 has no method for it. */
  private static double half(short value) {
    int exponent = value >> 10 & 31;
    int fraction = value & 1023;
    double size =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return value < 0 ? -size : size;
  }
}
