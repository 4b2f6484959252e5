package io.github.anomaly4j.internal.score;

/**
 * What a score means for normal images.
 *
 * @param value how often a normal image of the category scores as high, counted among its held-out
 *     images
 * @param resolution the lowest value that can be counted
 * @param alarmRate the lowest false-positive rate at which the image is anomalous
 */
public record Significance(double value, double resolution, double alarmRate) {}
