package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.Image;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ImageFeaturesTest {
  private static final int THREADS = 4;

  private final ImageFeatures image = new ImageFeatures(Image.of(1, 1, new float[3]));
  private final AtomicInteger computed = new AtomicInteger();

  @Test
  void a_feature_that_several_threads_request_is_computed_once() {
    CountDownLatch all = new CountDownLatch(THREADS);
    ImageFeature<Integer> part =
        asked -> {
          awaitSomeTime(all);
          return computed.incrementAndGet();
        };
    ImageFeature<Integer> whole = asked -> asked.get(part) + computed.incrementAndGet();
    try (Workers workers = Workers.of(THREADS)) {
      workers.run(
          () -> {
            Workers.here()
                .forEach(
                    THREADS,
                    i -> {
                      all.countDown();
                      assertThat(image.get(whole)).isEqualTo(3);
                    });
            return true;
          });
    }
    assertThat(computed).hasValue(2);
  }

  /** Until all threads have begun, so that they request the feature while one computes it. */
  private static void awaitSomeTime(CountDownLatch all) {
    try {
      assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_feature_that_fails_may_be_requested_again() {
    ImageFeature<Integer> second =
        asked -> {
          if (computed.getAndIncrement() == 0) {
            throw new IllegalStateException("not yet");
          }
          return 5;
        };
    assertThatThrownBy(() -> image.get(second)).hasMessage("not yet");
    assertThat(image.get(second)).isEqualTo(5);
  }
}
