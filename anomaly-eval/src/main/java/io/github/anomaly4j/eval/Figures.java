package io.github.anomaly4j.eval;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * The five figures that the field compares by. Each is in [0, 1], or {@link Double#NaN} where the
 * images do not define it.
 *
 * @param imageAuroc see {@link io.github.anomaly4j.metric.Auroc}
 * @param averagePrecision see {@link io.github.anomaly4j.metric.AveragePrecision}
 * @param f1Max see {@link io.github.anomaly4j.metric.F1Max}
 * @param pixelAuroc see {@link io.github.anomaly4j.metric.PixelAuroc}; undefined without masks
 * @param aupro see {@link io.github.anomaly4j.metric.Aupro}, to 30 % false positives; undefined
 *     without masks
 */
public record Figures(
    double imageAuroc, double averagePrecision, double f1Max, double pixelAuroc, double aupro) {

  /**
   * The mean of each figure over those where it is defined.
   *
   * @param figures one per category; may be empty
   * @return the means; NaN where no category defines the figure
   */
  public static Figures mean(Collection<Figures> figures) {
    return new Figures(
        mean(figures, Figures::imageAuroc),
        mean(figures, Figures::averagePrecision),
        mean(figures, Figures::f1Max),
        mean(figures, Figures::pixelAuroc),
        mean(figures, Figures::aupro));
  }

  private static double mean(Collection<Figures> all, ToDoubleFunction<Figures> figure) {
    return all.stream()
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }
}
