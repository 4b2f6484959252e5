package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.allowed;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Load on loopback, open-loop: requests go off at their times, whether those before were answered
 * or not. No test of the build, since it measures: {@code mvn -pl anomaly-server -am -Dtest=LoadRun
 * -Dsurefire.failIfNoSpecifiedTests=false -Dload.seconds=600 test}.
 */
class LoadRun {
  private static final int SECONDS = Integer.getInteger("load.seconds", 20);
  private static final int MOST_A_SECOND = 5000;

  @TempDir Path data;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpRequest request;

  /** What became of requests; allocated before they are sent, so that the heap stays as it is. */
  private static final class Samples {
    private static final int UNANSWERED = 0;
    private final short[] statuses;
    private final float[] milliseconds;
    private final AtomicInteger sent = new AtomicInteger();
    private volatile long lastSent;

    Samples(int most) {
      statuses = new short[most];
      milliseconds = new float[most];
    }

    CompletableFuture<Void> add(HttpClient client, HttpRequest request) {
      int index = sent.getAndIncrement();
      long began = System.nanoTime();
      lastSent = began;
      return client
          .sendAsync(request, BodyHandlers.discarding())
          .handle(
              (answer, error) -> {
                milliseconds[index] = (System.nanoTime() - began) / 1e6f;
                statuses[index] = (short) (answer == null ? UNANSWERED : answer.statusCode());
                return null;
              });
    }

    int count() {
      return sent.get();
    }

    int count(int status) {
      return (int) IntStream.range(0, count()).filter(i -> statuses[i] == status).count();
    }

    double quantile(double share) {
      double[] times =
          IntStream.range(0, count())
              .filter(i -> statuses[i] == 200)
              .mapToDouble(i -> milliseconds[i])
              .sorted()
              .toArray();
      return times[(int) Math.min(times.length - 1, times.length * share)];
    }

    String told(String name) {
      int errors = count() - count(200) - count(429);
      return "%s: %d requests, %d errors, %d with 429, p50 %.1f ms, p99 %.1f ms"
          .formatted(name, count(), errors, count(429), quantile(0.5), quantile(0.99));
    }
  }

  private Samples oneAfterTheOther(int clients, int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Samples samples = new Samples(seconds * MOST_A_SECOND);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(
          CompletableFuture.runAsync(
              () -> {
                while (System.nanoTime() < end) {
                  samples.add(client, request).join();
                }
              },
              command -> new Thread(command).start()));
    }
    all.forEach(CompletableFuture::join);
    return samples;
  }

  private void open(double perSecond, Samples samples) throws InterruptedException {
    int count = samples.statuses.length;
    CountDownLatch left = new CountDownLatch(count);
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long at = began + (long) (i * 1e9 / perSecond);
      while (System.nanoTime() < at) {
        LockSupport.parkNanos(at - System.nanoTime());
      }
      samples.add(client, request).thenRun(left::countDown);
    }
    left.await();
  }

  private static double used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }

  /** The database and what it has not moved into its file yet. */
  private double database() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
              .filter(file -> file.getFileName().toString().startsWith("station.sqlite"))
              .mapToLong(file -> file.toFile().length())
              .sum()
          / 1e6;
    }
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
      oneAfterTheOther(limits.concurrency(), 10);
      Samples idle = oneAfterTheOther(1, 10);
      System.out.println(idle.told("idle, one client"));
      double capacity = oneAfterTheOther(2 * limits.concurrency(), 10).count() / 10.0;
      System.out.printf("capacity: %.1f images a second%n", capacity);
      open(0.7 * capacity, new Samples((int) (0.7 * capacity * Math.max(5, SECONDS / 10))));
      Samples steady = new Samples((int) (0.7 * capacity * SECONDS));
      double heap = used();
      double file = database();
      open(0.7 * capacity, steady);
      System.out.println(steady.told("70 % for " + SECONDS + " s"));
      System.out.printf(
          "p99 at 70 %% is %.1f times p50 when idle%n", steady.quantile(0.99) / idle.quantile(0.5));
      System.out.printf(
          "heap after a collection: %.1f MB before, %.1f MB after; database: %.1f and %.1f MB%n",
          heap, used(), file, database());
      Samples flood = new Samples((int) (3 * capacity * 20));
      open(3 * capacity, flood);
      System.out.println(flood.told("three times the capacity for 20 s"));
      Samples recovered = new Samples(20 * MOST_A_SECOND);
      do {
        recovered.add(client, request).join();
      } while (recovered.milliseconds[recovered.count() - 1] > 5 * idle.quantile(0.5));
      System.out.printf(
          "%.2f s after its last request, one is answered within 5 times p50 when idle%n",
          (System.nanoTime() - flood.lastSent) / 1e9);
      Samples after = oneAfterTheOther(1, 5);
      System.out.println(after.told("the 5 s after"));
      assertThat(steady.count(200)).isEqualTo(steady.count());
      assertThat(flood.count(200) + flood.count(429)).isEqualTo(flood.count());
      assertThat(recovered.count(200)).isEqualTo(recovered.count());
      assertThat(after.count(200)).isEqualTo(after.count());
    }
  }
}
