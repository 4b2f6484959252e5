package io.github.anomaly4j.unet;

import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link SpeedBenchmark} and prints the ratios of the medians against their bars. Exits with 1
 * if one is missed.
 */
public final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] args) throws RunnerException {
    var options = new OptionsBuilder().include(SpeedBenchmark.class.getName()).build();
    Map<String, Double> medians = new HashMap<>();
    for (RunResult result : new Runner(options).run()) {
      String name = result.getParams().getBenchmark();
      medians.put(
          name.substring(name.lastIndexOf('.') + 1),
          result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    System.out.printf(
        "%nU-Net of base width 16 and depth 4, %d pictures of %d x %d, medians in ms%n",
        SpeedBenchmark.BATCH, SpeedBenchmark.SIZE, SpeedBenchmark.SIZE);
    medians.forEach((name, median) -> System.out.printf("  %-20s %9.1f%n", name, median));
    double forward = medians.get("forward");
    double step = medians.get("trainingStep");
    boolean passed = true;
    passed &= report("stock / our forward", medians.get("stockForward") / forward, 12, true);
    passed &= report("stock / our training step", medians.get("stockTrainingStep") / step, 8, true);
    passed &=
        report("forward / bare conv2d", forward / medians.get("bareConvolutions"), 1.6, false);
    System.exit(passed ? 0 : 1);
  }

  private static boolean report(String name, double ratio, double bar, boolean atLeast) {
    boolean passed = atLeast ? ratio >= bar : ratio <= bar;
    System.out.printf(
        "%-28s %6.2f  (%s %.1f)  %s%n",
        name, ratio, atLeast ? "at least" : "at most", bar, passed ? "PASS" : "MISS");
    return passed;
  }
}
