package io.github.anomaly4j.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Metrics by Micrometer and, with Spring Boot's actuator, health and the endpoint {@code anomaly}:
 * for applications with a {@link CurrentDetector}.
 */
// Conditions of the actuator are on methods, which are not looked at where it is missing.
@AutoConfiguration(after = AnomalyAutoConfiguration.class)
@ConditionalOnBean(CurrentDetector.class)
class AnomalyActuatorAutoConfiguration {
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static class Metrics {
    @Bean
    DetectionMeters anomalyDetectionMeters() {
      return new DetectionMeters();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
  static class Health {
    @Bean
    @ConditionalOnEnabledHealthIndicator("anomaly")
    LastDetection anomalyLastDetection() {
      return new LastDetection();
    }

    @Bean
    @ConditionalOnEnabledHealthIndicator("anomaly")
    AnomalyHealthIndicator anomalyHealthIndicator(
        CurrentDetector detector,
        LastDetection last,
        ObjectProvider<ModelSource> model,
        ObjectProvider<ModelReloader> reloader) {
      return new AnomalyHealthIndicator(
          new ModelInUse(detector, model.getIfAvailable(), reloader.getIfAvailable()), last);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
  static class Endpoint {
    @Bean
    @ConditionalOnAvailableEndpoint
    AnomalyEndpoint anomalyEndpoint(
        CurrentDetector detector,
        ObjectProvider<ModelSource> model,
        ObjectProvider<ModelReloader> reloader) {
      return new AnomalyEndpoint(
          new ModelInUse(detector, model.getIfAvailable(), reloader.getIfAvailable()));
    }
  }
}
