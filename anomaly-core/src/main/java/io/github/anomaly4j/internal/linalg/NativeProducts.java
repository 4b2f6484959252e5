package io.github.anomaly4j.internal.linalg;

import io.github.anomaly4j.natives.NativeBackend;
import java.nio.FloatBuffer;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products of one matrix with others, in native memory: several times as fast as loops in Java, if
 * the native library has oneDNN. A convolution of one by one is such a product, and is computed by
 * oneDNN on the calling thread, where a product would be computed by the threads of ND4J's BLAS.
 * Not thread safe.
 */
public final class NativeProducts implements AutoCloseable {
  private final int rows;
  private final int inner;
  private final INDArray left;
  private INDArray right = array(1, 1, 1, 1);
  private INDArray product = array(1, 1, 1, 1);

  /**
   * Whether oneDNN computes them. Libraries for ARM processors, and those that an application
   * chooses, may lack it: a convolution is then left to the threads of ND4J's BLAS. A GPU may round
   * the factors to fewer digits than a float has.
   */
  public static boolean available() {
    NativeBackend.load();
    return Nd4j.getBackend().getClass().getSimpleName().equals("CpuBackend")
        && Nd4j.getBackend().buildInfo().contains("HAVE_ONEDNN");
  }

  /**
   * @param values {@code [rows, inner]}
   */
  public NativeProducts(float[] values, int inner) {
    this.rows = values.length / inner;
    this.inner = inner;
    this.left = array(1, 1, rows, inner);
    NativeFloats.write(left, values);
  }

  private static INDArray array(long... shape) {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
  }

  /**
   * Multiplies by another matrix.
   *
   * @param values its rows, {@code [inner, columns]}
   * @return {@code [rows, columns]}, until the next product
   */
  public FloatBuffer times(float[][] values) {
    int columns = values[0].length;
    if (right.length() != (long) inner * columns) {
      right.close();
      product.close();
      right = array(1, 1, inner, columns);
      product = array(1, 1, rows, columns);
    }
    NativeFloats.write(right, values);
    // Kernel, stride, padding, dilation, no "same" padding, NHWC, weights [kH, kW, in, out].
    int[] arguments = {1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0};
    Nd4j.exec(
        new DynamicCustomOp(
            "conv2d",
            new INDArray[] {left, right},
            new INDArray[] {product},
            List.<Double>of(),
            arguments));
    return product.data().asNioFloat();
  }

  @Override
  public void close() {
    left.close();
    right.close();
    product.close();
  }
}
