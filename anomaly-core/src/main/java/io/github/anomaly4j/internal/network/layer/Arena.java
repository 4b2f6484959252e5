package io.github.anomaly4j.internal.network.layer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Named native arrays that are kept as long as the shape of the batches does not change, so that
 * training neither allocates in each step nor waits for the garbage collector to free native
 * memory.
 */
public final class Arena implements AutoCloseable {
  private final DataType type;
  private final Map<String, INDArray> arrays = new HashMap<>();
  private final IdentityHashMap<INDArray, INDArray[]> images = new IdentityHashMap<>();

  public Arena(DataType type) {
    this.type = type;
  }

  public DataType type() {
    return type;
  }

  /** An array with arbitrary content. */
  public INDArray get(String name, long... shape) {
    INDArray array = arrays.get(name);
    if (array == null || !Arrays.equals(array.shape(), shape)) {
      if (array != null) {
        images.remove(array);
        array.close();
      }
      array = Nd4j.createUninitializedDetached(type, 'c', shape);
      arrays.put(name, array);
    }
    return array;
  }

  /**
   * An array that is shared by all callers with the same shape, for values that are needed only
   * during a call.
   */
  INDArray scratch(String name, long... shape) {
    return get(name + Arrays.toString(shape), shape);
  }

  INDArray filled(double value, long... shape) {
    String name = "filled " + value + Arrays.toString(shape);
    boolean isNew = !arrays.containsKey(name);
    INDArray array = get(name, shape);
    return isNew ? array.assign(value) : array;
  }

  /**
   * Views of a batch's images, each a batch of one. Those of an array of this arena are cached,
   * since views are slow to make.
   */
  INDArray[] images(INDArray batch) {
    INDArray[] known = images.get(batch);
    if (known != null) {
      return known;
    }
    INDArray[] views = new INDArray[(int) batch.size(0)];
    INDArrayIndex[] where = new INDArrayIndex[batch.rank()];
    Arrays.fill(where, NDArrayIndex.all());
    for (int i = 0; i < views.length; i++) {
      where[0] = NDArrayIndex.interval(i, i + 1);
      views[i] = batch.get(where);
    }
    if (arrays.values().stream().anyMatch(array -> array == batch)) {
      images.put(batch, views);
    }
    return views;
  }

  @Override
  public void close() {
    images.clear();
    arrays.values().forEach(INDArray::close);
    arrays.clear();
  }
}
