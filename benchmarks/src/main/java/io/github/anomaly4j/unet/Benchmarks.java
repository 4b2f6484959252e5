package io.github.anomaly4j.unet;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link SpeedBenchmark} in {@value #ROUNDS} rounds and prints three ratios and their goals. A
 * ratio is computed within a round, in which its two sides run at most minutes apart, and its
 * median over the rounds counts. Exits with 1 if a goal is missed.
 *
 * <p>On a machine with other work the native library's threads, which the stock layers use, wait
 * for each other in a busy loop, and the figures mean little: the load average is printed with
 * them. {@code OMP_WAIT_POLICY=passive} in the environment helps there.
 */
public final class Benchmarks {
  private static final int ROUNDS = 3;

  private Benchmarks() {}

  /** A ratio of two medians and its goal. */
  private enum Ratio {
    FORWARD("stock / our forward", "stockForward", "forward", 12, true),
    STEP("stock / our training step", "stockTrainingStep", "trainingStep", 8, true),
    OVERHEAD("forward / bare conv2d", "forward", "bareConvolutions", 1.6, false);

    private final String title;
    private final String top;
    private final String bottom;
    private final double bar;
    private final boolean atLeast;

    Ratio(String title, String top, String bottom, double bar, boolean atLeast) {
      this.title = title;
      this.top = top;
      this.bottom = bottom;
      this.bar = bar;
      this.atLeast = atLeast;
    }

    /** Prints the median over the rounds and returns whether it reaches the goal. */
    boolean report(List<Map<String, Double>> rounds) {
      double[] values = rounds.stream().mapToDouble(r -> r.get(top) / r.get(bottom)).toArray();
      double ratio = median(values);
      boolean passed = atLeast ? ratio >= bar : ratio <= bar;
      System.out.printf(
          "%-28s %6.2f  (%s %.1f)  %s%n",
          title, ratio, atLeast ? "at least" : "at most", bar, passed ? "PASS" : "MISS");
      return passed;
    }
  }

  /**
   * Runs the benchmarks.
   *
   * @param args none
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] args) throws RunnerException {
    List<Map<String, Double>> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      rounds.add(run());
    }
    System.out.printf(
        "%nU-Net of base width 16 and depth 4, %d images of %d x %d; load average %.1f on %d"
            + " processors%nMedians in ms, by round:%n",
        SpeedBenchmark.BATCH,
        SpeedBenchmark.SIZE,
        SpeedBenchmark.SIZE,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
    for (String name : rounds.get(0).keySet()) {
      System.out.printf("  %-20s", name);
      rounds.forEach(round -> System.out.printf(" %9.1f", round.get(name)));
      System.out.println();
    }
    boolean passed = true;
    for (Ratio ratio : Ratio.values()) {
      passed &= ratio.report(rounds);
    }
    System.exit(passed ? 0 : 1);
  }

  /** Median milliseconds of each benchmark. */
  private static Map<String, Double> run() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(SpeedBenchmark.class.getName())
            .shouldFailOnError(true)
            .build();
    Map<String, Double> medians = new HashMap<>();
    for (RunResult result : new Runner(options).run()) {
      String name = result.getParams().getBenchmark();
      medians.put(
          name.substring(name.lastIndexOf('.') + 1),
          result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    return medians;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
