package io.github.anomaly4j.internal.drift;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one measure at training, and those that came since. Tells how low or high a new
 * value is among all of them: if it is drawn like them, this is a uniform number, and independent
 * of that of every earlier value, although all are compared with the same values of the training.
 *
 * <p>A change that is smaller than the tolerance must not be told. So the new value is compared as
 * if it lay nearer by the tolerance, with the values of the training and with those since. If
 * values are shifted by amounts of one sign within the tolerance, whenever the shift begins, grows
 * or ends, the number is then never lower than it would be without any shift.
 */
final class Sample {
  /** Half of the range that most values of a normal distribution are in is its deviation. */
  private static final double LOW = 0.1587;

  private final double[] training;
  private final double median;
  private final double spread;
  private final double tolerance;
  private final List<Double> since = new ArrayList<>();

  /**
   * @param training at least one value
   * @param spreads of the training that a change must exceed
   * @param share of the training's median that it must exceed, too
   */
  Sample(List<Double> training, double spreads, double share) {
    checkArgument(!training.isEmpty(), "no values of the training");
    this.training = Doubles.toArray(training);
    Arrays.sort(this.training);
    this.median = at(0.5);
    this.spread = (at(1 - LOW) - at(LOW)) / 2;
    this.tolerance = Math.max(spreads * spread, share * Math.abs(median));
  }

  private double at(double share) {
    return training[(int) Math.round(share * (training.length - 1))];
  }

  /**
   * How low a new value is, in (0, 1].
   *
   * @param tie in (0, 1): where it stands among equal ones
   */
  double low(double value, double tie) {
    return rank(value + tolerance, 1, tie);
  }

  /** How high a new value is, in (0, 1]. */
  double high(double value, double tie) {
    return rank(value - tolerance, -1, tie);
  }

  private double rank(double value, int sign, double tie) {
    int beyond = 0;
    int equal = 1;
    for (double old : training) {
      beyond += sign * Double.compare(old, value) < 0 ? 1 : 0;
      equal += old == value ? 1 : 0;
    }
    for (double old : since) {
      beyond += sign * Double.compare(old, value) < 0 ? 1 : 0;
      equal += old == value ? 1 : 0;
    }
    return (beyond + tie * equal) / (training.length + since.size() + 1);
  }

  void add(double value) {
    since.add(value);
  }

  void forget() {
    since.clear();
  }

  List<Double> since() {
    return List.copyOf(since);
  }

  /** The median at training. */
  double median() {
    return median;
  }

  /** A value in spreads of the training from its median; 0 if all of them were equal. */
  double standard(double value) {
    return spread == 0 ? 0 : (value - median) / spread;
  }
}
