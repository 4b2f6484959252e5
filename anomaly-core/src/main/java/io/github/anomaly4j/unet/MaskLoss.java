package io.github.anomaly4j.unet;

import io.github.anomaly4j.loss.LossConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Focal cross-entropy and Dice for soft labels; {@link LossConfig} has the formulas. */
final class MaskLoss extends ImageLoss {
  /** Probabilities are kept this far from 0 and 1, where a float's logarithm would be lost. */
  private static final double MARGIN = 1e-6;

  private static final long serialVersionUID = 1L;

  private final double weight;
  private final double diceWeight;
  private final double gamma;
  private double value;

  MaskLoss(LossConfig config) {
    this.weight = config.mask();
    this.diceWeight = config.dice();
    this.gamma = config.focalGamma();
  }

  /** The unweighted loss of the last call, Dice included. */
  double value() {
    return value;
  }

  @Override
  double evaluate(INDArray labels, INDArray output, INDArray gradient) {
    INDArray focalGradient = gradient == null ? null : output.ulike();
    INDArray diceGradient = gradient == null ? null : output.ulike();
    value = focal(labels, output, focalGradient) + diceWeight * dice(labels, output, diceGradient);
    if (gradient != null) {
      gradient.assign(focalGradient).addi(diceGradient.muli(diceWeight)).muli(weight);
    }
    return weight * value;
  }

  private double focal(INDArray label, INDArray output, INDArray gradient) {
    INDArray t = inside(label);
    INDArray p = inside(output);
    INDArray divergence = divergence(t, p);
    INDArray difference = p.sub(t);
    INDArray distance = Transforms.abs(difference, true);
    INDArray factor = gamma == 0 ? distance.mul(0).addi(1) : Transforms.pow(distance, gamma, true);
    if (gradient != null) {
      // d KL / d p = (p - t) / (p (1 - p))
      gradient.assign(difference.div(p.mul(p.rsub(1))).muli(factor));
      if (gamma > 0) {
        INDArray slope = Transforms.pow(distance, gamma - 1, true).muli(gamma);
        gradient.addi(slope.muli(Transforms.sign(difference, true)).muli(divergence));
      }
      gradient.muli((1 - 2 * MARGIN) / t.length());
    }
    return factor.mul(divergence).meanNumber().doubleValue();
  }

  /** t log(t / p) + (1 - t) log((1 - t) / (1 - p)), at least 0. */
  private static INDArray divergence(INDArray t, INDArray p) {
    INDArray ones = Transforms.log(t, true).subi(Transforms.log(p, true)).muli(t);
    INDArray restT = t.rsub(1);
    INDArray zeros = Transforms.log(restT, true).subi(Transforms.log(p.rsub(1), false));
    return ones.addi(zeros.muli(restT));
  }

  private static INDArray inside(INDArray probabilities) {
    return probabilities.mul(1 - 2 * MARGIN).addi(MARGIN);
  }

  private static double dice(INDArray t, INDArray p, INDArray gradient) {
    long batch = t.size(0);
    INDArray both = perPicture(t.mul(p)).muli(2).addi(1);
    INDArray each = perPicture(t.mul(t).addi(p.mul(p))).addi(1);
    if (gradient != null) {
      // -(2 t * each - both * 2 p) / each^2, per picture
      INDArray scale = each.rdiv(2.0 / batch).reshape(batch, 1, 1, 1);
      INDArray ratio = both.div(each).reshape(batch, 1, 1, 1);
      gradient.assign(p.mul(ratio).subi(t).muli(scale));
    }
    return 1 - both.div(each).meanNumber().doubleValue();
  }

  private static INDArray perPicture(INDArray array) {
    return array.sum(1, 2, 3);
  }
}
