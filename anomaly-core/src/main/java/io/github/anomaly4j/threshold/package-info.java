/**
 * From scores to a decision: {@link io.github.anomaly4j.threshold.ThresholdRule}, which thresholds
 * can be found by, and {@link io.github.anomaly4j.internal.score.Thresholds}, what is done where
 * there are too few normal images.
 */
package io.github.anomaly4j.threshold;
