package io.github.anomaly4j.spring;

import io.github.anomaly4j.ModelFileException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why a model was refused when the application started, instead of a stack trace. */
final class ModelFailureAnalyzer extends AbstractFailureAnalyzer<ModelFileException> {
  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, ModelFileException cause) {
    return new FailureAnalysis(
        "The model of a detector was refused. " + cause.getMessage(),
        "Give anomaly.model the file of a detector that AnomalyDetector.save or \"anomaly train\" wrote: a path, or classpath: and the name of a resource.",
        cause);
  }
}
