package io.github.anomaly4j.unet;

import io.github.anomaly4j.config.UNetConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer.Builder;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The default network made of stock DL4J layers, with a merge where ours sums two convolutions. */
final class StockUNet {
  private final GraphBuilder builder =
      new NeuralNetConfiguration.Builder()
          .updater(new Adam(1e-3))
          .convolutionMode(ConvolutionMode.Same)
          .graphBuilder()
          .addInputs("input");

  private StockUNet() {}

  static ComputationGraph create(UNetConfig config) {
    ComputationGraph graph = new ComputationGraph(new StockUNet().describe(config));
    graph.init();
    return graph;
  }

  private org.deeplearning4j.nn.conf.ComputationGraphConfiguration describe(UNetConfig config) {
    String from = "input";
    int channels = UNetConfig.CHANNELS;
    for (int level = 0; level <= config.depth(); level++) {
      if (level > 0) {
        SubsamplingLayer pool =
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
        builder.addLayer("pool" + level, pool, from);
        from = "pool" + level;
      }
      from = twoBlocks("enc" + level, from, channels, config.width(level));
      channels = config.width(level);
    }
    for (int level = config.depth() - 1; level >= 0; level--) {
      builder.addLayer("up" + level, new Upsampling2D.Builder(2).build(), from);
      builder.addVertex("merge" + level, new MergeVertex(), "up" + level, "enc" + level + "b.relu");
      int width = config.width(level);
      from = twoBlocks("dec" + level, "merge" + level, channels + width, width);
      channels = width;
    }
    head("reconstruction", from, channels, 3, LossFunction.MSE);
    head("mask", from, channels, 1, LossFunction.XENT);
    return builder.setOutputs("reconstruction", "mask").build();
  }

  private String twoBlocks(String name, String from, int in, int out) {
    return block(name + "b", block(name + "a", from, in, out), out, out);
  }

  private String block(String name, String from, int in, int out) {
    Builder convolution = new Builder(3, 3).nIn(in).nOut(out).hasBias(false);
    builder.addLayer(name, convolution.activation(Activation.IDENTITY).build(), from);
    builder.addLayer(
        name + ".bn", new BatchNormalization.Builder().nIn(out).nOut(out).build(), name);
    builder.addLayer(name + ".relu", new ActivationLayer(Activation.RELU), name + ".bn");
    return name + ".relu";
  }

  private void head(String name, String from, int in, int out, LossFunction loss) {
    Builder convolution = new Builder(1, 1).nIn(in).nOut(out);
    builder.addLayer(name + ".conv", convolution.activation(Activation.IDENTITY).build(), from);
    CnnLossLayer output = new CnnLossLayer.Builder(loss).activation(Activation.SIGMOID).build();
    builder.addLayer(name, output, name + ".conv");
  }
}
