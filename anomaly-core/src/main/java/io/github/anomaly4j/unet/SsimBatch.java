package io.github.anomaly4j.unet;

import io.github.anomaly4j.loss.Ssim;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Mean structural similarity of two batches on native arrays, and its gradient with respect to the
 * second. The same measure as {@link Ssim}, over all pictures and channels.
 *
 * <p>Samples are shifted by half the range first: variances do not change and lose fewer digits.
 */
final class SsimBatch {
  private static final double C1 = Ssim.K1 * Ssim.K1;
  private static final double C2 = Ssim.K2 * Ssim.K2;
  private static final double SHIFT = 0.5;

  private final INDArray x;
  private final INDArray y;
  private final INDArray alongRows;
  private final INDArray alongColumns;
  private final INDArray meanX;
  private final INDArray meanY;
  private final INDArray luminanceTop;
  private final INDArray luminanceBottom;
  private final INDArray structureTop;
  private final INDArray structureBottom;
  private final INDArray map;

  /**
   * Evaluates the similarity.
   *
   * @param x batch {@code [batch, channels, height, width]}
   * @param y batch of the same shape, which the gradient is with respect to
   */
  SsimBatch(INDArray x, INDArray y) {
    long planes = x.size(0) * x.size(1);
    long height = x.size(2);
    long width = x.size(3);
    this.x = x.sub(SHIFT).reshape('c', planes, 1, height, width);
    this.y = y.sub(SHIFT).reshape('c', planes, 1, height, width);
    INDArray window = window().castTo(y.dataType());
    this.alongRows = window.reshape('c', 1, Ssim.WINDOW, 1, 1);
    this.alongColumns = window.reshape('c', Ssim.WINDOW, 1, 1, 1);

    INDArray means = blur(fields(), 0);
    this.meanX = part(means, 0);
    this.meanY = part(means, 1);
    INDArray xy = part(means, 4).sub(meanX.mul(meanY));
    INDArray variances = part(means, 2).add(part(means, 3));
    variances.subi(meanX.mul(meanX)).subi(meanY.mul(meanY));
    this.structureTop = xy.muli(2).addi(C2);
    this.structureBottom = variances.addi(C2);
    meanX.addi(SHIFT);
    meanY.addi(SHIFT);
    this.luminanceTop = meanX.mul(meanY).muli(2).addi(C1);
    this.luminanceBottom = meanX.mul(meanX).addi(meanY.mul(meanY)).addi(C1);
    this.map = luminanceTop.mul(structureTop).divi(luminanceBottom).divi(structureBottom);
  }

  double mean() {
    return map.meanNumber().doubleValue();
  }

  /**
   * Gradient of the mean with respect to {@code y}: the similarity of a window depends on three
   * weighted means, of y, of y^2 and of xy; each one's derivative is spread back by the window.
   */
  INDArray gradient() {
    INDArray bottoms = luminanceBottom.mul(structureBottom);
    INDArray byCross = luminanceTop.mul(2).divi(bottoms);
    INDArray bySquare = map.div(structureBottom).negi();
    // What a window's mean of y does through the luminance, and through variance and covariance.
    INDArray byMean = meanX.mul(structureTop).muli(2).divi(bottoms);
    byMean.subi(map.mul(meanY).muli(2).divi(luminanceBottom));
    byMean.subi(byCross.mul(meanX.sub(SHIFT)));
    byMean.subi(bySquare.mul(meanY.sub(SHIFT)).muli(2));

    INDArray spread = blur(Nd4j.concat(0, byMean, bySquare, byCross), Ssim.WINDOW - 1);
    INDArray gradient = part(spread, 0);
    gradient.addi(part(spread, 1).muli(y).muli(2)).addi(part(spread, 2).muli(x));
    return gradient.divi(map.length());
  }

  private INDArray fields() {
    return Nd4j.concat(0, x, y, x.mul(x), y.mul(y), x.mul(y));
  }

  /**
   * Planes of one of several fields that are stacked along the first axis, in the batch's shape.
   */
  private INDArray part(INDArray stacked, int index) {
    long planes = x.size(0);
    return stacked.get(NDArrayIndex.interval(index * planes, (index + 1) * planes));
  }

  /** Convolution with the window, with so many zeros around; without any, whole windows alone. */
  private INDArray blur(INDArray planes, int padding) {
    INDArray rows = convolve(planes, alongRows, 0, padding);
    return convolve(rows, alongColumns, padding, 0);
  }

  private static INDArray convolve(INDArray planes, INDArray kernel, int padHeight, int padWidth) {
    int height = (int) kernel.size(0);
    int width = (int) kernel.size(1);
    INDArray output =
        Nd4j.createUninitialized(
            planes.dataType(),
            new long[] {
              planes.size(0),
              1,
              planes.size(2) + 2L * padHeight - height + 1,
              planes.size(3) + 2L * padWidth - width + 1
            },
            'c');
    // strides 1, explicit padding, dilation 1, not "same", channels first, kernel [h, w, in, out]
    int[] arguments = {height, width, 1, 1, padHeight, padWidth, 1, 1, 0, 0, 0};
    NativeOps.exec(
        "conv2d", new INDArray[] {planes, kernel}, new INDArray[] {output}, List.of(), arguments);
    return output;
  }

  private static INDArray window() {
    double[] window = new double[Ssim.WINDOW];
    double sum = 0;
    for (int i = 0; i < window.length; i++) {
      double distance = i - Ssim.WINDOW / 2;
      window[i] = Math.exp(-distance * distance / (2 * Ssim.SIGMA * Ssim.SIGMA));
      sum += window[i];
    }
    return Nd4j.createFromArray(window).divi(sum);
  }
}
