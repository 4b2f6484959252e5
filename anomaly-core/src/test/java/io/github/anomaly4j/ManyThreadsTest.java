package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 64 threads use one detector at the same time. */
class ManyThreadsTest {
  private static final int THREADS = 64;

  @TempDir private static Path folder;
  private static AnomalyDetector detector;
  private static List<Image> images;
  private static ImageSet added;

  /** With every kind of evidence: trunk, wavelets, network and its gradients. */
  @BeforeAll
  static void train() throws IOException {
    Map<Evidence, Double> all =
        Evidence.values().stream().collect(Collectors.toMap(Function.identity(), kind -> 1.0));
    ImageSet parts = DrawnParts.write(folder, 8);
    detector =
        DrawnParts.builder()
            .evidence(all)
            .restoration()
            .poses(0)
            .epochs(1)
            .backboneBankSize(150)
            .train(parts);
    Image normal = DrawnParts.draw(DrawnParts.SHEET, 500);
    images =
        List.of(
            normal,
            DrawnParts.damaged(normal, 30, 10),
            DrawnParts.draw(DrawnParts.DISC, 500),
            normal.resize(90, 40));
    List<ImageEntry> entries =
        DrawnParts.write(folder.resolve("added"), DrawnParts.DISC, 10).subList(8, 10);
    added = ImageSet.of(entries);
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Test
  void sixty_four_threads_get_the_bits_of_one() throws Exception {
    List<Detection> serial = images.stream().map(detector::explain).toList();
    List<Callable<Detection>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Image image = images.get(i % images.size());
      calls.add(() -> detector.explain(image));
    }
    List<Detection> found = atOnce(calls);
    for (int i = 0; i < found.size(); i++) {
      assertSame(found.get(i), serial.get(i % serial.size()));
    }
  }

  @Test
  void detections_are_the_same_while_others_save_revise_and_close_what_they_revised()
      throws Exception {
    Image image = images.get(1);
    Detection serial = detector.detect(image);
    byte[] file = saved(detector);
    Detection extended;
    try (AnomalyDetector revised = detector.withNormal(added)) {
      extended = revised.detect(image);
    }
    List<Callable<Void>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      switch (i % 8) {
        case 0 ->
            calls.add(
                () -> {
                  try (AnomalyDetector revised = detector.withNormal(added)) {
                    assertSame(revised.detect(image), extended);
                  }
                  return null;
                });
        case 1 ->
            calls.add(
                () -> {
                  AnomalyDetector revised = detector.withThreshold(DrawnParts.DISC, 3);
                  try (AnomalyDetector before = revised.revert()) {
                    revised.close();
                    assertSame(before.detect(image), serial);
                  }
                  return null;
                });
        case 2 ->
            calls.add(
                () -> {
                  assertThat(saved(detector)).isEqualTo(file);
                  return null;
                });
        default ->
            calls.add(
                () -> {
                  assertSame(detector.detect(image), serial);
                  return null;
                });
      }
    }
    atOnce(calls);
    assertSame(detector.detect(image), serial);
  }

  private static byte[] saved(AnomalyDetector detector) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.save(bytes);
    return bytes.toByteArray();
  }

  /** Each call on the next of 64 threads, which begin together. */
  private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    CountDownLatch ready = new CountDownLatch(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> call : calls) {
        futures.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  return call.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(5, TimeUnit.MINUTES));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void assertSame(Detection found, Detection expected) {
    assertThat(found.score()).isEqualTo(expected.score());
    assertThat(found.category()).isEqualTo(expected.category());
    assertThat(found.partialScores()).isEqualTo(expected.partialScores());
    assertThat(found.anomalyMap().toArray()).isEqualTo(expected.anomalyMap().toArray());
    assertThat(found.reconstruction()).isEqualTo(expected.reconstruction());
  }
}
