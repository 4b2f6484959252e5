package io.github.anomaly4j.internal.network.layer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A pool of native arrays: an execution of the network borrows and returns them, so that it needs
 * few at a time and allocates each only once. Used by one thread at a time.
 */
public final class BufferPool implements BufferPools.Buffers {
  private final int batch;
  private final int height;
  private final int width;
  private final List<INDArray> all = new ArrayList<>();
  private final Map<String, Deque<INDArray>> free = new HashMap<>();

  public BufferPool(int batch, int height, int width) {
    this.batch = batch;
    this.height = height;
    this.width = width;
  }

  @Override
  public boolean fits(int batch, int height, int width) {
    return this.batch == batch && this.height == height && this.width == width;
  }

  public INDArray take(long... shape) {
    Deque<INDArray> same = free.get(Arrays.toString(shape));
    if (same != null && !same.isEmpty()) {
      return same.pop();
    }
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
    all.add(array);
    return array;
  }

  public void give(INDArray array) {
    free.computeIfAbsent(Arrays.toString(array.shape()), key -> new ArrayDeque<>()).push(array);
  }

  /** Frees every array, including borrowed ones: an execution that failed returns none. */
  @Override
  public void close() {
    all.forEach(INDArray::close);
  }
}
