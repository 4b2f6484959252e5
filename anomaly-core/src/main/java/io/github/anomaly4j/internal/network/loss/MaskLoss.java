package io.github.anomaly4j.internal.network.loss;

import io.github.anomaly4j.config.LossConfig;

/**
 * Focal cross-entropy and Dice for soft labels, as one term; {@link LossConfig} has the formulas.
 */
public record MaskLoss(LossConfig config) implements ImageLoss {
  /** Probabilities are kept this far from 0 and 1, where the logarithm is unbounded. */
  private static final double MARGIN = 1e-6;

  @Override
  public double[] terms(double[] wanted, double[] given, double[] gradient, int height, int width) {
    double focal = focal(wanted, given, gradient);
    double value = focal + config.dice() * dice(wanted, given, gradient);
    return new double[] {value};
  }

  @Override
  public double total(double[] terms) {
    return config.mask() * terms[0];
  }

  private double focal(double[] wanted, double[] given, double[] gradient) {
    double gamma = config.focalGamma();
    double scale = config.mask() * (1 - 2 * MARGIN) / wanted.length;
    double sum = 0;
    for (int i = 0; i < wanted.length; i++) {
      double t = inside(wanted[i]);
      double p = inside(given[i]);
      double divergence =
          t * (Math.log(t) - Math.log(p)) + (1 - t) * (Math.log(1 - t) - Math.log(1 - p));
      double difference = p - t;
      double distance = Math.abs(difference);
      double factor = gamma == 0 ? 1 : Math.pow(distance, gamma);
      sum += factor * divergence;
      if (gradient != null) {
        // d KL / d p = (p - t) / (p (1 - p))
        double slope = difference / (p * (1 - p)) * factor;
        if (gamma > 0) {
          slope += gamma * Math.pow(distance, gamma - 1) * Math.signum(difference) * divergence;
        }
        gradient[i] = scale * slope;
      }
    }
    return sum / wanted.length;
  }

  private double dice(double[] wanted, double[] given, double[] gradient) {
    double both = 1;
    double each = 1;
    for (int i = 0; i < wanted.length; i++) {
      both += 2 * wanted[i] * given[i];
      each += wanted[i] * wanted[i] + given[i] * given[i];
    }
    if (gradient != null) {
      // -(2 t * each - both * 2 p) / each^2
      double scale = config.mask() * config.dice() * 2 / each;
      for (int i = 0; i < wanted.length; i++) {
        gradient[i] += scale * (given[i] * both / each - wanted[i]);
      }
    }
    return 1 - both / each;
  }

  private static double inside(double probability) {
    return probability * (1 - 2 * MARGIN) + MARGIN;
  }
}
