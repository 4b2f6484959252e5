package io.github.anomaly4j.examples;

import io.github.anomaly4j.data.PlainText;
import io.github.anomaly4j.eval.EvaluationProgress;
import io.github.anomaly4j.eval.ScoredPicture;
import me.tongfei.progressbar.ProgressBar;

/** Shows on standard error how far an evaluation is. */
final class EvaluationBar implements EvaluationProgress, AutoCloseable {
  private final ProgressBar bar = CountingBar.of("scoring");

  @Override
  public void category(String category, int pictures) {
    bar.setExtraMessage(" " + PlainText.of(category));
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
