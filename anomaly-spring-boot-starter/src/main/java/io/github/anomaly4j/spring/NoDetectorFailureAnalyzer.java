package io.github.anomaly4j.spring;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.ImageDetector;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Says which property is missing if a bean asks for a detector and there is none. */
// Before that of Spring Boot, which advises to define a bean.
@Order(-1)
final class NoDetectorFailureAnalyzer
    extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {
  private static final Set<Class<?>> OURS =
      Set.of(
          AnomalyDetector.class, CurrentDetector.class, ImageDetector.class, ModelReloader.class);

  private final Environment environment;

  NoDetectorFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable root, NoSuchBeanDefinitionException cause, @Nullable String description) {
    Class<?> type = cause.getResolvableType() == null ? null : cause.getResolvableType().resolve();
    if (type == null || !OURS.contains(type) || cause.getNumberOfBeansFound() > 0) {
      return null;
    }
    String who = description == null ? "The application" : description;
    if (environment.getProperty("anomaly.model") == null) {
      return new FailureAnalysis(
          "%s needs a bean of the type %s, and anomaly.model is not set."
              .formatted(who, type.getName()),
          "Set anomaly.model to the file of a detector: a path, or classpath: and the name of a resource.",
          cause);
    }
    boolean replaced = environment.getProperty("anomaly.reload.enabled", Boolean.class, false);
    return new FailureAnalysis(
        "%s needs a bean of the type %s, which does not exist while anomaly.reload.enabled is %s."
            .formatted(who, type.getName(), replaced),
        replaced
            ? "Inject a CurrentDetector, which stays when the model is replaced, or set anomaly.reload.enabled to false."
            : "Set anomaly.reload.enabled to true.",
        cause);
  }
}
