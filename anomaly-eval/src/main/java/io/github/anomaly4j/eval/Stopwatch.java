package io.github.anomaly4j.eval;

import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Times what is done with one image after the other. */
final class Stopwatch {
  private static final int WARM_UP_RUNS = 10;
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final List<Long> nanos = new ArrayList<>();
  private boolean warm;

  /** Does the work and times it. Before the first time, it is done a few times to warm up. */
  <T> T time(Supplier<T> work) {
    if (!warm) {
      warm = true;
      long start = System.nanoTime();
      for (int i = 0; i < WARM_UP_RUNS && System.nanoTime() - start < WARM_UP_NANOS; i++) {
        work.get();
      }
    }
    long start = System.nanoTime();
    T result = work.get();
    nanos.add(System.nanoTime() - start);
    return result;
  }

  Latency latency() {
    return Latency.ofNanos(Longs.toArray(nanos));
  }
}
