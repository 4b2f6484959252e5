package io.github.anomaly4j.internal.linalg;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies arrays out of native memory and into it in one step; {@code asFloat} and {@code
 * Nd4j.create} copy one value at a time.
 */
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

  /**
   * Overwrites an array.
   *
   * @param array of floats, not a view
   * @param rows its values, in the order of its buffer
   */
  public static void write(INDArray array, float[]... rows) {
    FloatBuffer to = array.data().asNioFloat();
    for (float[] row : rows) {
      to.put(row);
    }
    // A device such as a GPU has a copy of its own, which it would read otherwise.
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
  }

  /** The array's values. */
  public static float[] of(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    copy(array, values);
    return values;
  }
}
