/**
 * From scores to a decision: {@link io.github.anomaly4j.threshold.ThresholdRule}, the ways to find
 * a threshold.
 */
@NullMarked
package io.github.anomaly4j.threshold;

import org.jspecify.annotations.NullMarked;
