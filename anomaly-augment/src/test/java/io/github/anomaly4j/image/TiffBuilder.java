package io.github.anomaly4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** TIFF files tag by tag, right ones and wrong ones, of one strip unless its tags say otherwise. */
public final class TiffBuilder {
  static final int LZW = 5;
  static final int DEFLATE = 8;

  private static final int SHORT = 3;
  private static final int DOUBLE = 12;
  private static final int UNDEFINED = 7;

  private record Field(int type, int count, byte[] value) {}

  private final ByteOrder order;
  private final boolean big;
  private final Map<Integer, Field> fields = new TreeMap<>();
  private byte[] data = {};

  private TiffBuilder(ByteOrder order, boolean big) {
    this.order = order;
    this.big = big;
  }

  /** Gray of 8 bits, of which the data is still to be given. */
  public static TiffBuilder gray(int width, int height) {
    return in(ByteOrder.LITTLE_ENDIAN, false, width, height);
  }

  static TiffBuilder in(ByteOrder order, boolean big, int width, int height) {
    TiffBuilder builder = new TiffBuilder(order, big);
    return builder
        .longs(256, width)
        .longs(257, height)
        .shorts(258, 8)
        .shorts(259, 1)
        .shorts(262, 1)
        .shorts(277, 1);
  }

  public TiffBuilder shorts(int tag, int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(order);
    for (int value : values) {
      buffer.putShort((short) value);
    }
    fields.put(tag, new Field(SHORT, values.length, buffer.array()));
    return this;
  }

  TiffBuilder longs(int tag, long... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(order);
    for (long value : values) {
      buffer.putInt((int) value);
    }
    fields.put(tag, new Field(4, values.length, buffer.array()));
    return this;
  }

  TiffBuilder doubles(int tag, double... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(order);
    for (double value : values) {
      buffer.putDouble(value);
    }
    fields.put(tag, new Field(DOUBLE, values.length, buffer.array()));
    return this;
  }

  TiffBuilder bytes(int tag, byte[] value) {
    fields.put(tag, new Field(UNDEFINED, value.length, value.clone()));
    return this;
  }

  /** Sets the bytes of the strip in the file. */
  public TiffBuilder data(byte[] bytes) {
    data = bytes.clone();
    return this;
  }

  public TiffBuilder data(int... bytes) {
    data = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      data[i] = (byte) bytes[i];
    }
    return this;
  }

  /** Numbers of 16 bits. */
  TiffBuilder words(int... words) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * words.length).order(order);
    for (int word : words) {
      buffer.putShort((short) word);
    }
    return shorts(258, 16).data(buffer.array());
  }

  TiffBuilder floats(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(order);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return shorts(258, 32).shorts(339, 3).data(buffer.array());
  }

  TiffBuilder deflated() {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    byte[] buffer = new byte[data.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    return shorts(259, DEFLATE).data(Arrays.copyOf(buffer, length));
  }

  /** Codes of 9 bits for one byte each, cleared before they would grow longer. */
  TiffBuilder byLzw() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long buffer = 0;
    int held = 0;
    for (int i = 0; i <= data.length; i++) {
      int[] codes =
          i == data.length
              ? new int[] {257, 0}
              : i % 250 == 0 ? new int[] {256, data[i] & 255} : new int[] {data[i] & 255};
      for (int code : codes) {
        buffer = buffer << 9 | code;
        held += 9;
        while (held >= 8) {
          held -= 8;
          out.write((int) (buffer >> held));
        }
      }
    }
    return shorts(259, LZW).data(out.toByteArray());
  }

  /** The differences of 16-bit numbers within rows of this length, as predictor 2 needs them. */
  static int[] differences(int[] words, int row) {
    int[] differences = words.clone();
    for (int i = words.length - 1; i > 0; i--) {
      if (i % row != 0) {
        differences[i] = words[i] - words[i - 1] & 0xffff;
      }
    }
    return differences;
  }

  public byte[] build() {
    int start = big ? 16 : 8;
    int entry = big ? 20 : 12;
    if (!fields.containsKey(273) && !fields.containsKey(324)) {
      longs(273, 0).longs(279, data.length);
    }
    int directory = (big ? 8 : 2) + entry * fields.size() + (big ? 8 : 4);
    int extra = fields.values().stream().mapToInt(field -> field.value.length + 8).sum();
    ByteBuffer file = ByteBuffer.allocate(start + directory + extra + data.length).order(order);
    file.put(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
    file.putShort((short) (big ? 43 : 42));
    if (big) {
      file.putShort((short) 8).putShort((short) 0).putLong(start).putLong(fields.size());
    } else {
      file.putInt(start).putShort((short) fields.size());
    }
    int dataAt = start + directory + extra;
    if (fields.get(273) != null && fields.get(273).count == 1) {
      longs(273, dataAt);
    }
    int free = start + directory;
    for (Map.Entry<Integer, Field> each : fields.entrySet()) {
      Field field = each.getValue();
      file.putShort(each.getKey().shortValue()).putShort((short) field.type);
      int inline = big ? 8 : 4;
      if (big) {
        file.putLong(field.count);
      } else {
        file.putInt(field.count);
      }
      int next = file.position() + inline;
      if (field.value.length <= inline) {
        file.put(field.value);
      } else {
        if (big) {
          file.putLong(free);
        } else {
          file.putInt(free);
        }
        file.position(free).put(field.value);
        free += field.value.length;
      }
      file.position(next);
    }
    file.position(dataAt).put(data);
    return file.array();
  }
}
