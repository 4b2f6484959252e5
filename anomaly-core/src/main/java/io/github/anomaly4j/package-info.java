/**
 * Visual defect detection: a detector, trained on normal images of many products, scores every new
 * image, decides, and shows where the defect is. Begin at {@link
 * io.github.anomaly4j.AnomalyDetector#builder()}.
 */
package io.github.anomaly4j;
