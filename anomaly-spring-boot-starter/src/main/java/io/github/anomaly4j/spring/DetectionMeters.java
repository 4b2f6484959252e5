package io.github.anomaly4j.spring;

import io.github.anomaly4j.Detection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.event.EventListener;

/**
 * What Micrometer is told: {@code anomaly.detections}, a timer by category and verdict; {@code
 * anomaly.p.value}, a summary by category; {@code anomaly.model.reloads}, a counter by result.
 */
final class DetectionMeters implements MeterBinder, DetectionListener {
  private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

  @Override
  public void bindTo(MeterRegistry registry) {
    registries.add(registry);
  }

  @Override
  public void detected(Detection detection, Duration time) {
    String verdict = detection.verdict().name().toLowerCase(Locale.ROOT);
    for (MeterRegistry registry : registries) {
      timer(registry, detection.category(), verdict).record(time);
      // Not the score: a summary leaves negative values out, and scores of products differ.
      DistributionSummary.builder("anomaly.p.value")
          .description("How often a normal image scores as high, from 0 to 1")
          .tag("category", detection.category())
          .register(registry)
          .record(detection.pValue().value());
    }
  }

  @Override
  public void failed(Throwable cause, Duration time) {
    String verdict = cause instanceof IOException ? "refused" : "error";
    registries.forEach(registry -> timer(registry, "none", verdict).record(time));
  }

  private static Timer timer(MeterRegistry registry, String category, String verdict) {
    return Timer.builder("anomaly.detections")
        .description("Time of a detection, with reading if a file was given")
        .tags("category", category, "verdict", verdict)
        .register(registry);
  }

  @EventListener
  void replaced(ModelReplacedEvent event) {
    count("replaced");
  }

  @EventListener
  void refused(ModelRefusedEvent event) {
    count("refused");
  }

  private void count(String result) {
    for (MeterRegistry registry : registries) {
      Counter.builder("anomaly.model.reloads")
          .description("Reloads of the model")
          .tag("result", result)
          .register(registry)
          .increment();
    }
  }
}
