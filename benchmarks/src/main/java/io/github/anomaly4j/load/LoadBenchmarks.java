package io.github.anomaly4j.load;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs {@link LoadBenchmark} and prints the times of a training step and a detection on an idle
 * machine and next to one busy thread, and their ratios. Exits with 1 if a ratio misses its goal.
 */
public final class LoadBenchmarks {
  private static final double BAR = 2.5;

  private LoadBenchmarks() {}

  /**
   * Runs it.
   *
   * @param args none
   * @throws RunnerException if a benchmark fails
   */
  public static void main(String[] args) throws RunnerException {
    var options =
        new OptionsBuilder().include(LoadBenchmark.class.getName()).shouldFailOnError(true).build();
    Map<String, Map<String, Statistics>> times = new TreeMap<>();
    for (RunResult result : new Runner(options).run()) {
      String name = result.getParams().getBenchmark();
      times
          .computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), key -> new TreeMap<>())
          .put(result.getParams().getParam("burning"), result.getPrimaryResult().getStatistics());
    }
    System.out.printf(
        "%nMilliseconds, idle and next to one busy thread; load average %.1f on %d processors%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
    boolean passed = true;
    for (String name : times.keySet()) {
      Statistics idle = times.get(name).get("0");
      Statistics loaded = times.get(name).get("1");
      passed &= report(name + ", median", idle.getPercentile(50), loaded.getPercentile(50));
      passed &= report(name + ", 95 %", idle.getPercentile(95), loaded.getPercentile(95));
    }
    System.exit(passed ? 0 : 1);
  }

  private static boolean report(String name, double idle, double loaded) {
    boolean passed = loaded <= BAR * idle;
    System.out.printf(
        "%-24s %7.1f %7.1f  %5.2f times (at most %.1f)  %s%n",
        name, idle, loaded, loaded / idle, BAR, passed ? "PASS" : "MISS");
    return passed;
  }
}
