package io.github.anomaly4j.threshold;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;

/**
 * A threshold that is known beforehand.
 *
 * @param value the threshold, finite
 */
record FixedThreshold(double value) implements ThresholdRule {

  public FixedThreshold {
    checkArgument(Double.isFinite(value), "threshold must be finite: %s", value);
  }

  @Override
  public Needs needs() {
    return Needs.NOTHING;
  }

  @Override
  public OptionalDouble threshold(double[] scores, boolean[] anomalous) {
    return OptionalDouble.of(value);
  }
}
