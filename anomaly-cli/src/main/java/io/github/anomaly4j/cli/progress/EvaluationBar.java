package io.github.anomaly4j.cli.progress;

import io.github.anomaly4j.eval.EvaluationProgress;
import io.github.anomaly4j.eval.ScoredImage;

/** Shows on standard error how far an evaluation is. */
public final class EvaluationBar implements EvaluationProgress, AutoCloseable {
  private final CountingBar bar = new CountingBar("scoring");

  @Override
  public void scored(ScoredImage image, int done, int total) {
    bar.stepTo(done, total);
  }

  @Override
  public void close() {
    bar.close();
  }
}
