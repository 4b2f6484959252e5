package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.OptimizerConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.natives.OneThread;
import io.github.anomaly4j.internal.network.layer.Arena;
import io.github.anomaly4j.internal.network.loss.ImageLoss;
import io.github.anomaly4j.internal.network.loss.MaskLoss;
import io.github.anomaly4j.internal.network.loss.ReconstructionLoss;
import io.github.anomaly4j.progress.EpochReport.Losses;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A U-Net in training: a DL4J {@code ComputationGraph}, which holds the parameters, passes that
 * compute their gradient, and an optimizer. oneDNN's own operations compute the passes if they are
 * there and fit, and the graph otherwise.
 *
 * <p>The same seed and machine give the same bits after any number of steps, whatever the number of
 * threads: those of {@link Workers#here()} share the images of a batch. No global state of ND4J is
 * changed, including its random numbers and its number of threads. Images are {@code [batch, 3,
 * height, width]} with samples in [0, 1], the last index varying fastest; height and width must be
 * multiples of {@link UNetConfig#sizeMultiple()} and at least 11, the window of the structural
 * similarity.
 *
 * <p>Native memory is kept between steps and grows only with the size of a batch; {@link #close()}
 * frees it. Not thread safe; use and close it from one thread at a time.
 */
public final class TrainableUNet implements AutoCloseable {
  private final UNetConfig config;
  private final LossConfig lossConfig;
  private final Topology topology;
  private final Arena arena;
  private final ComputationGraph graph;
  private final Optimizer optimizer;
  private final GraphPasses graphPasses;
  private final TrainingPasses passes;
  private boolean closed;

  private TrainableUNet(
      UNetConfig config,
      LossConfig lossConfig,
      OptimizerConfig optimizer,
      long seed,
      DataType type) {
    this.config = config;
    this.lossConfig = lossConfig;
    this.topology = Topology.of(config);
    this.arena = new Arena(type);
    ImageLoss restoration = new ReconstructionLoss(lossConfig);
    ImageLoss mask = new MaskLoss(lossConfig);
    this.graph = GraphAssembly.build(topology, arena, restoration, mask);
    this.graphPasses = new GraphPasses(topology, arena, graph);
    this.passes =
        topology
            .library()
            .filter(library -> type == DataType.FLOAT)
            .<TrainingPasses>map(
                library -> new BlockedPasses(library, topology, graph, List.of(restoration, mask)))
            .orElse(graphPasses);
    Parameters.initialize(graph, topology, seed);
    this.optimizer = new Optimizer(optimizer, graph.params(), weights());
  }

  /**
   * A new network with random weights and the default optimizer.
   *
   * @param config shape of the network
   * @param losses weights of the losses
   * @param seed of the random weights
   * @return the network, to be closed
   */
  public static TrainableUNet create(UNetConfig config, LossConfig losses, long seed) {
    return create(config, losses, OptimizerConfig.defaults(), seed);
  }

  /**
   * A new network with random weights.
   *
   * @param config shape of the network
   * @param losses weights of the losses
   * @param optimizer how steps are taken
   * @param seed of the random weights
   * @return the network, to be closed
   */
  public static TrainableUNet create(
      UNetConfig config, LossConfig losses, OptimizerConfig optimizer, long seed) {
    return create(config, losses, optimizer, seed, DataType.FLOAT);
  }

  /** Creates a network in double precision, for checks of gradients. */
  static TrainableUNet create(
      UNetConfig config, LossConfig losses, OptimizerConfig optimizer, long seed, DataType type) {
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(losses, "losses");
    Objects.requireNonNull(optimizer, "optimizer");
    return OneThread.run(() -> new TrainableUNet(config, losses, optimizer, seed, type));
  }

  /**
   * Takes one step of the optimizer on a batch.
   *
   * @param input damaged images
   * @param target images to restore
   * @param mask wanted damage probability {@code [batch, 1, height, width]} in [0, 1]; {@code null}
   *     if the network has no mask output
   * @param batch number of images, at least 1
   * @param height height in samples
   * @param width width in samples
   * @param learningRate of this step, finite and at least 0
   * @return losses before the step and norm of the gradient; not applied if one is not finite
   * @throws IllegalArgumentException if a size or an array's length does not fit
   * @throws IllegalStateException if closed
   */
  public StepResult step(
      float[] input,
      float[] target,
      float[] mask,
      int batch,
      int height,
      int width,
      double learningRate) {
    if (!(learningRate >= 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learningRate must be a finite number of at least 0, but is " + learningRate);
    }
    return OneThread.run(() -> stepAlone(input, target, mask, batch, height, width, learningRate));
  }

  private StepResult stepAlone(
      float[] input,
      float[] target,
      float[] mask,
      int batch,
      int height,
      int width,
      double learningRate) {
    require(input, target, mask, batch, height, width);
    Losses losses = losses(passes.train(input, target, mask, batch, height, width));
    // Gradients are those of the sum over the batch, as DL4J expects.
    INDArray gradient = graph.getFlattenedGradients().reshape(graph.numParams()).divi(batch);
    double norm = gradient.norm2Number().doubleValue();
    if (Double.isFinite(norm) && Double.isFinite(losses.total())) {
      passes.keepStatistics();
      optimizer.step(gradient, norm, learningRate);
    }
    return new StepResult(losses, norm);
  }

  /**
   * Computes the losses without a step, with the running batch statistics, as in the finished
   * network.
   *
   * @param input damaged images
   * @param target wanted images
   * @param mask wanted damage probability; {@code null} if the network has no mask output
   * @param batch number of images, at least 1
   * @param height height in samples
   * @param width width in samples
   * @return the losses
   * @throws IllegalArgumentException if a size or an array's length does not fit
   * @throws IllegalStateException if closed
   */
  public Losses losses(
      float[] input, float[] target, float[] mask, int batch, int height, int width) {
    return OneThread.run(
        () -> {
          require(input, target, mask, batch, height, width);
          return losses(passes.evaluate(input, target, mask, batch, height, width));
        });
  }

  /**
   * Copies everything that a continued training needs.
   *
   * @return the state, independent of this network
   * @throws IllegalStateException if closed
   */
  public TrainingState state() {
    requireOpen();
    return OneThread.run(optimizer::state);
  }

  /**
   * Restores a state of a network of the same shape: the steps after it give the same bits as the
   * original ones.
   *
   * @param state a state
   * @throws IllegalArgumentException if an array is missing, has another length or a value that is
   *     not finite; nothing is changed then
   * @throws IllegalStateException if closed
   */
  public void restore(TrainingState state) {
    requireOpen();
    OneThread.run(() -> optimizer.restore(state));
  }

  /** The number of steps applied so far, with those before a restored state. */
  public long stepCount() {
    return optimizer.stepCount();
  }

  /** The shape of the network. */
  public UNetConfig config() {
    return config;
  }

  /**
   * The network as it is now, with batch normalization folded into the convolutions.
   *
   * @return an independent inference network, to be closed
   * @throws IllegalStateException if closed
   */
  public UNet toUNet() {
    requireOpen();
    return OneThread.run(() -> UNet.of(config, Parameters.fold(graph, topology)));
  }

  /** Frees the native memory. Closing twice does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      passes.close();
      arena.close();
      optimizer.close();
      graph.getFlattenedGradients().close();
      graph.params().close();
    }
  }

  /** The graph, for tests. */
  ComputationGraph graph() {
    return graph;
  }

  /** The passes of the graph, for tests. */
  GraphPasses graphPasses() {
    return graphPasses;
  }

  private void require(
      float[] input, float[] target, float[] mask, int batch, int height, int width) {
    requireOpen();
    Shapes.requireSize(config, batch, height, width);
    Shapes.requireWindow(height, width);
    Shapes.requireLength("input", input, batch, UNetConfig.CHANNELS, height, width);
    Shapes.requireLength("target", target, batch, UNetConfig.CHANNELS, height, width);
    if ((mask != null) != config.maskOutput()) {
      throw new IllegalArgumentException(
          config.maskOutput() ? "mask must not be null" : "mask must be null: no mask output");
    }
    if (mask != null) {
      Shapes.requireLength("mask", mask, batch, 1, height, width);
    }
  }

  private Losses losses(List<double[]> heads) {
    double ssim = heads.get(0)[ReconstructionLoss.SSIM];
    double mse = heads.get(0)[ReconstructionLoss.MSE];
    double mask = config.maskOutput() ? heads.get(1)[0] : 0;
    double total = lossConfig.ssim() * ssim + lossConfig.mse() * mse + lossConfig.mask() * mask;
    return new Losses(ssim, mse, mask, total);
  }

  /** Weight decay pulls at the convolutions alone: biases and normalization set levels. */
  private List<INDArray> weights() {
    return topology.stages().stream()
        .flatMap(stage -> stage.convolutions().stream())
        .map(c -> graph.getLayer(c.name()).getParam(ParameterLayout.WEIGHT))
        .toList();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This network is closed");
    }
  }
}
