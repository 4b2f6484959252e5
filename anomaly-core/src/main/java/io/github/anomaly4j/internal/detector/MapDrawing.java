package io.github.anomaly4j.internal.detector;

import com.google.common.primitives.Floats;
import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.region.CoarseRegions;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.registration.Rigid;
import io.github.anomaly4j.spi.Grid;
import java.util.Optional;

/**
 * Makes the anomaly map of an image, at the size that the image has in its frame.
 *
 * @param image as its evidence looks at it
 * @param content of the frame
 * @param anomalous whether the image is, as a whole
 * @param place of its part
 */
record MapDrawing(
    ImageFeatures image, Content content, CategoryModel category, boolean anomalous, Rigid place) {

  /**
   * The map.
   *
   * @param fused of all evidence, over the content; changed
   * @param coarse without what refines others, on the same scale
   */
  AnomalyMap of(EvidenceMap fused, Optional<EvidenceMap> coarse, boolean tellsPlaces) {
    int rows = content.height();
    int columns = content.width();
    // Before areas with thresholds of their own move the values of the map.
    float[] marks = coarse.map(own -> marks(fused.values(), own)).orElse(new float[0]);
    category.area().ifPresent(part -> part.apply(fused.values(), rows, columns, threshold()));
    int width = image.image().width();
    int height = image.image().height();
    return new AnomalyMap(
        width,
        height,
        columns,
        rows,
        PartTemplate.inImage(fused.values(), rows, columns, place, width, height),
        PartTemplate.nearestInImage(marks, rows, columns, place, width, height),
        tellsPlaces);
  }

  private double threshold() {
    return category.mapThreshold(anomalous);
  }

  private float[] marks(float[] fused, EvidenceMap coarse) {
    Optional<InspectedArea> area = category.area();
    // Interpolated, it is nowhere higher; areas may lower the threshold.
    if (area.isEmpty() && Floats.max(coarse.values()) <= threshold()) {
      return new float[0];
    }
    Grid grid = Grid.even(content.height(), content.width());
    float[] values = coarse.on(grid);
    area.ifPresent(part -> part.apply(values, content.height(), content.width(), threshold()));
    return CoarseRegions.marks(
        fused, values, image.scored(grid), content.height(), content.width(), threshold());
  }
}
