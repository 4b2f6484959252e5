package io.github.anomaly4j.internal.route;

import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.List;
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
  /**
   * Routes that also find one more category.
   *
   * @param at its number
   * @param descriptors of its images
   * @param own routes for it alone
   * @param unknown whether an image may be of no category then
   */
  public Routes with(int at, List<float[]> descriptors, Routes own, boolean unknown) {
    return new Routes(
        routing,
        discriminant.with(at, descriptors),
        unknown,
        twoStage.map(router -> router.with(at, own.twoStage.orElseThrow())));
  }

  /**
   * Routes without a category.
   *
   * @param unknown whether an image may be of no category then
   */
  public Routes without(int category, boolean unknown) {
    return new Routes(
        routing,
        discriminant.without(category),
        unknown,
        twoStage.map(router -> router.without(category)));
  }

  /** The number of an image's category. */
  public int category(ImageFeatures image, Descriptor overview) {
    return switch (routing) {
      case DISCRIMINANT -> discriminant.route(image.get(overview));
      case TWO_STAGE -> twoStage.orElseThrow().route(image.image());
    };
  }

  /** Whether an image that is taken for one of a category looks like one. */
  public boolean recognizes(ImageFeatures image, Descriptor overview, int category) {
    return !tellsUnknown || discriminant.recognizes(image.get(overview), category);
  }
}
