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
 * @param statedRate the false-positive rate that the normal training images state for the
 *     thresholds, the mean over the categories; NaN if it is not known
 * @param endedAt when the evaluation ended
 */
public record EvaluationRun(
    Provenance provenance,
    OptionalLong modelBytes,
    Latency latency,
    double statedRate,
    Instant endedAt) {}
