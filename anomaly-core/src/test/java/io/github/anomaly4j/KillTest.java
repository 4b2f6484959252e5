package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes are killed at random moments while they save or train; {@code -Dkills=100} kills more
 * often.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 2);
  private static final int EPOCHS = 8;
  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(3);

  @TempDir private static Path folder;
  private static Path parts;
  private static Path before;
  private static Path after;

  private final Random random = new Random(25);

  @BeforeAll
  static void train() throws IOException {
    parts = Files.createDirectory(folder.resolve("parts"));
    before = folder.resolve("before.anomaly");
    after = folder.resolve("after.anomaly");
    DrawnParts.write(parts, 8);
    try (AnomalyDetector one = DrawnParts.builder().poses(0).train(ImageSet.folder(parts));
        AnomalyDetector other = one.withThreshold(DrawnParts.DISC, 100)) {
      one.save(before);
      other.save(after);
    }
  }

  @Test
  void a_kill_while_it_saves_leaves_one_of_the_two_detectors_to_the_byte() throws Exception {
    byte[] one = Files.readAllBytes(before);
    byte[] other = Files.readAllBytes(after);
    Path place = Files.createDirectory(folder.resolve("saved"));
    Path model = Files.copy(before, place.resolve("model.anomaly"));
    Path hidden = place.resolve(".model.anomaly.part");
    int unfinished = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Path output = folder.resolve("saving" + kill);
      Process process =
          start(output, Saving.class, before.toString(), after.toString(), model.toString());
      await(output, process, "saving");
      LockSupport.parkNanos(random.nextInt(200_000_000));
      process.destroyForcibly().waitFor();
      assertThat(Files.readAllBytes(model)).isIn(one, other);
      // The one before removed what was left by the ones before it.
      int left = Files.exists(hidden) ? list(hidden).size() : 0;
      assertThat(left).isLessThanOrEqualTo(1);
      unfinished += left;
    }
    System.out.printf("%d kills while saving: %d files were unfinished%n", KILLS, unfinished);
    // Or the kills all came between two savings, and tell nothing; of two kills both may.
    assertThat(unfinished).isGreaterThanOrEqualTo(KILLS / 20);
    try (AnomalyDetector loaded = AnomalyDetector.load(model)) {
      loaded.save(model);
    }
    assertThat(list(place)).containsExactly(model);
  }

  @Test
  void a_kill_while_it_trains_loses_at_most_one_epoch_and_leaves_the_old_model() throws Exception {
    Path undisturbed = Files.createDirectory(folder.resolve("undisturbed"));
    Path output = folder.resolve("training");
    Process whole = start(output, Training.class, parts.toString(), undisturbed.toString());
    await(output, whole, "stage training");
    long began = System.nanoTime();
    assertThat(whole.waitFor(3, TimeUnit.MINUTES)).isTrue();
    long nanos = System.nanoTime() - began;
    List<Detection> expected = detections(undisturbed.resolve("model"));

    Path place = Files.createDirectory(folder.resolve("killed"));
    Path model = Files.copy(before, place.resolve("model"));
    int trainings = 0;
    int done = 0;
    for (int kill = 0; kill < KILLS; ) {
      output = folder.resolve("training" + kill);
      Process process = start(output, Training.class, parts.toString(), place.toString());
      await(output, process, "stage training");
      LockSupport.parkNanos((long) (random.nextDouble() * nanos));
      boolean ended = !process.isAlive();
      process.destroyForcibly().waitFor();
      done = epochsDone(output, done);
      if (Files.mismatch(model, before) < 0) {
        assertThat(ended).as(Files.readString(output)).isFalse();
        kill++;
      } else {
        // It was saved before the kill: begin another training.
        assertSame(detections(model), expected);
        Files.delete(place.resolve("run"));
        Files.copy(before, model, StandardCopyOption.REPLACE_EXISTING);
        trainings++;
        done = 0;
      }
    }
    System.out.printf("%d kills in %d trainings of %d epochs%n", KILLS, trainings + 1, EPOCHS);
    output = folder.resolve("last");
    Process last = start(output, Training.class, parts.toString(), place.toString());
    assertThat(last.waitFor(3, TimeUnit.MINUTES)).isTrue();
    epochsDone(output, done);
    assertSame(detections(model), expected);
    assertThat(list(place)).containsExactlyInAnyOrder(model, place.resolve("run"));
  }

  /**
   * The epochs that are done after a run, which must not have trained one of those done before.
   *
   * @param before the last epoch that a run before reported; one more may be in the checkpoint
   */
  private static int epochsDone(Path output, int before) throws IOException {
    List<String> lines = Files.readAllLines(output);
    OptionalInt first = numbers(lines, "step ").findFirst();
    first.ifPresent(epoch -> assertThat(epoch).isBetween(before + 1, before + 2));
    return numbers(lines, "epoch ").max().orElse(before);
  }

  private static IntStream numbers(List<String> lines, String prefix) {
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .mapToInt(line -> Integer.parseInt(line.substring(prefix.length())));
  }

  private static List<Detection> detections(Path model) throws IOException {
    List<Detection> detections = new ArrayList<>();
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      for (String category : detector.categories()) {
        detections.add(detector.explain(DrawnParts.draw(category, 700)));
      }
    }
    return detections;
  }

  private static void assertSame(List<Detection> found, List<Detection> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).partialScores()).isEqualTo(expected.get(i).partialScores());
      assertThat(found.get(i).reconstruction()).isEqualTo(expected.get(i).reconstruction());
    }
  }

  private static Process start(Path output, Class<?> main, String... arguments) throws IOException {
    return new FreshJvm(folder).start(output, FreshJvm.classPath(), main, arguments);
  }

  private static void await(Path output, Process process, String line) throws Exception {
    long end = System.nanoTime() + MAX_NANOS;
    while (!Files.readAllLines(output).contains(line)) {
      assertThat(process.isAlive() && System.nanoTime() < end)
          .as(Files.readString(output))
          .isTrue();
      Thread.sleep(5);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Saves two detectors to the same file in turn, until it is killed. */
  static final class Saving {
    public static void main(String[] files) throws IOException {
      try (AnomalyDetector one = AnomalyDetector.load(Path.of(files[0]));
          AnomalyDetector other = AnomalyDetector.load(Path.of(files[1]))) {
        // The first saving loads classes, for longer than the time until the kill.
        for (boolean first = true; ; first = false) {
          other.save(Path.of(files[2]));
          one.save(Path.of(files[2]));
          if (first) {
            System.out.println("saving");
          }
        }
      }
    }
  }

  /** Trains with a checkpoint, tells how far it is, and saves over the model of before. */
  static final class Training {
    public static void main(String[] folders) throws IOException {
      Path place = Path.of(folders[1]);
      TrainingProgress telling =
          new TrainingProgress() {
            @Override
            public void stage(String name, int total) {
              System.out.println("stage " + name);
            }

            @Override
            public void step(StepReport report) {
              System.out.println("step " + report.epoch());
            }

            @Override
            public void epoch(EpochReport report) {
              System.out.println("epoch " + report.epoch());
            }
          };
      try (AnomalyDetector detector =
          DrawnParts.builder()
              .restoration()
              .poses(0)
              .epochs(EPOCHS)
              .checkpoint(place.resolve("run"))
              .listener(telling)
              .train(ImageSet.folder(Path.of(folders[0])))) {
        detector.save(place.resolve("model"));
      }
    }
  }
}
