package io.github.anomaly4j.unet;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.network.Topology;
import io.github.anomaly4j.internal.network.TrainableUNet;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.network.layer.NativeOps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Milliseconds per batch of {@value #BATCH} images of {@value #SIZE} x {@value #SIZE}. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 15)
@Fork(value = 1, jvmArgsAppend = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
public class SpeedBenchmark {
  static final int BATCH = 4;
  static final int SIZE = 128;
  private static final UNetConfig CONFIG = UNetConfig.defaults().withSkips(1, 1, 1, 1);

  /** Images of noise, since their content does not change the time. */
  @State(Scope.Benchmark)
  public static class Images {
    final float[] input = new float[BATCH * UNetConfig.CHANNELS * SIZE * SIZE];
    final float[] mask = new float[BATCH * SIZE * SIZE];

    /** Fills them. */
    public Images() {
      Random random = new Random(1);
      for (int i = 0; i < input.length; i++) {
        input[i] = random.nextFloat();
      }
      for (int i = 0; i < mask.length; i++) {
        mask[i] = random.nextInt(10) == 0 ? 1 : 0;
      }
    }
  }

  /** The threads that share a batch. */
  @State(Scope.Benchmark)
  public static class Threads {
    final Workers workers = Workers.of(Runtime.getRuntime().availableProcessors());

    @TearDown
    public void close() {
      workers.close();
    }
  }

  /** Our network in training. */
  @State(Scope.Benchmark)
  public static class Training {
    TrainableUNet network;

    @Setup
    public void create() {
      network = TrainableUNet.create(CONFIG, LossConfig.defaults(), 1);
    }

    @TearDown
    public void close() {
      network.close();
    }
  }

  /** Our network, finished. */
  @State(Scope.Benchmark)
  public static class Inference {
    UNet network;

    @Setup
    public void create() {
      try (TrainableUNet training = TrainableUNet.create(CONFIG, LossConfig.defaults(), 1)) {
        network = training.toUNet();
      }
    }

    @TearDown
    public void close() {
      network.close();
    }
  }

  /** The convolutions of the finished network alone, on arrays of their own. */
  @State(Scope.Benchmark)
  public static class BareConvolutions {
    final List<Runnable> convolutions = new ArrayList<>();

    /** Prepares weights, inputs and outputs. */
    @Setup
    public void create(Inference inference) {
      Tensors tensors = inference.network.tensors();
      Map<String, Integer> sizes = new HashMap<>(Map.of(Topology.INPUT, SIZE));
      for (Topology.Stage stage : Topology.of(CONFIG).stages()) {
        int in = sizes.get(stage.inputs().get(0));
        int out =
            switch (stage.kind()) {
              case POOL -> in / 2;
              case UPSAMPLE -> in * 2;
              default -> in;
            };
        sizes.put(stage.name(), out);
        INDArray bias =
            stage.hasBias()
                ? Nd4j.createFromArray(tensors.floats(stage.biasName(), Tensors.ANY))
                : null;
        for (Topology.Convolution convolution : stage.convolutions()) {
          prepare(convolution, tensors.floats(convolution.weightName(), Tensors.ANY), bias, in);
          bias = null;
        }
      }
    }

    private void prepare(
        Topology.Convolution convolution, float[] values, INDArray bias, int size) {
      long[] shape = convolution.weightShape().stream().mapToLong(i -> i).toArray();
      INDArray weight = Nd4j.createFromArray(values).reshape('c', shape);
      float[] noise = new float[BATCH * size * size * convolution.in()];
      Random random = new Random(2);
      for (int i = 0; i < noise.length; i++) {
        noise[i] = random.nextFloat();
      }
      INDArray input =
          Nd4j.createFromArray(noise).reshape('c', BATCH, size, size, convolution.in());
      INDArray output = Nd4j.create(BATCH, size, size, convolution.out());
      convolutions.add(() -> NativeOps.convolve(input, weight, bias, output));
    }
  }

  /** The same graph of stock DL4J layers. */
  @State(Scope.Benchmark)
  public static class Stock {
    ComputationGraph graph;
    MultiDataSet data;

    /** Creates graph and batch. */
    @Setup
    public void create(Images images) {
      graph = StockUNet.create(CONFIG);
      INDArray input =
          Nd4j.createFromArray(images.input).reshape('c', BATCH, UNetConfig.CHANNELS, SIZE, SIZE);
      INDArray mask = Nd4j.createFromArray(images.mask).reshape('c', BATCH, 1, SIZE, SIZE);
      data = new MultiDataSet(new INDArray[] {input}, new INDArray[] {input, mask});
    }
  }

  @Benchmark
  public Object forward(Inference inference, Images images, Threads threads) {
    return threads.workers.run(() -> inference.network.run(images.input, BATCH, SIZE, SIZE));
  }

  @Benchmark
  public void bareConvolutions(BareConvolutions bare) {
    bare.convolutions.forEach(Runnable::run);
  }

  @Benchmark
  public Object trainingStep(Training training, Images images, Threads threads) {
    return threads.workers.run(
        () ->
            training.network.step(
                images.input, images.input, images.mask, BATCH, SIZE, SIZE, 1e-3));
  }

  @Benchmark
  @Warmup(iterations = 2)
  @Measurement(iterations = 5)
  public Object stockForward(Stock stock) {
    return stock.graph.output(false, stock.data.getFeatures());
  }

  @Benchmark
  @Warmup(iterations = 1)
  @Measurement(iterations = 3)
  public void stockTrainingStep(Stock stock) {
    stock.graph.fit(stock.data);
  }
}
