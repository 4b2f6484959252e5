package io.github.anomaly4j.examples;

import io.github.anomaly4j.eval.EvaluationProgress;
import io.github.anomaly4j.eval.ScoredPicture;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on standard error how far an evaluation is. */
final class EvaluationBar implements EvaluationProgress, AutoCloseable {
  private static final int WIDTH = 100;

  private final ProgressBar bar =
      new ProgressBarBuilder()
          .setTaskName("scoring")
          .setStyle(ProgressBarStyle.ASCII)
          .setUpdateIntervalMillis(500)
          .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
          .build();

  @Override
  public void category(String category, int pictures) {
    bar.setExtraMessage(" " + category);
  }

  @Override
  public void scored(ScoredPicture picture, int done, int total) {
    bar.maxHint(total);
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
  }
}
