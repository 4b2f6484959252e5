package io.github.anomaly4j.internal.drift;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.List;

/**
 * A wager against the claim that p-values are independent and uniform: its wealth begins at 1, and
 * the probability that it ever reaches {@code w} is at most {@code 1 / w} if the claim is true,
 * however long it goes on and however often one looks (Ville's inequality; for p-values of new
 * against old examples: Vovk, Nouretdinov and Gammerman 2003, Testing exchangeability on-line).
 *
 * <p>It bets on low p-values, {@code k p^(k-1)}, in equal parts for several {@code k}. Since nobody
 * knows when a change comes, a part {@code 1 / (t (t + 1))} of the money begins to bet at step
 * {@code t}; so an early quiet time costs next to nothing.
 */
final class Wager {
  private static final double[] POWERS = {0.1, 0.2, 0.4, 0.7};

  private final double[] playing;
  private long steps;

  Wager() {
    this(0, List.of(0.0, 0.0, 0.0, 0.0));
  }

  /**
   * A wager that goes on.
   *
   * @param steps how many it has taken
   * @param playing the money that each bet has
   */
  Wager(long steps, List<Double> playing) {
    checkArgument(
        steps >= 0
            && playing.size() == POWERS.length
            && playing.stream().allMatch(money -> Double.isFinite(money) && money >= 0),
        "a wager after %s steps with %s",
        steps,
        playing);
    this.steps = steps;
    this.playing = playing.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Takes a p-value in (0, 1] and returns the wealth. */
  double bet(double p) {
    steps++;
    double begins = 1 / (steps * (steps + 1.0) * POWERS.length);
    for (int i = 0; i < POWERS.length; i++) {
      playing[i] = (playing[i] + begins) * POWERS[i] * Math.pow(p, POWERS[i] - 1);
    }
    return wealth();
  }

  /** What plays, and what has not begun to. */
  double wealth() {
    return Arrays.stream(playing).sum() + 1 / (steps + 1.0);
  }

  long steps() {
    return steps;
  }

  List<Double> playing() {
    return Arrays.stream(playing).boxed().toList();
  }
}
