package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which threads training and detection take. */
class ThreadsTest {
  @TempDir private Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void neither_training_nor_detection_starts_native_threads_which_would_spin_beside_other_load()
      throws Exception {
    String printed =
        new FreshJvm(folder)
            .openMpThreads(2)
            .run(FreshJvm.classPath(), ThreadCount.class, folder.toString());
    assertThat(printed)
        .contains("embedder: 0 more", "java: 0 more", "workers at most: 1", "exit 0");
  }

  @Test
  void a_detector_has_the_same_bits_whatever_threads_trained_it() throws IOException {
    ImageSet set = DrawnParts.write(folder, 12);
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try (AnomalyDetector alone = DrawnParts.builder().restoration().threads(1).train(set);
        AnomalyDetector three = DrawnParts.builder().restoration().threads(3).train(set);
        AnomalyDetector given =
            DrawnParts.builder().restoration().threads(3).executor(executor).train(set)) {
      for (String category : alone.categories()) {
        Image image = DrawnParts.damaged(DrawnParts.draw(category, 7), 30, 24);
        Detection expected = alone.explain(image);
        for (AnomalyDetector other : List.of(three, given)) {
          Detection found = other.explain(image);
          assertThat(found.score()).isEqualTo(expected.score());
          assertThat(found.partialScores()).isEqualTo(expected.partialScores());
          assertThat(other.threshold(category)).isEqualTo(alone.threshold(category));
        }
      }
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void training_uses_the_executor_that_it_is_given_and_starts_no_thread() throws IOException {
    ImageSet set = DrawnParts.write(folder, 12);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Set<Thread> given = ConcurrentHashMap.newKeySet();
    Set<Thread> others = ConcurrentHashMap.newKeySet();
    AtomicInteger tasks = new AtomicInteger();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            1,
            task -> {
              Thread thread = new Thread(task, "given");
              given.add(thread);
              return thread;
            });
    TrainingProgress watching =
        new TrainingProgress() {
          @Override
          public void step(StepReport report) {
            others.addAll(Thread.getAllStackTraces().keySet());
          }

          @Override
          public void advanced(int done) {
            others.addAll(Thread.getAllStackTraces().keySet());
          }
        };
    try {
      DrawnParts.builder()
          .restoration()
          .threads(2)
          .executor(
              task -> {
                tasks.incrementAndGet();
                executor.execute(task);
              })
          .listener(watching)
          .train(set)
          .close();
    } finally {
      executor.shutdown();
    }
    others.removeAll(before);
    others.removeAll(given);
    // The JVM's and ND4J's own come when they like.
    others.removeIf(thread -> !thread.getName().matches("(anomaly4j|ForkJoinPool|pool-).*"));
    assertThat(others).isEmpty();
    assertThat(tasks.get()).isPositive();
    assertThat(executor.isShutdown()).isTrue();
  }

  @Test
  void no_thread_of_its_own_is_left_after_training() throws Exception {
    DrawnParts.builder().restoration().threads(3).train(DrawnParts.write(folder, 12)).close();
    Thread[] threads = new Thread[Thread.activeCount() + 10];
    Thread.enumerate(threads);
    for (Thread thread : Arrays.asList(threads)) {
      if (thread != null && thread.getName().startsWith("anomaly4j-")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void no_threads_is_refused_at_the_call() {
    assertThatThrownBy(() -> AnomalyDetector.builder().threads(0))
        .hasMessageContaining("threads must be at least 1: 0");
  }
}
