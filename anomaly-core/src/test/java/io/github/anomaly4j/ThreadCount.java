package io.github.anomaly4j;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.natives.NativeBackend;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Trains and detects in a process of its own, and returns the threads of the operating system that
 * were used. A native thread has the name of the thread that started it.
 */
final class ThreadCount {
  private static final String WORKER = "anomaly4j-worker".substring(0, 15);
  private static final String EMBEDDER = "embedder";

  private ThreadCount() {}

  public static void main(String[] arguments) throws Exception {
    Exception[] failure = {null};
    Thread embedder =
        new Thread(
            () -> {
              try {
                run(Path.of(arguments[0]));
              } catch (Exception e) {
                failure[0] = e;
              }
            },
            EMBEDDER);
    embedder.start();
    embedder.join();
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  private static void run(Path folder) throws IOException {
    NativeBackend.load();
    Map<String, Integer> before = threads();
    Map<String, Integer> most = new TreeMap<>();
    TrainingProgress counting =
        new TrainingProgress() {
          @Override
          public void step(StepReport report) {
            count(most);
          }

          @Override
          public void advanced(int done) {
            count(most);
          }
        };
    Image image = DrawnParts.draw("disc", 1000);
    try (AnomalyDetector detector =
        DrawnParts.builder()
            .restoration()
            .threads(2)
            .listener(counting)
            .train(DrawnParts.write(folder, 16))) {
      image = DrawnParts.draw(detector.categories().get(0), 1000);
      detector.detect(image);
      detector.explain(image);
      count(most);
      for (String name : List.of(EMBEDDER, "java")) {
        System.out.printf(
            "%s: %d more%n", name, most.getOrDefault(name, 0) - before.getOrDefault(name, 0));
      }
      System.out.printf("workers at most: %d%n", most.getOrDefault(WORKER, 0));
    }
  }

  private static void count(Map<String, Integer> most) {
    threads().forEach((name, count) -> most.merge(name, count, Math::max));
  }

  private static Map<String, Integer> threads() {
    Map<String, Integer> names = new TreeMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        try {
          names.merge(Files.readString(task.resolve("comm")).strip(), 1, Integer::sum);
        } catch (IOException e) {
          // It has ended since.
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return names;
  }
}
