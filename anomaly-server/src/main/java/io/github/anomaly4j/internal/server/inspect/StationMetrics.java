package io.github.anomaly4j.internal.server.inspect;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DriftMonitor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the station counts: {@code anomaly_detection_seconds} by product and verdict, {@code
 * anomaly_p_value} by product, {@code anomaly_score} (the last score of a product), {@code
 * anomaly_queue}, {@code anomaly_images_refused_total} and {@code anomaly_drift_alarms_total}.
 * Thread safe.
 */
public final class StationMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(StationMetrics.class);

  /** The probability that a model's monitor ever tells of a change where there is none. */
  private static final double FALSE_DRIFT_RATE = 0.01;

  private final MeterRegistry registry;
  private final Map<String, Double> lastScores = new ConcurrentHashMap<>();
  private int monitored;
  private @Nullable DriftMonitor monitor;

  /** Counts in a registry. */
  public StationMetrics(MeterRegistry registry, Admission admission) {
    this.registry = registry;
    Gauge.builder("anomaly.queue", admission, Admission::waiting)
        .description("requests that wait for a turn")
        .register(registry);
  }

  void refused() {
    Counter.builder("anomaly.images.refused")
        .description("files that are no image or beyond the limits")
        .register(registry)
        .increment();
  }

  void scored(Detection detection, AnomalyDetector detector, int version, double milliseconds) {
    String product = detection.category();
    Timer.builder("anomaly.detection")
        .description("time from the bytes of an image to its verdict")
        .tag("product", product)
        .tag("verdict", detection.verdict().name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(1000),
            Duration.ofMillis(5000))
        .register(registry)
        .record((long) (milliseconds * 1e6), TimeUnit.NANOSECONDS);
    // A summary takes no values below 0, which scores may be: their p-values tell as much.
    DistributionSummary.builder("anomaly.p.value")
        .description("how often a normal image scores as high")
        .tag("product", product)
        .serviceLevelObjectives(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
        .register(registry)
        .record(detection.pValue().value());
    if (lastScores.put(product, detection.score()) == null) {
      Gauge.builder("anomaly.score", lastScores, scores -> scores.get(product))
          .description("the score of the product's last image")
          .tag("product", product)
          .register(registry);
    }
    for (DriftMonitor.Drift drift : drift(detection, detector, version)) {
      LOG.warn("{}", drift.message());
      Counter.builder("anomaly.drift.alarms")
          .description("changes of light, focus or scores that were told")
          .tag("product", drift.product() == null ? "all" : drift.product())
          .tag("measure", drift.measure().name().toLowerCase(Locale.ROOT))
          .register(registry)
          .increment();
    }
  }

  /** Another model has normal images of its own: its monitor starts from them. */
  private synchronized List<DriftMonitor.Drift> drift(
      Detection detection, AnomalyDetector detector, int version) {
    if (version != monitored) {
      monitored = version;
      try {
        monitor = DriftMonitor.of(detector, FALSE_DRIFT_RATE);
      } catch (IllegalArgumentException e) {
        monitor = null;
        LOG.warn("drift is not watched: {}", e.getMessage());
      }
    }
    return monitor == null ? List.of() : monitor.add(detection);
  }
}
