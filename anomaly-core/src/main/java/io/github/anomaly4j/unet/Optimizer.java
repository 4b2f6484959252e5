package io.github.anomaly4j.unet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/** AdamW with gradient clipping on the flat parameters. */
final class Optimizer implements AutoCloseable {
  private final OptimizerConfig config;
  private final INDArray parameters;
  private final List<INDArray> decayed;
  private final INDArray mean;
  private final INDArray square;
  private long step;

  /**
   * Starts with empty means.
   *
   * @param parameters flat parameters, changed in place
   * @param decayed views of those that weight decay applies to
   */
  Optimizer(OptimizerConfig config, INDArray parameters, List<INDArray> decayed) {
    this.config = config;
    this.parameters = parameters;
    this.decayed = decayed;
    this.mean = parameters.ulike().assign(0);
    this.square = parameters.ulike().assign(0);
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
    Nd4j.exec(
        new AdamUpdater(
            gradient,
            square,
            mean,
            learningRate,
            config.beta1(),
            config.beta2(),
            config.epsilon(),
            (int) step));
    if (config.weightDecay() > 0) {
      decayed.forEach(weight -> weight.muli(1 - learningRate * config.weightDecay()));
    }
    parameters.subi(gradient);
    step++;
  }

  long stepCount() {
    return step;
  }

  TrainingState state() {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    named().forEach((name, array) -> arrays.put(name, array.data().asFloat()));
    return new TrainingState(step, arrays);
  }

  void restore(TrainingState state) {
    Map<String, INDArray> named = named();
    if (!named.keySet().equals(state.arrays().keySet())) {
      throw new IllegalArgumentException(
          "Expected the arrays " + named.keySet() + ", but got " + state.arrays().keySet());
    }
    state.arrays().forEach(this::requireValues);
    named.forEach(
        (name, array) -> {
          try (INDArray copy = Nd4j.createFromArray(state.arrays().get(name))) {
            array.assign(copy.reshape(array.shape()));
          }
        });
    step = state.step();
  }

  private void requireValues(String name, float[] values) {
    if (values.length != parameters.length()) {
      throw new IllegalArgumentException(
          "%s must have %d values, but has %d".formatted(name, parameters.length(), values.length));
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(name + " has a value that is not finite: " + value);
      }
    }
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
