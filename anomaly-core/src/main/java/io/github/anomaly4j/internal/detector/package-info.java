/** A trained detector: state, detection, revision, file. */
package io.github.anomaly4j.internal.detector;
