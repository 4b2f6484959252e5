package io.github.anomaly4j.internal.reference;

import io.github.anomaly4j.concurrent.Workers;
import java.util.function.IntConsumer;

/** Does work line by line, shared by the workers of the calling thread. */
final class Bands {
  private static final int LINES = 32;

  private Bands() {}

  /** Calls the work for each line, in any order and in parallel. */
  static void lines(int height, IntConsumer work) {
    Workers.here()
        .forEach(
            (height + LINES - 1) / LINES,
            band -> {
              for (int y = band * LINES; y < Math.min(height, (band + 1) * LINES); y++) {
                work.accept(y);
              }
            });
  }
}
