package io.github.anomaly4j.internal.route;

import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.Analyzer.Glance;
import java.util.Optional;

/**
 * Which category an image is of, and whether it is of any.
 *
 * @param discriminant tells unknown products apart, whoever routes
 * @param tellsUnknown whether an image may be of no category
 * @param twoStage there if it is the one that routes
 */
public record Routes(
    Routing routing, Router discriminant, boolean tellsUnknown, Optional<TwoStageRouter> twoStage) {
  public int category(Image image, Glance glance) {
    return switch (routing) {
      case DISCRIMINANT -> discriminant.route(glance.descriptor());
      case TWO_STAGE -> twoStage.orElseThrow().route(image);
    };
  }

  public boolean recognizes(Glance glance, int category) {
    return !tellsUnknown || discriminant.recognizes(glance.descriptor(), category);
  }
}
