package io.github.anomaly4j.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.EpochReport.GradedAuroc;
import io.github.anomaly4j.progress.EpochReport.Losses;
import io.github.anomaly4j.progress.EpochReport.NetworkBehavior;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  @Test
  void epochs_and_warnings_are_lines_whatever_the_locale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Losses losses = new Losses(0.25, 0.01, 0.5, 0.75);
      TrainingProgress progress =
          new ConsoleProgress(
              new PrintStream(bytes, true, StandardCharsets.UTF_8), Optional.empty());
      progress.stage("reading images", 2);
      progress.advanced(2);
      progress.warning("skipped a.png");
      progress.stage("training", 4);
      progress.step(new StepReport(1, 2, 1, 2, losses, 3, Duration.ofMinutes(5)));
      progress.epoch(
          new EpochReport(
              1,
              losses,
              losses,
              new GradedAuroc(1, 0.875, 0.5),
              new NetworkBehavior(0.01, 0.9, 0.8, 0, 0.3),
              true));
      progress.finished();
    } finally {
      Locale.setDefault(before);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("warning: skipped a.png\n")
        .contains("epoch 1: training loss 0.7500")
        .contains("AUROC on synthetic damage 1.000 easy, 0.875 medium, 0.500 hard *\n");
  }

  @Test
  void a_run_that_never_began_a_stage_can_be_finished() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ConsoleProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), Optional.empty())
        .finished();
    assertThat(bytes.size()).isZero();
  }

  @Test
  void without_bars_a_stage_is_a_plain_line_for_each_tenth() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TrainingProgress progress =
        new ConsoleProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), Optional.empty());
    progress.stage("reading images", 216);
    for (int done = 1; done <= 216; done++) {
      progress.advanced(done);
    }
    progress.stage("filling libraries", 3);
    for (int done = 1; done <= 3; done++) {
      progress.advanced(done);
    }
    progress.warning("skipped a.png");
    progress.finished();
    String[] lines = bytes.toString(StandardCharsets.UTF_8).split("\\R");
    assertThat(lines).hasSize(10 + 3 + 1);
    assertThat(lines[0]).isEqualTo("reading images: 10 % (22 of 216)");
    assertThat(lines[9]).isEqualTo("reading images: 100 % (216 of 216)");
    assertThat(lines[10]).isEqualTo("filling libraries: 30 % (1 of 3)");
    assertThat(lines[13]).isEqualTo("warning: skipped a.png");
    assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("\r", "[", "  ");
  }
}
