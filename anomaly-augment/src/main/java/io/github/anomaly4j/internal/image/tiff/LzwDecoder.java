package io.github.anomaly4j.internal.image.tiff;

import java.io.IOException;

/**
 * LZW of TIFF (TIFF 6.0, section 13): codes of 9 to 12 bits, the highest bit first, each width left
 * one code early.
 */
final class LzwDecoder {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int MAX_CODES = 4096;

  private LzwDecoder() {}

  /** Decodes into the target and returns the number of bytes written. */
  static int decode(byte[] data, int from, int length, byte[] target) throws IOException {
    // The string of a code begins at start[code] of the target and has size[code] bytes.
    int[] start = new int[MAX_CODES];
    int[] size = new int[MAX_CODES];
    int next = END + 1;
    int bits = 9;
    int previous = CLEAR;
    int written = 0;
    long buffer = 0;
    int held = 0;
    int at = from;
    int end = from + length;
    while (written < target.length) {
      while (held < bits && at < end) {
        buffer = (buffer << 8 | data[at++] & 255) & 0xffffffffffL;
        held += 8;
      }
      if (held < bits) {
        return written;
      }
      held -= bits;
      int code = (int) (buffer >> held) & (1 << bits) - 1;
      if (code == END) {
        return written;
      }
      if (code == CLEAR) {
        next = END + 1;
        bits = 9;
        previous = CLEAR;
        continue;
      }
      int begin = written;
      if (code < CLEAR) {
        target[written++] = (byte) code;
      } else if (code < next) {
        int count = Math.min(size[code], target.length - written);
        System.arraycopy(target, start[code], target, written, count);
        written += count;
      } else if (code == next && previous != CLEAR) {
        int count = Math.min(sizeOf(previous, size), target.length - written);
        System.arraycopy(target, begin - sizeOf(previous, size), target, written, count);
        written += count;
        if (written < target.length) {
          target[written++] = target[begin];
        }
      } else {
        throw new IOException("an LZW code that was not defined");
      }
      if (previous != CLEAR && next < MAX_CODES) {
        // The previous string and the first byte of this one are adjacent.
        size[next] = sizeOf(previous, size) + 1;
        start[next] = begin - sizeOf(previous, size);
        next++;
      }
      if (next >= (1 << bits) - 1 && bits < 12) {
        bits++;
      }
      previous = code;
    }
    return written;
  }

  private static int sizeOf(int code, int[] size) {
    return code < CLEAR ? 1 : size[code];
  }
}
