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
 * Runs {@link LoadBenchmark} and prints what a training step and a detection take idle and beside
 * one thread that never rests, and the quotients against their bar. Exits with 1 if one misses it.
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
        "%nMilliseconds, idle and beside one burning thread; load average %.1f on %d processors%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
    boolean passed = true;
    for (String name : times.keySet()) {
      Statistics idle = times.get(name).get("0");
      Statistics beside = times.get(name).get("1");
      passed &= report(name + ", median", idle.getPercentile(50), beside.getPercentile(50));
      passed &= report(name + ", 95 %", idle.getPercentile(95), beside.getPercentile(95));
    }
    System.exit(passed ? 0 : 1);
  }

  private static boolean report(String name, double idle, double beside) {
    boolean passed = beside <= BAR * idle;
    System.out.printf(
        "%-24s %7.1f %7.1f  %5.2f times (at most %.1f)  %s%n",
        name, idle, beside, beside / idle, BAR, passed ? "PASS" : "MISS");
    return passed;
  }
}
