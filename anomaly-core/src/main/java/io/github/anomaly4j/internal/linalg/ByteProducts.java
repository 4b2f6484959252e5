package io.github.anomaly4j.internal.linalg;

import io.github.anomaly4j.internal.natives.OneThread;
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

  /**
   * Whether sums are exact, since processors without instructions for them cut sums of pairs off,
   * and whether they take no longer than sums of floats, as oneDNN's own loops would.
   */
  private static final class Trial {
    static final boolean PASSED = OneThread.run(Trial::pass);

    private static final int INNER = 64;
    private static final int ROWS = 64;
    private static final int COLUMNS = 2048;
    private static final int REPEATS = 5;

    private static boolean pass() {
      byte[] first = new byte[ROWS * INNER];
      byte[] second = new byte[INNER * COLUMNS];
      Arrays.fill(first, (byte) 255);
      Arrays.fill(second, Byte.MAX_VALUE);
      try (ByteProducts bytes = new ByteProducts(INNER);
          NativeProducts floats = new NativeProducts(new float[ROWS * INNER], INNER)) {
        IntBuffer found = bytes.of(first, second);
        while (found.hasRemaining()) {
          if (found.get() != INNER * 255 * Byte.MAX_VALUE) {
            return false;
          }
        }
        float[][] columns = new float[INNER][COLUMNS];
        return time(() -> bytes.of(first, second)) < 2 * time(() -> floats.times(columns));
      } catch (RuntimeException e) {
        // A library that cannot multiply bytes.
        return false;
      }
    }

    private static long time(Runnable product) {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < REPEATS; i++) {
        long began = System.nanoTime();
        product.run();
        least = Math.min(least, System.nanoTime() - began);
      }
      return least;
    }
  }

  /**
   * @param inner how many columns the first matrix has, and rows the second
   */
  public ByteProducts(int inner) {
    this.inner = inner;
  }

  /** Whether they can be computed, exactly, and not more slowly than products of floats. */
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
