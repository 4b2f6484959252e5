package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.OptimizerConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.natives.OneThread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** AdamW with gradient clipping on the flat parameters. */
final class Optimizer implements AutoCloseable {
  /** The number of slices of the parameters, which are updated in parallel. */
  private static final int SLICES = 16;

  private final OptimizerConfig config;
  private final INDArray parameters;
  private final List<INDArray> decayed;
  private final INDArray mean;
  private final INDArray square;
  private final INDArray[] targets;
  private final INDArray[] means;
  private final INDArray[] squares;
  private long step;

  /**
   * Starts with empty means.
   *
   * @param parameters flat parameters, changed in place
   * @param decayed views of the parameters that weight decay applies to
   */
  Optimizer(OptimizerConfig config, INDArray parameters, List<INDArray> decayed) {
    this.config = config;
    this.parameters = parameters;
    this.decayed = decayed;
    this.mean = parameters.ulike().assign(0);
    this.square = parameters.ulike().assign(0);
    this.targets = slices(parameters);
    this.means = slices(mean);
    this.squares = slices(square);
  }

  /**
   * Changes the parameters.
   *
   * @param gradient flat gradient, which is overwritten
   * @param norm its norm, finite
   */
  void step(INDArray gradient, double norm, double learningRate) {
    if (norm > config.clipNorm()) {
      gradient.muli(config.clipNorm() / norm);
    }
    INDArray[] changes = slices(gradient);
    inPieces(
        SLICES,
        i ->
            Nd4j.exec(
                new AdamUpdater(
                    changes[i],
                    squares[i],
                    means[i],
                    learningRate,
                    config.beta1(),
                    config.beta2(),
                    config.epsilon(),
                    (int) step)));
    if (config.weightDecay() > 0) {
      inPieces(decayed.size(), i -> decayed.get(i).muli(1 - learningRate * config.weightDecay()));
    }
    inPieces(SLICES, i -> targets[i].subi(changes[i]));
    step++;
  }

  private static void inPieces(int count, IntConsumer piece) {
    Workers.here().forEach(count, i -> OneThread.run(() -> piece.accept(i)));
  }

  private static INDArray[] slices(INDArray flat) {
    INDArray vector = flat.reshape(flat.length());
    INDArray[] slices = new INDArray[SLICES];
    for (int i = 0; i < SLICES; i++) {
      long from = i * flat.length() / SLICES;
      slices[i] = vector.get(NDArrayIndex.interval(from, (i + 1) * flat.length() / SLICES));
    }
    return slices;
  }

  long stepCount() {
    return step;
  }

  TrainingState state() {
    Tensors.Builder arrays = Tensors.builder();
    named().forEach((name, array) -> arrays.floats(name, array.data().asFloat()));
    return new TrainingState(step, arrays.build());
  }

  void restore(TrainingState state) {
    Map<String, INDArray> named = named();
    if (!named.keySet().equals(state.arrays().names())) {
      throw new IllegalArgumentException(
          "Expected the arrays " + named.keySet() + ", but got " + state.arrays().names());
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    named.forEach(
        (name, array) -> values.put(name, state.arrays().anyFloats(name, parameters.length())));
    named.forEach(
        (name, array) -> {
          try (INDArray copy = Nd4j.createFromArray(values.get(name))) {
            array.assign(copy.reshape(array.shape()));
          }
        });
    step = state.step();
  }

  private Map<String, INDArray> named() {
    Map<String, INDArray> named = new LinkedHashMap<>();
    named.put("parameters", parameters);
    named.put("adam.mean", mean);
    named.put("adam.square", square);
    return named;
  }

  @Override
  public void close() {
    mean.close();
    square.close();
  }
}
