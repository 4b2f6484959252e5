package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.internal.network.layer.BufferPool;
import io.github.anomaly4j.internal.network.layer.NativeOps;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** One pass of a batch through the stages; maps return to the pool after their last use. */
final class Execution {
  private final Topology topology;
  private final Map<String, INDArray> tensors;
  private final BufferPool pool;
  private final Map<String, INDArray> live = new HashMap<>();
  private final Map<String, Integer> readers = new HashMap<>();

  Execution(Topology topology, Map<String, INDArray> tensors, BufferPool pool) {
    this.topology = topology;
    this.tensors = tensors;
    this.pool = pool;
    for (Topology.Stage stage : topology.stages()) {
      stage.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
    }
  }

  /** Runs all stages and copies the maps of the wanted ones. */
  Map<String, FeatureMap> run(float[] input, long[] shape, List<String> wanted) {
    INDArray images = pool.take(shape[0], shape[2], shape[3], shape[1]);
    try (INDArray copy = Nd4j.createFromArray(input)) {
      images.assign(copy.reshape('c', shape).permute(0, 2, 3, 1));
    }
    live.put(Topology.INPUT, images);
    Map<String, FeatureMap> copies = new LinkedHashMap<>();
    for (Topology.Stage stage : topology.stages()) {
      INDArray output = execute(stage);
      if (wanted.contains(stage.name())) {
        copies.put(stage.name(), copy(output));
      }
      if (readers.containsKey(stage.name())) {
        live.put(stage.name(), output);
      } else {
        pool.give(output);
      }
      stage.inputs().forEach(this::release);
    }
    return copies;
  }

  private void release(String name) {
    if (readers.merge(name, -1, Integer::sum) == 0) {
      pool.give(live.remove(name));
    }
  }

  private INDArray execute(Topology.Stage stage) {
    return switch (stage.kind()) {
      case BLOCK -> block(stage);
      case POOL -> pool(live.get(stage.input()));
      case UPSAMPLE -> upsample(live.get(stage.input()));
      case HEAD -> head(stage);
    };
  }

  private INDArray block(Topology.Stage stage) {
    INDArray sum = convolve(stage.convolutions().get(0), tensors.get(stage.biasName()));
    for (Topology.Convolution convolution :
        stage.convolutions().subList(1, stage.convolutions().size())) {
      INDArray other = convolve(convolution, null);
      sum.addi(other);
      pool.give(other);
    }
    NativeOps.relu(sum);
    return sum;
  }

  private INDArray head(Topology.Stage stage) {
    INDArray output = convolve(stage.convolutions().get(0), tensors.get(stage.biasName()));
    if (stage.name().equals(Topology.RECONSTRUCTION)) {
      Nd4j.getExecutioner().exec(new Sigmoid(output, output));
    }
    return output;
  }

  private INDArray convolve(Topology.Convolution convolution, INDArray bias) {
    INDArray input = live.get(convolution.input());
    INDArray output = pool.take(input.size(0), input.size(1), input.size(2), convolution.out());
    INDArray weight = tensors.get(convolution.weightName());
    if (convolution.in() < input.size(3)) {
      INDArray thin = pool.take(input.size(0), input.size(1), input.size(2), convolution.in());
      thin.assign(
          input.get(
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.interval(0, convolution.in())));
      NativeOps.convolve(thin, weight, bias, output);
      pool.give(thin);
    } else {
      NativeOps.convolve(input, weight, bias, output);
    }
    return output;
  }

  private INDArray pool(INDArray input) {
    INDArray output = pool.take(input.size(0), input.size(1) / 2, input.size(2) / 2, input.size(3));
    NativeOps.maxPool(input, output);
    return output;
  }

  private INDArray upsample(INDArray input) {
    long height = input.size(1);
    long width = input.size(2);
    INDArray rows = pool.take(input.size(0), height, 2 * width, input.size(3));
    INDArray output = pool.take(input.size(0), 2 * height, 2 * width, input.size(3));
    NativeOps.upsample(input, rows, output);
    pool.give(rows);
    return output;
  }

  private FeatureMap copy(INDArray map) {
    INDArray planes = pool.take(map.size(0), map.size(3), map.size(1), map.size(2));
    planes.assign(map.permute(0, 3, 1, 2));
    float[] values = planes.data().asFloat();
    pool.give(planes);
    return new FeatureMap(
        (int) map.size(0), (int) map.size(3), (int) map.size(1), (int) map.size(2), values);
  }
}
