/** Maps, calibration, fusion and thresholds: from evidence to one score. */
@NullMarked
package io.github.anomaly4j.internal.score;

import org.jspecify.annotations.NullMarked;
