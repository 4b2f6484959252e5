package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.AnomalyMap;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.feedback.Feedback;
import io.github.anomaly4j.internal.score.ScoreParts;
import io.github.anomaly4j.internal.score.Significance;
import io.github.anomaly4j.registration.Registration;
import java.util.List;
import java.util.Optional;

/**
 * The result for one image.
 *
 * @param image the image as it was scored
 * @param category the category that was named or found
 * @param recognized whether the image looks like one of its category
 * @param significance of the score
 * @param appearance of the image as it was scored
 * @param registration how the part lies; empty if images of the category are taken as they are
 * @param area the part of the image that was looked at; empty for all of it
 * @param mapThreshold of the values of the map
 * @param knownDefect the most alike one, if the image is anomalous and any are known
 * @param reconstruction the image as the network restores it, if requested
 */
public record Inspection(
    Image image,
    String category,
    boolean recognized,
    ScoreParts score,
    Significance significance,
    Appearance appearance,
    AnomalyMap map,
    Optional<Registration> registration,
    Optional<InspectedArea> area,
    double mapThreshold,
    Optional<Feedback.Nearest> knownDefect,
    Optional<Image> reconstruction,
    List<Warning> warnings) {}
