package io.github.anomaly4j.internal.route;

import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.Analyzer.Glance;
import java.util.Optional;

/**
 * Finds the category of an image, and whether the image is of an unknown product.
 *
 * @param discriminant recognizes unknown products, with either router
 * @param tellsUnknown whether an image may be of no category
 * @param twoStage the two-stage router if it is used; otherwise empty
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
