package io.github.anomaly4j.internal.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of one layer in an HDF5 file, in Keras's order; none are read before they are needed.
 */
final class LayerWeights {
  private static final String WEIGHTS = "model_weights";
  private static final String WEIGHT_NAMES = "weight_names";

  /**
   * A weight of a layer.
   *
   * @param name in Keras, such as {@code conv1/kernel:0}
   * @param shape of the tensor
   * @param values of the tensor, the last index varying fastest
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Weight(String name, int[] shape, float[] values) {}

  /** A weight that has not been read yet. */
  private record Stored(String name, Dataset data) {}

  private final List<Stored> stored;

  /**
   * Finds the weights of a layer.
   *
   * @param fileLength of the file in bytes, which bounds what it can hold
   * @throws RuntimeException if the file is damaged
   */
  LayerWeights(HdfFile hdf, int fileLength, String layer) {
    this.stored = stored(hdf, fileLength, layer);
  }

  /** The weights with their values. */
  List<Weight> read() {
    List<Weight> weights = new ArrayList<>();
    for (Stored each : stored) {
      weights.add(weight(each.name(), each.data()));
    }
    return weights;
  }

  /** The number of values of all weights. */
  long count() {
    return stored.stream().mapToLong(each -> each.data().getSize()).sum();
  }

  private static List<Stored> stored(HdfFile hdf, int fileLength, String layer) {
    if (!(child(child(hdf, WEIGHTS), layer) instanceof Group group)) {
      throw new IllegalStateException(layer + " is no group");
    }
    Attribute names = group.getAttribute(WEIGHT_NAMES);
    List<Stored> stored = new ArrayList<>();
    if (names != null && !names.isEmpty() && names.getSize() > 0) {
      checkSize(names.getSize(), names.getSizeInBytes(), fileLength);
      for (String name : (String[]) names.getData()) {
        Node node = group;
        for (String part : name.split("/")) {
          node = child(node, part);
        }
        if (!(node instanceof Dataset data)) {
          throw new IllegalStateException(name + " is no data");
        }
        checkSize(data.getSize(), data.getSizeInBytes(), fileLength);
        checkPlain(name, data);
        stored.add(new Stored(name, data));
      }
    }
    return stored;
  }

  /** A child that is no link: links lead to other files, or in circles. */
  private static Node child(Node from, String name) {
    Node child = from instanceof Group group ? group.getChild(name) : null;
    if (child == null || child.isLink()) {
      throw new IllegalStateException(name + (child == null ? " is absent" : " is a link"));
    }
    return child;
  }

  /** Refuses sizes that would need more memory than the file can fill. */
  static void checkSize(long values, long length, int fileLength) {
    if (values < 0 || values > fileLength || length < 0 || length > fileLength) {
      throw new IllegalStateException("more values than the file has bytes");
    }
  }

  /** Refuses what Keras does not write: compressed data may be a thousand times the file. */
  private static void checkPlain(String name, Dataset data) {
    boolean chunked = data instanceof ChunkedDataset;
    if (chunked && !data.getFilters().isEmpty()) {
      throw new IllegalStateException(name + " is compressed, which model.save does not");
    }
    if (chunked) {
      double chunk = 1;
      for (int size : ((ChunkedDataset) data).getChunkDimensions()) {
        chunk *= size;
      }
      // The last chunk may extend beyond the data.
      if (chunk > Math.max(1 << 16, 2.0 * data.getSize())) {
        throw new IllegalStateException(name + " is in pieces larger than itself");
      }
    }
  }

  private static Weight weight(String name, Dataset data) {
    Object values = data.getDataFlat();
    if (values instanceof double[] doubles) {
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      values = floats;
    }
    if (!(values instanceof float[] floats)) {
      throw new IllegalStateException(name + " is of " + data.getJavaType() + ", not of floats");
    }
    return new Weight(name, data.getDimensions(), floats);
  }
}
