package io.github.anomaly4j.internal.artifact;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The values of one tensor, row by row. The arrays are not copied and must not be changed. Two are
 * equal if all their bits are.
 */
public sealed interface Tensor permits Tensor.Floats, Tensor.Ints, Tensor.Bytes {
  /** The type of its values. */
  TensorType type();

  /** How many values it has. */
  int length();

  /** The same values, cut or filled with zeros to another length. */
  Tensor resized(int length);

  /** Appends values to a buffer. */
  void put(int from, int count, ByteBuffer to);

  /** Replaces values by those that a buffer holds from its position on. */
  void take(int from, int count, ByteBuffer values);

  /**
   * 32-bit floats.
   *
   * @param values not copied
   */
  record Floats(float[] values) implements Tensor {
    @Override
    public TensorType type() {
      return TensorType.FLOAT32;
    }

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public Tensor resized(int length) {
      return new Floats(Arrays.copyOf(values, length));
    }

    @Override
    public void put(int from, int count, ByteBuffer to) {
      to.asFloatBuffer().put(values, from, count);
      to.position(to.position() + count * Float.BYTES);
    }

    @Override
    public void take(int from, int count, ByteBuffer buffer) {
      buffer.asFloatBuffer().get(values, from, count);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Floats same && Arrays.equals(values, same.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return length() + " of " + type();
    }
  }

  /**
   * 32-bit integers with a sign.
   *
   * @param values not copied
   */
  record Ints(int[] values) implements Tensor {
    @Override
    public TensorType type() {
      return TensorType.INT32;
    }

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public Tensor resized(int length) {
      return new Ints(Arrays.copyOf(values, length));
    }

    @Override
    public void put(int from, int count, ByteBuffer to) {
      to.asIntBuffer().put(values, from, count);
      to.position(to.position() + count * Integer.BYTES);
    }

    @Override
    public void take(int from, int count, ByteBuffer buffer) {
      buffer.asIntBuffer().get(values, from, count);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Ints same && Arrays.equals(values, same.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return length() + " of " + type();
    }
  }

  /**
   * Bytes, such as those of a whole file.
   *
   * @param values not copied
   */
  record Bytes(byte[] values) implements Tensor {
    @Override
    public TensorType type() {
      return TensorType.BYTES;
    }

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public Tensor resized(int length) {
      return new Bytes(Arrays.copyOf(values, length));
    }

    @Override
    public void put(int from, int count, ByteBuffer to) {
      to.put(values, from, count);
    }

    @Override
    public void take(int from, int count, ByteBuffer buffer) {
      buffer.get(values, from, count);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes same && Arrays.equals(values, same.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return length() + " of " + type();
    }
  }
}
