package io.github.anomaly4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.ImageDetector;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ActuatorTest {
  @TempDir private Path folder;

  private Path file;
  private ApplicationContextRunner runner;

  @BeforeEach
  void write() throws IOException {
    file = TinyModel.write(folder.resolve("parts.anomaly"), 1);
    runner =
        new ApplicationContextRunner()
            .withConfiguration(
                AutoConfigurations.of(
                    AnomalyAutoConfiguration.class,
                    AnomalyActuatorAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class,
                    SimpleMetricsExportAutoConfiguration.class,
                    EndpointAutoConfiguration.class))
            .withPropertyValues(
                "anomaly.model=" + file, "management.endpoints.web.exposure.include=anomaly");
  }

  @Test
  void health_is_up_while_the_detector_scores_and_down_when_it_is_closed() {
    runner.run(
        context -> {
          AnomalyHealthIndicator indicator = context.getBean(AnomalyHealthIndicator.class);
          Health up = indicator.health();
          assertThat(up.getStatus()).isEqualTo(Status.UP);
          assertThat(up.getDetails())
              .containsEntry("model", file.toString())
              .containsEntry("products", List.of(TinyModel.FINE, TinyModel.WIDE))
              .containsKeys("state", "loaded")
              .doesNotContainKey("refused");
          CurrentDetector detector = context.getBean(CurrentDetector.class);
          context.getBean(AnomalyDetector.class).close();
          assertThatThrownBy(() -> detector.detect(TinyModel.image(TinyModel.FINE, 7, false)))
              .isInstanceOf(IllegalStateException.class);
          Health down = indicator.health();
          assertThat(down.getStatus()).isEqualTo(Status.DOWN);
          assertThat(down.getDetails().get("error").toString()).contains("the detector is closed");
        });
  }

  @Test
  void a_broken_upload_does_not_make_the_application_ill() {
    runner.run(
        context -> {
          CurrentDetector detector = context.getBean(CurrentDetector.class);
          LastDetection last = context.getBean(LastDetection.class);
          assertThat(last.worked()).isFalse();
          detector.detect(TinyModel.png(TinyModel.FINE, 7, false));
          assertThat(last.worked()).isTrue();
          assertThatThrownBy(() -> detector.detect(new byte[10])).isInstanceOf(IOException.class);
          assertThat(last.worked()).isTrue();
        });
  }

  @Test
  void health_can_be_switched_off() {
    runner
        .withPropertyValues("management.health.anomaly.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(AnomalyHealthIndicator.class));
  }

  @Test
  void detections_are_counted_by_product_and_verdict() {
    runner.run(
        context -> {
          CurrentDetector detector = context.getBean(CurrentDetector.class);
          ImageDetector fine = detector.forCategory(TinyModel.FINE);
          fine.detect(TinyModel.png(TinyModel.FINE, 7, true));
          fine.detect(TinyModel.image(TinyModel.FINE, 7, true));
          detector.forCategory(TinyModel.WIDE).detect(TinyModel.png(TinyModel.WIDE, 3, false));
          assertThatThrownBy(() -> detector.detect(new byte[10])).isInstanceOf(IOException.class);
          context.getBean(AnomalyHealthIndicator.class).health();
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          assertThat(
                  registry
                      .get("anomaly.detections")
                      .tags("category", TinyModel.FINE, "verdict", "anomalous")
                      .timer()
                      .count())
              .isEqualTo(2);
          assertThat(registry.get("anomaly.detections").tag("verdict", "refused").timer().count())
              .isEqualTo(1);
          var wide = registry.get("anomaly.p.value").tag("category", TinyModel.WIDE).summary();
          assertThat(wide.count()).isEqualTo(1);
          assertThat(wide.max()).isBetween(0.0, 1.0);
        });
  }

  @Test
  void the_endpoint_shows_where_the_model_comes_from() {
    runner.run(
        context -> {
          JsonNode json =
              JsonMapper.builder()
                  .findAndAddModules()
                  .build()
                  .valueToTree(context.getBean(AnomalyEndpoint.class).model());
          AnomalyDetector detector = context.getBean(AnomalyDetector.class);
          assertThat(json.path("model").asText()).isEqualTo(file.toString());
          assertThat(json.path("detector").path("state").asText())
              .isEqualTo(detector.info().state());
          JsonNode provenance = json.path("detector").path("provenance");
          assertThat(provenance.path("dataFingerprint").asText())
              .isEqualTo(detector.provenance().dataFingerprint());
          assertThat(provenance.path("seed").asLong()).isEqualTo(1);
          assertThat(provenance.path("images").path(TinyModel.FINE).isObject()).isTrue();
          assertThat(detector.provenance().fingerprints()).isNotEmpty();
          assertThat(provenance.path("fingerprints")).isEmpty();
          WebEndpointResponse<?> answer = context.getBean(AnomalyEndpoint.class).reload();
          assertThat(answer.getStatus()).isEqualTo(409);
          assertThat(answer.getBody().toString()).contains("anomaly.reload.enabled");
        });
  }

  @Test
  void the_endpoint_replaces_the_model_and_says_why_it_does_not() {
    runner
        .withPropertyValues("anomaly.reload.enabled=true")
        .run(
            context -> {
              AnomalyEndpoint endpoint = context.getBean(AnomalyEndpoint.class);
              String before = endpoint.model().detector().state();
              TinyModel.write(file, 2);
              assertThat(endpoint.reload().getStatus()).isEqualTo(200);
              String after = endpoint.model().detector().state();
              assertThat(after).isNotEqualTo(before);
              Files.writeString(file, "no model");
              WebEndpointResponse<?> refused = endpoint.reload();
              assertThat(refused.getStatus()).isEqualTo(500);
              assertThat(refused.getBody().toString()).contains(file.toString());
              assertThat(endpoint.model().refused()).contains(file.toString());
              assertThat(endpoint.model().detector().state()).isEqualTo(after);
              Health health = context.getBean(AnomalyHealthIndicator.class).health();
              assertThat(health.getStatus()).isEqualTo(Status.UP);
              assertThat(health.getDetails()).containsKey("refused");
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              for (String result : new String[] {"replaced", "refused"}) {
                assertThat(
                        registry
                            .get("anomaly.model.reloads")
                            .tag("result", result)
                            .counter()
                            .count())
                    .isEqualTo(1);
              }
            });
  }

  @Test
  void the_endpoint_is_there_only_where_it_is_exposed() {
    runner
        .withPropertyValues("management.endpoints.web.exposure.include=health")
        .run(context -> assertThat(context).doesNotHaveBean(AnomalyEndpoint.class));
  }
}
