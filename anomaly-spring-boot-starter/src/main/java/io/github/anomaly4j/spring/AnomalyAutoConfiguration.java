package io.github.anomaly4j.spring;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.ModelFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.io.ResourceLoader;

/**
 * Makes the detector that {@code anomaly.model} names a bean, and closes it with the context.
 *
 * <ul>
 *   <li>{@link AnomalyDetector}, unless the application has one of its own
 *   <li>{@link CurrentDetector}, the same with metrics, which is also what an {@link
 *       io.github.anomaly4j.ImageDetector} is injected by
 *   <li>{@link DetectorLoader}, unless the application has one of its own
 * </ul>
 *
 * <p>With {@code anomaly.reload.enabled=true} the model may be replaced while the application runs.
 * There is no {@code AnomalyDetector} then, because it would be closed when it is replaced, and
 * there is a {@link ModelReloader}.
 *
 * <p>If the model is missing or refused, the application does not start; the failure analysis says
 * which file, what was found, what was expected and what to do.
 */
@AutoConfiguration
@EnableConfigurationProperties(AnomalyProperties.class)
public class AnomalyAutoConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(AnomalyAutoConfiguration.class);

  AnomalyAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  DetectorLoader anomalyDetectorLoader(AnomalyProperties properties) {
    return properties.loader();
  }

  @Bean
  @ConditionalOnProperty("anomaly.model")
  ModelSource anomalyModelSource(
      AnomalyProperties properties, DetectorLoader loader, ResourceLoader resources) {
    return new ModelSource(requireNonNull(properties.model()), loader, resources);
  }

  private static CurrentDetector current(
      DetectorSource source, ObjectProvider<DetectionListener> listeners) {
    return new CurrentDetector(source, listeners.orderedStream().toList(), detector -> detector);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(
      name = "anomaly.reload.enabled",
      havingValue = "false",
      matchIfMissing = true)
  static class Fixed {
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("anomaly.model")
    AnomalyDetector anomalyDetector(ModelSource model) throws ModelFileException {
      return model.load();
    }

    @Bean
    @Primary
    @ConditionalOnSingleCandidate(AnomalyDetector.class)
    CurrentDetector anomalyCurrentDetector(
        AnomalyDetector detector,
        ObjectProvider<ModelSource> model,
        ObjectProvider<DetectionListener> listeners) {
      model.ifAvailable(
          unused -> {
            if (unused.loaded() == null) {
              LOG.warn(
                  "anomaly.model={} is not loaded: the application has an AnomalyDetector bean of its own; remove one of them",
                  unused);
            }
          });
      return current(new DetectorSource.Fixed(detector), listeners);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty({"anomaly.model", "anomaly.reload.enabled"})
  static class Replaceable {
    @Bean
    ModelReloader anomalyModelReloader(ModelSource model, ApplicationEventPublisher events)
        throws ModelFileException {
      return new ModelReloader(model, events);
    }

    @Bean
    ModelWatch anomalyModelWatch(
        ModelReloader reloader, ModelSource model, AnomalyProperties properties)
        throws ModelFileException {
      return new ModelWatch(reloader, model, properties.reload().interval());
    }

    @Bean
    @Primary
    CurrentDetector anomalyCurrentDetector(
        ModelReloader reloader, ObjectProvider<DetectionListener> listeners) {
      return current(new DetectorSource.Replaceable(reloader.reference()), listeners);
    }
  }
}
