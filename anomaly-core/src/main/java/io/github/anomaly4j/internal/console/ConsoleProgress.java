package io.github.anomaly4j.internal.console;

import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.PrintStream;
import java.util.Locale;

/** A progress bar per stage, or a line for each tenth of it; a line per epoch. */
public final class ConsoleProgress implements TrainingProgress {
  private final PrintStream out;
  private final boolean terminal;
  private int total;
  private StageDisplay stage;

  /**
   * @param terminal whether what was printed can be drawn over
   */
  public ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void stage(String name, int total) {
    closeStage();
    this.total = total;
    stage =
        terminal
            ? new StageDisplay.Bar(out, PlainText.of(name), total)
            : new StageDisplay.Lines(out, PlainText.of(name), total);
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

  /** A bar that is full is closed at once: nobody may come to say that training has ended. */
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

  /** Clears the bar's line first: the bar draws itself again beneath. */
  private void say(String line) {
    if (terminal) {
      out.print("\r" + " ".repeat(StageDisplay.WIDTH) + "\r");
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
