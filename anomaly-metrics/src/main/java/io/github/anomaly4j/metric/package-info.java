/**
 * The figures by which visual anomaly detectors are compared, computed exactly.
 *
 * <p>For images: {@link io.github.anomaly4j.metric.Auroc}, {@link
 * io.github.anomaly4j.metric.DetectionRate}, {@link io.github.anomaly4j.metric.AveragePrecision}
 * and {@link io.github.anomaly4j.metric.F1Max}, pure functions of one score and one label per
 * image. For pixels: {@link io.github.anomaly4j.metric.PixelAuroc} and {@link
 * io.github.anomaly4j.metric.Aupro}, over the anomaly maps that a {@link
 * io.github.anomaly4j.metric.PixelScores} gathers, one image at a time.
 *
 * <p>The package follows three rules. Higher scores mean more anomalous. A NaN score is an error,
 * as it has no place in a ranking. A figure that the input does not define (no anomalous image, no
 * normal pixel) is {@link java.lang.Double#NaN}, never a made-up number.
 */
@NullMarked
package io.github.anomaly4j.metric;

import org.jspecify.annotations.NullMarked;
