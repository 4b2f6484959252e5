package io.github.anomaly4j.config;

import io.github.anomaly4j.internal.route.Router;
import io.github.anomaly4j.internal.route.TwoStageRouter;

/** How the category of an image is found if the caller does not name it. */
public enum Routing {
  /** {@link Router}: linear discriminant analysis on the means of its patch features. */
  DISCRIMINANT,
  /** {@link TwoStageRouter}: by pixels, and among textures by colors. */
  TWO_STAGE
}
