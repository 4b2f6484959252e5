package io.github.anomaly4j.internal.bar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.internal.console.ConsoleProgress;
import io.github.anomaly4j.internal.console.StageBars;
import io.github.anomaly4j.internal.service.Services;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressBarsTest {

  @Test
  void bars_are_found_on_the_class_path() {
    assertThat(Services.first(StageBars.class)).containsInstanceOf(ProgressBars.class);
  }

  @Test
  void a_warning_clears_the_line_of_the_bar_first() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TrainingProgress progress =
        new ConsoleProgress(
            new PrintStream(bytes, true, StandardCharsets.UTF_8), Optional.of(new ProgressBars()));
    progress.stage("reading images", 2);
    progress.warning("skipped a.png");
    progress.finished();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("\r" + " ".repeat(StageBars.WIDTH) + "\rwarning: skipped a.png");
  }

  @Test
  void a_full_bar_ends_its_line_though_nobody_says_that_training_ended()
      throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TrainingProgress progress =
        new ConsoleProgress(
            new PrintStream(bytes, true, StandardCharsets.UTF_8), Optional.of(new ProgressBars()));
    progress.stage("reading images", 2);
    progress.advanced(1);
    while (bytes.size() == 0) {
      // The bar draws itself on a thread of its own.
      Thread.sleep(5);
    }
    progress.advanced(2);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("2/2").endsWith("\n");
    progress.advanced(3);
  }
}
