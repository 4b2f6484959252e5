/**
 * Visual defect detection: one network, trained on normal images of many products at once, scores
 * every new image, shows where the defect is, and decides. Begin at {@link
 * io.github.anomaly4j.AnomalyDetector#builder()}.
 */
package io.github.anomaly4j;
