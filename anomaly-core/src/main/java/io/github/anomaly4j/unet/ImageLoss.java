package io.github.anomaly4j.unet;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A loss over a batch of whole pictures {@code [batch, channels, height, width]}: the mean over the
 * pictures, times their number where DL4J asks for a sum. As DL4J has it, the gradient is that of
 * the sum.
 */
abstract class ImageLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  /** Mean loss over the batch; if {@code gradient} is not null, its gradient goes there. */
  abstract double evaluate(INDArray labels, INDArray output, INDArray gradient);

  @Override
  public final double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    double mean = evaluate(labels, activation.getActivation(preOutput.dup('c'), true), null);
    return average ? mean : mean * labels.size(0);
  }

  @Override
  public final Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    INDArray output = activation.getActivation(preOutput.dup('c'), true);
    INDArray gradient = output.ulike();
    double mean = evaluate(labels, output, gradient);
    gradient.muli(labels.size(0));
    INDArray before = activation.backprop(preOutput.dup('c'), gradient).getFirst();
    return new Pair<>(average ? mean : mean * labels.size(0), before);
  }

  @Override
  public final INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    return computeGradientAndScore(labels, preOutput, activation, mask, true).getSecond();
  }

  /** Not offered: nothing here asks for the loss of single pictures. */
  @Override
  public final INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    throw new UnsupportedOperationException("The loss is that of the whole batch");
  }

  @Override
  public final String name() {
    return getClass().getSimpleName();
  }
}
