package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.region.CoarseRegions;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.registration.Rigid;
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
    Image image, Content content, CategoryModel category, boolean anomalous, Rigid place) {

  /**
   * The map.
   *
   * @param fused of all evidence; changed
   * @param coarse without what refines others, on the same scale; changed
   * @param scored which places count
   */
  AnomalyMap of(
      EvidenceMap fused, Optional<EvidenceMap> coarse, boolean[] scored, boolean tellsPlaces) {
    int rows = content.height();
    int columns = content.width();
    double threshold = category.mapThreshold(anomalous);
    Optional<InspectedArea> area = category.area();
    coarse.ifPresent(
        own -> area.ifPresent(part -> part.apply(own.values(), rows, columns, threshold)));
    // Before areas with thresholds of their own move the values of the map.
    float[] marks =
        coarse
            .map(
                own ->
                    CoarseRegions.marks(
                        fused.values(), own.values(), scored, rows, columns, threshold))
            .orElse(new float[0]);
    area.ifPresent(part -> part.apply(fused.values(), rows, columns, threshold));
    int width = image.width();
    int height = image.height();
    return new AnomalyMap(
        width,
        height,
        columns,
        rows,
        PartTemplate.inImage(fused.values(), rows, columns, place, width, height),
        PartTemplate.nearestInImage(marks, rows, columns, place, width, height),
        tellsPlaces);
  }
}
