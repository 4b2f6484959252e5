package io.github.anomaly4j.eval;

import io.github.anomaly4j.Provenance;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Which detector was evaluated, when, and how fast it was.
 *
 * @param provenance of the detector
 * @param modelBytes the size of the saved detector, if known
 * @param latency of one image
 * @param askedRate the false-positive rate that training was asked to find thresholds for
 * @param statedRate the rate that each category's own normal training images state for its
 *     threshold, the mean over the categories; NaN if it is not known. It is above the one asked
 *     for where they are too few: n images state none below 1 / (n + 1)
 * @param tooFew how many categories have too few normal training images to state the rate asked for
 * @param endedAt when the evaluation ended
 */
public record EvaluationRun(
    Provenance provenance,
    OptionalLong modelBytes,
    Latency latency,
    double askedRate,
    double statedRate,
    int tooFew,
    Instant endedAt) {}
