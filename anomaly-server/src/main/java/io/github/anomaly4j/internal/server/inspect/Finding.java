package io.github.anomaly4j.internal.server.inspect;

import io.github.anomaly4j.Detection;
import io.github.anomaly4j.Detection.Verdict;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.Warning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in an image, without pixels.
 *
 * @param model the number of the model's version
 * @param product that was named or found
 * @param verdict the verdict; only a normal image passes
 * @param passes whether the part may pass
 * @param score how abnormal the image is, on one scale for all products
 * @param threshold of the score
 * @param pValue how often a normal image scores as high
 * @param pValueResolution the lowest p-value that can be counted
 * @param deviation how many spreads of normal images it is above the usual one
 * @param width of the image, in pixels
 * @param height of the image, in pixels
 * @param regions the defects, the most abnormal one first
 * @param knownDefect the known defect that it is most like; {@code null} if there is none
 * @param warnings why the finding may not mean what it seems to
 * @param milliseconds that scoring took
 */
public record Finding(
    int model,
    String product,
    Verdict verdict,
    boolean passes,
    double score,
    double threshold,
    double pValue,
    double pValueResolution,
    double deviation,
    int width,
    int height,
    List<Region> regions,
    Detection.@Nullable KnownDefect knownDefect,
    List<Warning> warnings,
    double milliseconds) {

  /** Copies the lists. */
  public Finding {
    regions = List.copyOf(regions);
    warnings = List.copyOf(warnings);
  }

  static Finding of(Detection detection, int model, double milliseconds) {
    return new Finding(
        model,
        detection.category(),
        detection.verdict(),
        detection.passes(),
        detection.score(),
        detection.threshold(),
        detection.pValue().value(),
        detection.pValue().resolution(),
        detection.deviation(),
        detection.anomalyMap().width(),
        detection.anomalyMap().height(),
        detection.regions(),
        detection.knownDefect().orElse(null),
        detection.warnings(),
        milliseconds);
  }
}
