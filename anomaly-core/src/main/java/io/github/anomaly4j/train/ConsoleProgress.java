package io.github.anomaly4j.train;

import io.github.anomaly4j.data.PlainText;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar per stage, a line per epoch. */
final class ConsoleProgress implements TrainingProgress {
  private final PrintStream out;
  private ProgressBar bar;

  ConsoleProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void stage(String name, int total) {
    closeBar();
    bar =
        new ProgressBarBuilder()
            .setTaskName(PlainText.of(name))
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(500)
            .setConsumer(new ConsoleProgressBarConsumer(out, 100))
            .build();
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
            " loss %.4f, %.0f pictures/s, %d min left",
            report.losses().total(),
            report.picturesPerSecond(),
            report.timeLeft().toMinutes()));
  }

  /** A bar that is full is closed at once: nobody may come to say that training has ended. */
  private void stepTo(long done, String message) {
    if (bar != null) {
      bar.setExtraMessage(message);
      bar.stepTo(done);
      if (done >= bar.getMax()) {
        closeBar();
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
    closeBar();
  }

  /** Clears the bar's line first: the bar draws itself again beneath. */
  private void say(String line) {
    out.print("\r" + " ".repeat(100) + "\r");
    out.println(PlainText.of(line));
  }

  private void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
