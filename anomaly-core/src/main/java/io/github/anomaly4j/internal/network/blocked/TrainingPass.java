package io.github.anomaly4j.internal.network.blocked;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.natives.OneThread;
import io.github.anomaly4j.internal.network.ParameterLayout;
import io.github.anomaly4j.internal.network.Topology;
import io.github.anomaly4j.internal.network.layer.NormalizationLayer;
import io.github.anomaly4j.internal.network.loss.ImageLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Forward pass, losses and backward pass of a network in training, for batches of one size. All
 * memory is allocated once. {@link Workers#here()} share the images; the bits do not depend on the
 * number of threads. Not thread safe.
 */
public final class TrainingPass implements AutoCloseable {
  private final Natives natives;
  private final Topology topology;
  private final Layout layout;
  private final List<ImageLoss> losses;
  private final Map<String, TrainedFilters> filters = new LinkedHashMap<>();
  private final Map<String, Normalization> normalizations = new LinkedHashMap<>();
  private final Heads heads;
  private final List<TrainingImage> images = new ArrayList<>();
  private final Program training;
  private final Program evaluation;

  /**
   * @param losses of the heads, in the order of the topology
   */
  public TrainingPass(
      OneDnn library,
      Topology topology,
      FlatParameters parameters,
      List<ImageLoss> losses,
      int batch,
      int height,
      int width) {
    this.natives = new Natives(library);
    this.topology = topology;
    this.layout = new Layout(topology, height, width);
    this.losses = losses;
    for (Topology.Stage stage : topology.stages()) {
      if (stage.kind() == Topology.Kind.BLOCK) {
        for (Topology.Convolution convolution : stage.convolutions()) {
          filters.put(
              convolution.name(), new TrainedFilters(natives, layout, convolution, parameters));
        }
        normalizations.put(
            stage.name(),
            new Normalization(
                natives,
                batch,
                layout.size(stage.name()),
                (float) NormalizationLayer.EPSILON,
                parameters.value(stage.name(), ParameterLayout.GAMMA),
                parameters.gradient(stage.name(), ParameterLayout.GAMMA)));
      }
    }
    this.heads = new Heads(natives, layout, topology, parameters);
    for (int i = 0; i < batch; i++) {
      images.add(new TrainingImage(i, natives, topology, layout, filters, normalizations, heads));
    }
    this.training = new Program(batch);
    this.evaluation = new Program(batch);
    forward(training, true);
    backward(training);
    forward(evaluation, false);
    filters.values().forEach(TrainedFilters::ready);
    heads.ready();
  }

  private void forward(Program program, boolean learns) {
    for (Topology.Stage stage : topology.stages()) {
      if (stage.kind() == Topology.Kind.BLOCK) {
        Normalization normalization = normalizations.get(stage.name());
        images.forEach(image -> image.convolve(program, stage));
        if (learns) {
          images.forEach(image -> image.measure(program, stage));
          program.join(normalization::combine);
        }
        images.forEach(image -> image.normalize(program, stage, learns));
      } else if (stage.kind() == Topology.Kind.POOL) {
        images.forEach(image -> image.pool(program, stage));
      }
    }
    images.forEach(image -> image.lose(program, losses, learns));
    program.join(() -> {});
  }

  private void backward(Program program) {
    for (int s = topology.stages().size() - 1; s >= 0; s--) {
      Topology.Stage stage = topology.stages().get(s);
      if (stage.kind() == Topology.Kind.BLOCK) {
        images.forEach(image -> image.normalizeBackward(program, stage));
        program.join(normalizations.get(stage.name())::combineGradients);
        images.forEach(image -> image.convolveBackward(program, stage));
      } else if (stage.kind() == Topology.Kind.POOL) {
        images.forEach(image -> image.poolBackward(program, stage));
      }
    }
    program.join(() -> {});
  }

  /**
   * Computes the losses with the statistics of the batch, and the gradient of their sum over the
   * images.
   *
   * @param input {@code [batch, channels, height, width]}
   * @param wanted of each head, {@code [batch, channels, height, width]}
   * @return the terms of each head's loss, means over the images
   */
  public List<double[]> train(float[] input, List<float[]> wanted) {
    load(input, wanted);
    training.run();
    inPieces(TrainedFilters::sumGradients);
    heads.sumGradients();
    return terms();
  }

  /** Computes the losses with the running statistics. */
  public List<double[]> evaluate(float[] input, List<float[]> wanted) {
    load(input, wanted);
    evaluation.run();
    return terms();
  }

  private void load(float[] input, List<float[]> wanted) {
    inPieces(TrainedFilters::load);
    heads.load();
    for (TrainingImage image : images) {
      image.load(part(input, image), wanted.stream().map(all -> part(all, image)).toList());
    }
  }

  private float[] part(float[] all, TrainingImage image) {
    int length = all.length / images.size();
    return Arrays.copyOfRange(all, image.index() * length, (image.index() + 1) * length);
  }

  private void inPieces(Consumer<TrainedFilters> work) {
    List<TrainedFilters> all = List.copyOf(filters.values());
    Workers.here().forEach(all.size(), i -> OneThread.run(() -> work.accept(all.get(i))));
  }

  private List<double[]> terms() {
    List<double[]> means = new ArrayList<>();
    for (double[] first : images.get(0).terms()) {
      means.add(new double[first.length]);
    }
    for (TrainingImage image : images) {
      for (int head = 0; head < means.size(); head++) {
        double[] own = image.terms().get(head);
        for (int t = 0; t < own.length; t++) {
          means.get(head)[t] += own[t] / images.size();
        }
      }
    }
    return means;
  }

  /** Adds the statistics of the last training batch to the running ones. */
  public void keepStatistics() {
    normalizations
        .values()
        .forEach(each -> each.keepStatistics((float) NormalizationLayer.MOMENTUM));
  }

  @Override
  public void close() {
    natives.close();
  }
}
