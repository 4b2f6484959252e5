package io.github.anomaly4j.internal.linalg;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies arrays out of native memory in one step; {@code asFloat} reads one value at a time. */
public final class NativeFloats {
  private NativeFloats() {}

  /**
   * Copies an array.
   *
   * @param array of floats, in the order of its buffer, not a view
   * @param to at least as long
   */
  public static void copy(INDArray array, float[] to) {
    array.data().asNioFloat().get(to, 0, Math.toIntExact(array.length()));
  }

  /** The array's values. */
  public static float[] of(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    copy(array, values);
    return values;
  }
}
