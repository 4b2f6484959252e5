package io.github.anomaly4j.spring;

import io.github.anomaly4j.DetectorInfo;
import io.github.anomaly4j.image.Image;
import java.time.Duration;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Up if detection works: if the last one did or, where there was none or it failed, if a gray image
 * can be scored now. A model that was refused when it was reloaded is a detail: the one of before
 * works.
 */
final class AnomalyHealthIndicator extends AbstractHealthIndicator {
  private final ModelInUse model;
  private final LastDetection last;

  AnomalyHealthIndicator(ModelInUse model, LastDetection last) {
    super("the detector cannot score a gray image");
    this.model = model;
    this.last = last;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    health.withDetail("model", model.name());
    DetectorInfo info = model.detector().info();
    health.withDetail("state", info.state());
    health.withDetail(
        "products", info.products().stream().map(DetectorInfo.Product::name).toList());
    model.loaded().ifPresent(time -> health.withDetail("loaded", time));
    model.refusal().ifPresent(problem -> health.withDetail("refused", problem));
    if (!last.worked()) {
      Image gray = Image.filled(info.imageWidth(), info.imageHeight(), 0.5f, 0.5f, 0.5f);
      // Not by the bean itself, which would count it in the metrics.
      last.detected(model.detector().use(detector -> detector.detect(gray)), Duration.ZERO);
    }
    health.up();
  }
}
