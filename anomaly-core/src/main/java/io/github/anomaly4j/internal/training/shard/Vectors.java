package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.internal.artifact.Tensors;
import java.util.ArrayList;
import java.util.List;

/** Vectors of an image among the tensors of a packet. */
final class Vectors {
  private Vectors() {}

  static void put(Tensors.Builder tensors, String folder, List<float[]> vectors) {
    for (int i = 0; i < vectors.size(); i++) {
      tensors.floats(folder + "/" + i, vectors.get(i));
    }
  }

  static List<float[]> get(Tensors tensors, String folder) {
    List<float[]> vectors = new ArrayList<>();
    while (tensors.has(folder + "/" + vectors.size())) {
      vectors.add(tensors.anyFloats(folder + "/" + vectors.size(), Tensors.ANY));
    }
    return vectors;
  }
}
