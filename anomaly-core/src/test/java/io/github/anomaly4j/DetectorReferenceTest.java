package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.threshold.QuantileThreshold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorReferenceTest {
  private static final int THREADS = 8;
  private static final int SWAPS = 200;

  @TempDir private static Path folder;
  private static final Image DISC = DrawnParts.draw(DrawnParts.DISC, 900);
  private static Path strict;
  private static Path lax;
  private static Set<Double> thresholds;

  @BeforeAll
  static void train() throws IOException {
    strict = folder.resolve("strict.anomaly");
    lax = folder.resolve("lax.anomaly");
    try (AnomalyDetector trained =
            DrawnParts.builder().epochs(1).poses(0).train(DrawnParts.write(folder, 8));
        AnomalyDetector other = trained.withThresholds(new QuantileThreshold(0.4))) {
      trained.save(strict);
      other.save(lax);
      thresholds = Set.of(trained.threshold(DrawnParts.DISC), other.threshold(DrawnParts.DISC));
    }
  }

  private static boolean isClosed(AnomalyDetector detector) {
    try {
      detector.detect(DISC);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Test
  void no_call_of_eight_threads_fails_while_the_detector_is_replaced_hundreds_of_times()
      throws Exception {
    List<AnomalyDetector> replaced = new ArrayList<>();
    AnomalyDetector last = AnomalyDetector.load(strict);
    Set<Double> seen = ConcurrentHashMap.newKeySet();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger calls = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (DetectorReference reference = DetectorReference.to(last)) {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        callers.add(
            threads.submit(
                () -> {
                  while (!over.get()) {
                    seen.add(reference.detect(DISC).threshold());
                    calls.incrementAndGet();
                  }
                }));
      }
      for (int i = 0; i < SWAPS; i++) {
        replaced.add(last);
        last = AnomalyDetector.load(i % 2 == 0 ? lax : strict);
        reference.replace(last);
      }
      over.set(true);
      for (Future<?> caller : callers) {
        caller.get(1, TimeUnit.MINUTES);
      }
      assertThat(isClosed(last)).isFalse();
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
    assertThat(calls.get()).isGreaterThan(THREADS);
    assertThat(seen).isEqualTo(thresholds);
    assertThat(replaced).hasSize(SWAPS).allMatch(DetectorReferenceTest::isClosed);
    assertThat(isClosed(last)).isTrue();
  }

  @Test
  void a_call_under_way_ends_on_the_detector_that_it_began_on() throws Exception {
    AnomalyDetector old = AnomalyDetector.load(strict);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch replaced = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (DetectorReference reference = DetectorReference.to(old)) {
      Future<Boolean> call =
          thread.submit(
              () ->
                  reference.use(
                      detector -> {
                        begun.countDown();
                        replaced.await();
                        return detector == old && !isClosed(old);
                      }));
      begun.await();
      reference.replace(AnomalyDetector.load(lax));
      assertThat(reference.<Boolean, RuntimeException>use(now -> now != old)).isTrue();
      replaced.countDown();
      assertThat(call.get(1, TimeUnit.MINUTES)).isTrue();
      assertThat(isClosed(old)).as("closed when its last call has ended").isTrue();
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void the_same_detector_again_stays_open_and_a_closed_reference_refuses_calls_and_detectors()
      throws IOException {
    AnomalyDetector detector = AnomalyDetector.load(strict);
    DetectorReference reference = DetectorReference.to(detector);
    reference.replace(detector);
    assertThatCode(() -> reference.detect(DISC)).doesNotThrowAnyException();
    reference.close();
    reference.close();
    assertThat(isClosed(detector)).isTrue();
    assertThatThrownBy(() -> reference.detect(DISC))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    try (AnomalyDetector late = AnomalyDetector.load(lax)) {
      assertThatThrownBy(() -> reference.replace(late)).isInstanceOf(IllegalStateException.class);
      assertThat(isClosed(late)).isFalse();
    }
  }
}
