package io.github.anomaly4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.image.Image;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;

class ReplacementTest {
  private static final Image IMAGE = TinyModel.image(TinyModel.FINE, 7, true);

  @TempDir private Path folder;

  private Path file;
  private ApplicationContextRunner runner;

  /** The application's listener. */
  static final class Events {
    final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

    @EventListener
    void on(ModelReplacedEvent event) {
      all.add(event);
    }

    @EventListener
    void on(ModelRefusedEvent event) {
      all.add(event);
    }

    <T> T next(Class<T> type) throws InterruptedException {
      return type.cast(all.poll(30, TimeUnit.SECONDS));
    }
  }

  @BeforeEach
  void write() throws IOException {
    file = TinyModel.write(folder.resolve("parts.anomaly"), 1);
    runner =
        new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AnomalyAutoConfiguration.class))
            .withBean(Events.class, Events::new)
            .withPropertyValues("anomaly.model=" + file, "anomaly.reload.enabled=true");
  }

  private static double score(int seed) throws IOException {
    try (AnomalyDetector detector =
        AnomalyDetector.load(new ByteArrayInputStream(TinyModel.bytes(seed)))) {
      return detector.detect(IMAGE).score();
    }
  }

  @Test
  void a_model_is_replaced_when_asked_for_and_the_application_is_told() {
    CurrentDetector[] kept = new CurrentDetector[1];
    runner.run(
        context -> {
          assertThat(context).doesNotHaveBean(AnomalyDetector.class);
          CurrentDetector detector = context.getBean(CurrentDetector.class);
          kept[0] = detector;
          assertThat(detector.detect(IMAGE).score()).isEqualTo(score(1));
          String before = detector.info().state();
          TinyModel.write(file, 2);
          String after = context.getBean(ModelReloader.class).reload().state();
          assertThat(detector.detect(IMAGE).score()).isEqualTo(score(2)).isNotEqualTo(score(1));
          ModelReplacedEvent event = context.getBean(Events.class).next(ModelReplacedEvent.class);
          assertThat(event.model()).isEqualTo(file.toString());
          assertThat(event.before().state()).isEqualTo(before).isNotEqualTo(after);
          assertThat(event.after().state()).isEqualTo(after).isEqualTo(detector.info().state());
        });
    assertThatThrownBy(() -> kept[0].detect(IMAGE)).isInstanceOf(IllegalStateException.class);
  }

  /** A listener with a fault of its own. */
  static final class Faulty {
    @EventListener
    void on(ModelReplacedEvent event) {
      throw new IllegalStateException("a fault of the application");
    }

    @EventListener
    void on(ModelRefusedEvent event) {
      throw new IllegalStateException("a fault of the application");
    }
  }

  @Test
  void a_listener_that_fails_changes_nothing_of_what_a_reload_says() {
    runner
        .withBean(Faulty.class, Faulty::new)
        .run(
            context -> {
              ModelReloader reloader = context.getBean(ModelReloader.class);
              TinyModel.write(file, 2);
              reloader.reload();
              assertThat(context.getBean(CurrentDetector.class).detect(IMAGE).score())
                  .isEqualTo(score(2));
              Files.write(file, new byte[10]);
              assertThatThrownBy(reloader::reload).isInstanceOf(ModelFileException.class);
            });
  }

  @Test
  void a_refused_model_leaves_the_one_of_before_in_use() {
    runner.run(
        context -> {
          ModelReloader reloader = context.getBean(ModelReloader.class);
          byte[] bytes = TinyModel.bytes(2);
          Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
          assertThatThrownBy(reloader::reload)
              .isInstanceOf(ModelFileException.class)
              .hasMessageContaining(file.toString());
          assertThat(context.getBean(CurrentDetector.class).detect(IMAGE).score())
              .isEqualTo(score(1));
          Events events = context.getBean(Events.class);
          assertThat(events.next(ModelRefusedEvent.class).cause())
              .hasMessageContaining(file.toString());
          assertThat(reloader.refusal()).isPresent();
          TinyModel.write(file, 2);
          reloader.reload();
          assertThat(reloader.refusal()).isEmpty();
          assertThat(context.getBean(CurrentDetector.class).detect(IMAGE).score())
              .isEqualTo(score(2));
        });
  }

  @Test
  void calls_go_on_during_replacements_and_each_is_answered_by_one_model() {
    runner.run(
        context -> {
          CurrentDetector detector = context.getBean(CurrentDetector.class);
          AtomicBoolean over = new AtomicBoolean();
          Callable<List<Double>> caller =
              () -> {
                List<Double> scores = new ArrayList<>();
                while (!over.get()) {
                  scores.add(detector.detect(IMAGE).score());
                }
                return scores;
              };
          ExecutorService callers = Executors.newFixedThreadPool(3);
          try {
            List<Future<List<Double>>> running =
                List.of(callers.submit(caller), callers.submit(caller), callers.submit(caller));
            for (int seed : new int[] {2, 1, 2, 1, 2}) {
              TinyModel.write(file, seed);
              context.getBean(ModelReloader.class).reload();
            }
            over.set(true);
            for (Future<List<Double>> scores : running) {
              assertThat(scores.get(30, TimeUnit.SECONDS))
                  .isNotEmpty()
                  .allMatch(Set.of(score(1), score(2))::contains);
            }
          } finally {
            over.set(true);
            callers.shutdown();
          }
        });
  }

  @Test
  void a_watched_file_is_loaded_when_it_has_changed_and_is_tried_once_if_it_is_refused()
      throws InterruptedException {
    runner
        .withPropertyValues("anomaly.reload.interval=100ms")
        .run(
            context -> {
              Events events = context.getBean(Events.class);
              CurrentDetector detector = context.getBean(CurrentDetector.class);
              TinyModel.write(file, 2);
              String first = events.next(ModelReplacedEvent.class).after().state();
              assertThat(detector.info().state()).isEqualTo(first);
              Files.writeString(file, "no model");
              assertThat(events.next(ModelRefusedEvent.class).cause())
                  .hasMessageContaining(file.toString());
              assertThat(events.all.poll(500, TimeUnit.MILLISECONDS)).isNull();
              assertThat(detector.info().state()).isEqualTo(first);
              Files.delete(file);
              assertThat(events.next(ModelRefusedEvent.class).cause())
                  .hasMessageContaining("does not exist");
              TinyModel.write(file, 1);
              assertThat(events.next(ModelReplacedEvent.class).before().state()).isEqualTo(first);
            });
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("anomaly-model-watch")) {
        // It may be about to end.
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  @Test
  void a_resource_of_the_class_path_cannot_be_watched() throws IOException {
    try (var resources = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      runner
          .withClassLoader(resources)
          .withPropertyValues("anomaly.model=classpath:parts.anomaly", "anomaly.reload.interval=1s")
          .run(
              context ->
                  assertThat(context)
                      .getFailure()
                      .rootCause()
                      .isInstanceOf(ModelFileException.class)
                      .hasMessageContaining("anomaly.reload.interval"));
    }
  }
}
