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
 * @param endedAt when the evaluation ended
 */
public record EvaluationRun(
    Provenance provenance, OptionalLong modelBytes, Latency latency, Instant endedAt) {}
