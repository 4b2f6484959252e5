package io.github.anomaly4j.eval;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * The metrics that the field compares by; none depends on a threshold. Each is in [0, 1], or {@link
 * Double#NaN} where the images do not define it.
 *
 * @param imageAuroc see {@link io.github.anomaly4j.metric.Auroc}
 * @param detectionAt2 the share of defective images that are found at exactly 2 % false positives,
 *     see {@link io.github.anomaly4j.metric.DetectionRate}
 * @param detectionAt5 the same at exactly 5 %
 * @param averagePrecision see {@link io.github.anomaly4j.metric.AveragePrecision}
 * @param f1Max see {@link io.github.anomaly4j.metric.F1Max}
 * @param pixelAuroc see {@link io.github.anomaly4j.metric.PixelAuroc}; undefined without masks
 * @param aupro see {@link io.github.anomaly4j.metric.Aupro}, to 30 % false positives; undefined
 *     without masks
 */
public record Metrics(
    double imageAuroc,
    double detectionAt2,
    double detectionAt5,
    double averagePrecision,
    double f1Max,
    double pixelAuroc,
    double aupro) {

  /**
   * The mean of each metric over those where it is defined.
   *
   * @param metrics one per category; may be empty
   * @return the means; NaN where no category defines the metric
   */
  public static Metrics mean(Collection<Metrics> metrics) {
    return new Metrics(
        mean(metrics, Metrics::imageAuroc),
        mean(metrics, Metrics::detectionAt2),
        mean(metrics, Metrics::detectionAt5),
        mean(metrics, Metrics::averagePrecision),
        mean(metrics, Metrics::f1Max),
        mean(metrics, Metrics::pixelAuroc),
        mean(metrics, Metrics::aupro));
  }

  private static double mean(Collection<Metrics> all, ToDoubleFunction<Metrics> metric) {
    return all.stream()
        .mapToDouble(metric)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
