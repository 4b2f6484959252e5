package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.allowed;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Load on loopback, open-loop: requests go off at their times, whether those before were answered
 * or not. No test of the build, since it measures: {@code mvn -pl anomaly-server -am -Dtest=LoadRun
 * -Dsurefire.failIfNoSpecifiedTests=false -Dload.seconds=600 test}.
 */
class LoadRun {
  private static final int SECONDS = Integer.getInteger("load.seconds", 20);

  @TempDir Path data;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpRequest request;

  private record Sample(int status, double milliseconds) {}

  private CompletableFuture<Sample> send() {
    long began = System.nanoTime();
    return client
        .sendAsync(request, BodyHandlers.discarding())
        .handle(
            (answer, error) ->
                new Sample(
                    answer == null ? 0 : answer.statusCode(), (System.nanoTime() - began) / 1e6));
  }

  private List<Sample> oneAfterTheOther(int clients, int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<CompletableFuture<List<Sample>>> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(
          CompletableFuture.supplyAsync(
              () -> {
                List<Sample> own = new ArrayList<>();
                while (System.nanoTime() < end) {
                  own.add(send().join());
                }
                return own;
              },
              command -> new Thread(command).start()));
    }
    List<Sample> samples = new ArrayList<>();
    all.forEach(each -> samples.addAll(each.join()));
    return samples;
  }

  private List<Sample> open(double perSecond, int seconds) {
    List<CompletableFuture<Sample>> sent = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < perSecond * seconds; i++) {
      long at = began + (long) (i * 1e9 / perSecond);
      while (System.nanoTime() < at) {
        LockSupport.parkNanos(at - System.nanoTime());
      }
      sent.add(send());
    }
    return new ArrayList<>(sent.stream().map(CompletableFuture::join).toList());
  }

  private static double quantile(List<Sample> samples, double share) {
    List<Double> times =
        new ArrayList<>(
            samples.stream().filter(s -> s.status() == 200).map(Sample::milliseconds).toList());
    Collections.sort(times);
    return times.get((int) Math.min(times.size() - 1, times.size() * share));
  }

  private static String told(String name, List<Sample> samples) {
    Map<Integer, Integer> statuses = new TreeMap<>();
    samples.forEach(sample -> statuses.merge(sample.status(), 1, Integer::sum));
    return "%s: %d requests, statuses %s, p50 %.0f ms, p99 %.0f ms"
        .formatted(name, samples.size(), statuses, quantile(samples, 0.5), quantile(samples, 0.99));
  }

  private static double used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }

  @Test
  void load() throws Exception {
    Limits limits = Limits.defaults().withTimeout(Duration.ofSeconds(10));
    try (AnomalyServer server = station(data).limits(limits).start()) {
      request =
          allowed(server, "/api/v1/detect")
              .header("Content-Type", "image/png")
              .POST(BodyPublishers.ofByteArray(DrawnParts.png(DrawnParts.DISC, 3000, true)))
              .build();
      oneAfterTheOther(limits.concurrency(), 5);
      List<Sample> idle = oneAfterTheOther(1, 5);
      System.out.println(told("idle, one client", idle));
      double capacity = oneAfterTheOther(2 * limits.concurrency(), 10).size() / 10.0;
      System.out.printf("capacity: %.1f images a second%n", capacity);
      open(0.7 * capacity, Math.max(5, SECONDS / 10));
      double before = used();
      List<Sample> steady = open(0.7 * capacity, SECONDS);
      double after = used();
      System.out.println(told("70 % for " + SECONDS + " s", steady));
      System.out.printf("heap in use: %.0f MB before, %.0f MB after%n", before, after);
      List<Sample> flood = open(3 * capacity, 20);
      System.out.println(told("three times the capacity for 20 s", flood));
      List<Sample> recovered = oneAfterTheOther(1, 5);
      System.out.println(told("the 5 s after", recovered));
      assertThat(steady).allMatch(sample -> sample.status() == 200);
      assertThat(flood).allMatch(sample -> sample.status() == 200 || sample.status() == 429);
      assertThat(recovered).allMatch(sample -> sample.status() == 200);
    }
  }
}
