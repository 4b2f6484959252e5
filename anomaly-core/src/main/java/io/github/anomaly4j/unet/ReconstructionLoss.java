package io.github.anomaly4j.unet;

import io.github.anomaly4j.loss.LossConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Weighted 1 - SSIM and mean squared error, remembering the two of the last call. */
final class ReconstructionLoss extends ImageLoss {
  private static final long serialVersionUID = 1L;

  private final double ssimWeight;
  private final double mseWeight;
  private double ssim;
  private double mse;

  ReconstructionLoss(LossConfig config) {
    this.ssimWeight = config.ssim();
    this.mseWeight = config.mse();
  }

  /** 1 - SSIM of the last call. */
  double ssim() {
    return ssim;
  }

  /** Mean squared error of the last call. */
  double mse() {
    return mse;
  }

  @Override
  double evaluate(INDArray labels, INDArray output, INDArray gradient) {
    SsimBatch similarity = new SsimBatch(labels, output);
    INDArray difference = output.sub(labels);
    ssim = 1 - similarity.mean();
    mse = difference.mul(difference).meanNumber().doubleValue();
    if (gradient != null) {
      gradient.assign(similarity.gradient()).muli(-ssimWeight);
      gradient.addi(difference.muli(2 * mseWeight / difference.length()));
    }
    return ssimWeight * ssim + mseWeight * mse;
  }
}
