/** Maps, calibration, fusion and thresholds: from evidence to one score. */
package io.github.anomaly4j.internal.score;
