package io.github.anomaly4j.internal.linalg;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Exact products of one matrix of bytes with others, in native memory, by oneDNN on the calling
 * thread: where the processor multiplies bytes, four times as many as floats at once. Not thread
 * safe.
 */
public final class ByteProducts implements AutoCloseable {
  private final int inner;
  private INDArray left = array(DataType.UINT8, 1, 1);
  private INDArray right = array(DataType.INT8, 1, 1);
  private INDArray product = array(DataType.INT32, 1, 1);

  /** Whether sums are exact: processors without instructions for it cut sums of pairs off. */
  private static final class Trial {
    static final boolean PASSED = pass();

    private static boolean pass() {
      int size = 64;
      byte[] most = new byte[size * size];
      byte[] largest = new byte[size * size];
      Arrays.fill(most, (byte) 255);
      Arrays.fill(largest, Byte.MAX_VALUE);
      try (ByteProducts products = new ByteProducts(size)) {
        IntBuffer found = products.of(most, largest);
        for (int i = 0; i < size * size; i++) {
          if (found.get(i) != size * 255 * Byte.MAX_VALUE) {
            return false;
          }
        }
        return true;
      } catch (RuntimeException e) {
        // A library that cannot multiply bytes.
        return false;
      }
    }
  }

  /**
   * @param inner how many columns the first matrix has, and rows the second
   */
  public ByteProducts(int inner) {
    this.inner = inner;
  }

  /** Whether they can be computed, exactly, and faster than products of floats. */
  public static boolean available() {
    return NativeProducts.available() && Trial.PASSED;
  }

  private static INDArray array(DataType type, long... shape) {
    return Nd4j.createUninitializedDetached(type, 'c', shape);
  }

  private static void write(INDArray array, byte[] values) {
    ByteBuffer to = array.data().pointer().asByteBuffer();
    to.put(values);
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
  }

  /**
   * Multiplies two matrices.
   *
   * @param first of 0 to 255, {@code [rows, inner]}
   * @param second of -128 to 127, {@code [inner, columns]}
   * @return {@code [rows, columns]}, until the next product
   */
  public IntBuffer of(byte[] first, byte[] second) {
    long rows = first.length / inner;
    long columns = second.length / inner;
    if (product.size(0) != rows || product.size(1) != columns || left.size(1) != inner) {
      close();
      left = array(DataType.UINT8, rows, inner);
      right = array(DataType.INT8, inner, columns);
      product = array(DataType.INT32, rows, columns);
    }
    write(left, first);
    write(right, second);
    Nd4j.exec(
        new DynamicCustomOp(
            "matmul",
            new INDArray[] {left, right},
            new INDArray[] {product},
            List.<Double>of(),
            new int[] {0, 0, 0}));
    return product.data().asNioInt();
  }

  @Override
  public void close() {
    left.close();
    right.close();
    product.close();
  }
}
