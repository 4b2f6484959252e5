package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.score.ScoreParts;
import java.util.List;
import java.util.Optional;

/**
 * What was found in one image.
 *
 * @param image as it was scored
 * @param category that was named or found
 * @param recognized whether the image looks like one of its category's
 * @param mapThreshold of the values of the map
 * @param reconstruction the image as the network restores it, if that was asked for
 */
public record Inspection(
    Image image,
    String category,
    boolean recognized,
    ScoreParts score,
    AnomalyMap map,
    double mapThreshold,
    Optional<Image> reconstruction,
    List<Warning> warnings) {}
