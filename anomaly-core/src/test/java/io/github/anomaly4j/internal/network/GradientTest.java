package io.github.anomaly4j.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.OptimizerConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.network.loss.ImageLoss;
import io.github.anomaly4j.internal.network.loss.MaskLoss;
import io.github.anomaly4j.internal.network.loss.ReconstructionLoss;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Central finite differences in double precision. */
class GradientTest {
  private static final double STEP = 1e-6;
  private static final int HEIGHT = 13;
  private static final int WIDTH = 14;

  @Test
  void gradients_of_the_whole_graph_agree_with_finite_differences() {
    UNetConfig config = UNetConfig.defaults().withDepth(2).withBaseWidth(3).withSkips(0.5, 1);
    Samples samples = Samples.of(2, 16, 20, 1);
    try (TrainableUNet network =
        TrainableUNet.create(
            config, LossConfig.defaults(), OptimizerConfig.defaults(), 2, DataType.DOUBLE)) {
      network
          .graphPasses()
          .load(
              samples.input(),
              samples.target(),
              samples.mask(),
              2,
              samples.height(),
              samples.width());
      ComputationGraph graph = network.graph();
      network.graphPasses().computeGradients();
      double[] gradient = graph.getFlattenedGradients().data().asDouble();
      INDArray parameters = graph.params();
      double largest = 0;
      for (double g : gradient) {
        largest = Math.max(largest, Math.abs(g) / 2);
      }
      Random random = new Random(3);
      for (int k = 0; k < 30; k++) {
        int i = random.nextInt(gradient.length);
        double value = parameters.getDouble(i);
        parameters.putScalar(i, value + STEP);
        double up = trainingLoss(network);
        parameters.putScalar(i, value - STEP);
        double down = trainingLoss(network);
        parameters.putScalar(i, value);
        // The gradient is that of the sum over the two images, the score is their mean.
        assertThat(gradient[i] / 2)
            .as("parameter " + i)
            .isCloseTo((up - down) / (2 * STEP), within(1e-5 * largest));
      }
    }
  }

  /** Without a backward pass, but with the statistics of the batch. */
  private static double trainingLoss(TrainableUNet network) {
    return network.graph().score(network.graphPasses().batch(), true);
  }

  @Test
  void gradient_of_the_image_loss_agrees_with_finite_differences() {
    check(new ReconstructionLoss(new LossConfig(0.7, 1.3, 0, 0, 0)), 3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 2, 3.5})
  void gradient_of_the_mask_loss_agrees_with_finite_differences(double gamma) {
    check(new MaskLoss(new LossConfig(0, 0, 0.9, 0.4, gamma)), 1);
  }

  private static void check(ImageLoss loss, int channels) {
    Random random = new Random(5);
    double[] labels = values(random, channels, false);
    double[] logits = values(random, channels, true);
    double[] gradient = new double[logits.length];
    loss.termsOfLogits(labels, logits, gradient, HEIGHT, WIDTH);
    double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
    for (int k = 0; k < 40; k++) {
      int i = random.nextInt(logits.length);
      double value = logits[i];
      logits[i] = value + STEP;
      double up = loss.total(loss.termsOfLogits(labels, logits, null, HEIGHT, WIDTH));
      logits[i] = value - STEP;
      double down = loss.total(loss.termsOfLogits(labels, logits, null, HEIGHT, WIDTH));
      logits[i] = value;
      assertThat(gradient[i]).isCloseTo((up - down) / (2 * STEP), within(2e-6 * largest));
    }
  }

  private static double[] values(Random random, int channels, boolean logits) {
    double[] values = new double[channels * HEIGHT * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = logits ? random.nextGaussian() : random.nextDouble();
    }
    return values;
  }
}
