/**
 * Visual defect detection: one network, trained on normal pictures of many products at once, scores
 * every new picture, shows where the defect is, and decides. Begin at {@link
 * io.github.anomaly4j.AnomalyDetector#builder()}.
 */
package io.github.anomaly4j;
