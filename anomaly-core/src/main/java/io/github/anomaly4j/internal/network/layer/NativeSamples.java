package io.github.anomaly4j.internal.network.layer;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies images between Java and native batches, whose memory has the order of their indices. */
final class NativeSamples {
  private NativeSamples() {}

  /** An image of a batch, by its index. */
  static double[] read(INDArray batch, int image) {
    int length = length(batch);
    double[] samples = new double[length];
    if (batch.dataType() == DataType.DOUBLE) {
      new DoublePointer(start(batch)).position((long) image * length).get(samples);
    } else {
      float[] floats = new float[length];
      new FloatPointer(start(batch)).position((long) image * length).get(floats);
      for (int i = 0; i < length; i++) {
        samples[i] = floats[i];
      }
    }
    return samples;
  }

  /** Writes an image into a batch. */
  static void write(double[] samples, INDArray batch, int image) {
    int length = length(batch);
    if (batch.dataType() == DataType.DOUBLE) {
      new DoublePointer(start(batch)).position((long) image * length).put(samples);
    } else {
      float[] floats = new float[length];
      for (int i = 0; i < length; i++) {
        floats[i] = (float) samples[i];
      }
      new FloatPointer(start(batch)).position((long) image * length).put(floats);
    }
  }

  private static Pointer start(INDArray batch) {
    if (batch.isView() || batch.ordering() != 'c') {
      throw new IllegalArgumentException("Not a batch of its own: " + batch.shapeInfoToString());
    }
    return batch.data().pointer();
  }

  private static int length(INDArray batch) {
    return Math.toIntExact(batch.length() / batch.size(0));
  }
}
