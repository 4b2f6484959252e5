package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeldValuesTest {
  private static Thread begin(FutureTask<String> task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  @Test
  void what_failed_for_another_task_is_made_again() throws Exception {
    HeldValues<String, String> values = new HeldValues<>(1, value -> {});
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch kill = new CountDownLatch(1);
    Callable<String> killed =
        () -> {
          began.countDown();
          kill.await();
          throw new IOException("killed");
        };
    FutureTask<String> first = new FutureTask<>(() -> values.hold("model", new Object(), killed));
    begin(first);
    began.await();
    FutureTask<String> second =
        new FutureTask<>(() -> values.hold("model", new Object(), () -> "loaded"));
    Thread waiting = begin(second);
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.sleep(5);
    }
    kill.countDown();
    assertThatThrownBy(first::get).hasRootCauseMessage("killed");
    assertThat(second.get()).isEqualTo("loaded");
    assertThat(values.count()).isEqualTo(1);
  }

  /** A process that ends with a value that a task holds, and one that no task holds. */
  static final class Ending {
    private Ending() {}

    public static void main(String[] args) throws IOException {
      HeldValues<String, String> values =
          new HeldValues<>(4, value -> System.out.println("closed " + value));
      Object task = new Object();
      values.hold("used", task, () -> "used");
      values.hold("idle", task, () -> "idle");
      values.release("idle", task);
    }
  }

  @Test
  void a_process_that_ends_closes_what_no_task_holds() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Ending.class.getName())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed.lines()).containsExactly("closed idle");
  }
}
