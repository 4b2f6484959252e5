package io.github.anomaly4j.cli.product;

import java.util.random.RandomGenerator;

/**
 * The defect that a piece is to have.
 *
 * @param kind its name, {@code "good"} for none
 * @param severity from 0, just visible, to 1, obvious
 * @param random where the rest of its properties come from
 */
record Flaw(String kind, double severity, RandomGenerator random) {

  boolean is(String wanted) {
    return kind.equals(wanted);
  }

  /** A size or strength between that of a subtle and that of an obvious defect. */
  double between(double subtle, double obvious) {
    return subtle + (obvious - subtle) * severity;
  }

  double in(double low, double high) {
    return random.nextDouble(low, high);
  }

  /** An angle in radians, any. */
  double direction() {
    return random.nextDouble(2 * Math.PI);
  }
}
