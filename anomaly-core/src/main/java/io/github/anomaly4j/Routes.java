package io.github.anomaly4j;

import io.github.anomaly4j.Analyzer.Glance;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.route.Router;
import io.github.anomaly4j.route.Routing;
import io.github.anomaly4j.route.TwoStageRouter;
import java.util.Optional;

/**
 * Which category a picture is of, and whether it is of any.
 *
 * @param discriminant tells unknown products apart, whoever routes
 * @param tellsUnknown whether a picture may be of no category
 * @param twoStage there if it is the one that routes
 */
record Routes(
    Routing routing, Router discriminant, boolean tellsUnknown, Optional<TwoStageRouter> twoStage) {
  int category(Picture picture, Glance glance) {
    return switch (routing) {
      case DISCRIMINANT -> discriminant.route(glance.descriptor());
      case TWO_STAGE -> twoStage.orElseThrow().route(picture);
    };
  }

  boolean recognises(Glance glance, int category) {
    return !tellsUnknown || discriminant.recognises(glance.descriptor(), category);
  }
}
