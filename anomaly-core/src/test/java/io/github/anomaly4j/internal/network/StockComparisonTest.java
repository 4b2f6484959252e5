package io.github.anomaly4j.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.OptimizerConfig;
import io.github.anomaly4j.config.UNetConfig;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Our layers against DL4J's own, in a network with every kind of them, weights the same. */
class StockComparisonTest {
  private static final int SIZE = 12;
  private static final int BATCH = 2;
  private static final UNetConfig CONFIG =
      UNetConfig.defaults().withDepth(1).withBaseWidth(4).withSkips(1);

  /** Squared error and cross-entropy, which DL4J has too. */
  private static final LossConfig LOSSES = new LossConfig(0, 1, 1, 0, 0);

  @ParameterizedTest
  @CsvSource({"DOUBLE, 1e-5", "FLOAT, 1e-3"})
  void outputs_and_gradients_are_those_of_the_same_network_of_stock_layers(
      DataType type, double tolerance) {
    try (TrainableUNet ours =
        TrainableUNet.create(CONFIG, LOSSES, OptimizerConfig.defaults(), 3, type)) {
      ComputationGraph stock = stock();
      copyWeights(ours.graph(), stock);
      Samples samples = Samples.of(BATCH, SIZE, SIZE, 4);
      ours.graphPasses().load(samples.input(), samples.target(), samples.mask(), BATCH, SIZE, SIZE);
      ours.graphPasses().computeGradients();
      stock.setInputs(array(samples.input(), 3));
      stock.setLabels(array(samples.target(), 3), array(samples.mask(), 1));
      stock.computeGradientAndScore();

      compareGradients(ours.graph(), stock, tolerance);
      INDArray output = stock.output(false, array(samples.input(), 3))[0];
      INDArray ourOutput = ours.graph().output(false, ours.graph().getInput(0))[0];
      assertClose("output", ourOutput.permute(0, 3, 1, 2), output, tolerance);
    }
  }

  private static void compareGradients(
      ComputationGraph ours, ComputationGraph stock, double tolerance) {
    Map<String, INDArray> theirs = stock.gradient().gradientForVariable();
    Map<String, INDArray> own = ours.gradient().gradientForVariable();
    // DL4J's losses are sums over the samples of an image, ours are means.
    double samples = SIZE * SIZE;
    for (String block : new String[] {"enc0.conv1", "enc0", "enc1.conv1", "enc1", "dec0"}) {
      assertClose(
          block,
          own.get(block + ".main_W").permute(3, 2, 0, 1).mul(samples),
          theirs.get(block + ".conv_W"),
          tolerance);
      for (String key : new String[] {"_gamma", "_beta"}) {
        assertClose(
            block + key, own.get(block + key).mul(samples), theirs.get(block + key), tolerance);
      }
    }
    INDArray merged = Nd4j.concat(2, own.get("dec0.conv1.main_W"), own.get("dec0.conv1.skip_W"));
    assertClose(
        "merge",
        merged.permute(3, 2, 0, 1).mul(samples),
        theirs.get("dec0.conv1.conv_W"),
        tolerance);
    for (String head : new String[] {"reconstruction", "mask"}) {
      assertClose(
          head, own.get(head + ".main_b").mul(samples), theirs.get(head + ".conv_b"), tolerance);
    }
  }

  private static void assertClose(String name, INDArray ours, INDArray theirs, double tolerance) {
    INDArray a = ours.castTo(DataType.DOUBLE).dup('c').reshape(ours.length());
    INDArray b = theirs.castTo(DataType.DOUBLE).dup('c').reshape(ours.length());
    double error = a.sub(b).norm2Number().doubleValue() / b.norm2Number().doubleValue();
    assertThat(error).as(name).isLessThan(tolerance);
  }

  private static INDArray array(float[] values, int channels) {
    return Nd4j.createFromArray(values)
        .reshape('c', BATCH, channels, SIZE, SIZE)
        .castTo(DataType.DOUBLE);
  }

  private static void copyWeights(ComputationGraph ours, ComputationGraph stock) {
    for (String block : new String[] {"enc0.conv1", "enc0", "enc1.conv1", "enc1", "dec0"}) {
      set(stock, block, ours.getParam(block + ".main_W"));
    }
    INDArray main = ours.getParam("dec0.conv1.main_W");
    set(stock, "dec0.conv1", Nd4j.concat(2, main, ours.getParam("dec0.conv1.skip_W")));
    set(stock, "reconstruction", ours.getParam("reconstruction.main_W"));
    set(stock, "mask", ours.getParam("mask.main_W"));
  }

  private static void set(ComputationGraph stock, String block, INDArray weight) {
    stock.getParam(block + ".conv_W").assign(weight.permute(3, 2, 0, 1));
  }

  private static ComputationGraph stock() {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("input");
    addBlock(builder, "enc0.conv1", "input", 3, 4);
    addBlock(builder, "enc0", "enc0.conv1.relu", 4, 4);
    builder.addLayer(
        "pool",
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(2, 2)
            .stride(2, 2)
            .build(),
        "enc0.relu");
    addBlock(builder, "enc1.conv1", "pool", 4, 8);
    addBlock(builder, "enc1", "enc1.conv1.relu", 8, 8);
    builder.addLayer("up", new Upsampling2D.Builder(2).build(), "enc1.relu");
    builder.addVertex("merge", new MergeVertex(), "up", "enc0.relu");
    addBlock(builder, "dec0.conv1", "merge", 12, 4);
    addBlock(builder, "dec0", "dec0.conv1.relu", 4, 4);
    addHead(builder, "reconstruction", 3, LossFunction.MSE);
    addHead(builder, "mask", 1, LossFunction.XENT);
    ComputationGraph graph =
        new ComputationGraph(builder.setOutputs("reconstruction.output", "mask.output").build());
    graph.init();
    return graph;
  }

  private static void addBlock(GraphBuilder builder, String name, String from, int in, int out) {
    builder.addLayer(name + ".conv", convolution(3, in, out, false), from);
    builder.addLayer(
        name, new BatchNormalization.Builder().nIn(out).nOut(out).build(), name + ".conv");
    builder.addLayer(name + ".relu", new ActivationLayer(Activation.RELU), name);
  }

  private static void addHead(GraphBuilder builder, String name, int out, LossFunction loss) {
    builder.addLayer(name + ".conv", convolution(1, 4, out, true), "dec0.relu");
    builder.addLayer(
        name + ".output",
        new CnnLossLayer.Builder(loss).activation(Activation.SIGMOID).build(),
        name + ".conv");
  }

  private static org.deeplearning4j.nn.conf.layers.ConvolutionLayer convolution(
      int kernel, int in, int out, boolean bias) {
    return new org.deeplearning4j.nn.conf.layers.ConvolutionLayer.Builder(kernel, kernel)
        .nIn(in)
        .nOut(out)
        .hasBias(bias)
        .activation(Activation.IDENTITY)
        .build();
  }
}
