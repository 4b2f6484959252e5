package io.github.anomaly4j.internal.console;

import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bar for each stage, or a line for each tenth of it; a line for each epoch. */
public final class ConsoleProgress implements TrainingProgress {
  private final PrintStream out;
  private final Optional<StageBars> bars;
  private int total;
  private @Nullable StageDisplay stage;

  /**
   * @param bars for a terminal; empty for lines
   */
  public ConsoleProgress(PrintStream out, Optional<StageBars> bars) {
    this.out = out;
    this.bars = bars;
  }

  @Override
  public void stage(String name, int total) {
    closeStage();
    this.total = total;
    String printed = PlainText.of(name);
    stage =
        bars.map(found -> found.open(out, printed, total))
            .orElseGet(() -> new StageLines(out, printed, total));
  }

  @Override
  public void advanced(int done) {
    stepTo(done, "");
  }

  @Override
  public void step(StepReport report) {
    stepTo(
        (report.epoch() - 1L) * report.steps() + report.step(),
        String.format(
            Locale.ROOT,
            " loss %.4f, %.0f images/s, %d min left",
            report.losses().total(),
            report.imagesPerSecond(),
            report.timeLeft().toMinutes()));
  }

  /** A full bar is closed at once: {@link #finished} may never be called. */
  private void stepTo(long done, String message) {
    if (stage != null) {
      stage.stepTo(done, message);
      if (done >= total) {
        closeStage();
      }
    }
  }

  @Override
  public void epoch(EpochReport report) {
    say(
        String.format(
            Locale.ROOT,
            "epoch %d: training loss %.4f; validation loss %.4f (ssim %.4f, mse %.5f, mask %.4f),"
                + " AUROC on synthetic damage %.3f easy, %.3f medium, %.3f hard%s",
            report.epoch(),
            report.training().total(),
            report.validation().total(),
            report.validation().ssim(),
            report.validation().mse(),
            report.validation().mask(),
            report.validationAuroc().easy(),
            report.validationAuroc().medium(),
            report.validationAuroc().hard(),
            report.best() ? " *" : ""));
  }

  @Override
  public void warning(String text) {
    say("warning: " + text);
  }

  @Override
  public void finished() {
    closeStage();
  }

  /** Clears the bar's line first: the bar draws itself again on the next line. */
  private void say(String line) {
    if (bars.isPresent()) {
      out.print("\r" + " ".repeat(StageBars.WIDTH) + "\r");
    }
    out.println(PlainText.of(line));
  }

  private void closeStage() {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }
}
