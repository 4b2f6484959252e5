package io.github.anomaly4j.spring;

import io.github.anomaly4j.natives.NativeBackendException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why ND4J's native library does not load when the application starts. */
final class NativeFailureAnalyzer extends AbstractFailureAnalyzer<NativeBackendException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, NativeBackendException cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Do what the description says, and start the application again.",
        cause);
  }
}
