package io.github.anomaly4j.internal.report;

import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.ScoredImage;
import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * What an evaluation would have missed and raised at other false-positive rates.
 *
 * @param rates rising
 * @param falseAlarms at each rate, the share of the normal images that are anomalous
 * @param missed at each rate, the share of the defective images that are not
 * @param rate that the normal training images state for the thresholds; NaN if it is not known
 * @param falseAlarmsHere the share at the detector's thresholds
 * @param missedHere likewise
 */
record OperatingCurve(
    List<Double> rates,
    List<Double> falseAlarms,
    List<Double> missed,
    double rate,
    double falseAlarmsHere,
    double missedHere) {
  private static final double LOWEST = 0.001;
  private static final double HIGHEST = 0.5;
  private static final int STEPS = 60;

  OperatingCurve {
    rates = List.copyOf(rates);
    falseAlarms = List.copyOf(falseAlarms);
    missed = List.copyOf(missed);
  }

  static OperatingCurve of(Evaluation evaluation) {
    List<Double> rates =
        IntStream.rangeClosed(0, STEPS)
            .mapToObj(i -> LOWEST * Math.pow(HIGHEST / LOWEST, (double) i / STEPS))
            .toList();
    double rate = evaluation.run().statedRate();
    return new OperatingCurve(
        rates,
        rates.stream().map(at -> alarms(evaluation, false, at)).toList(),
        rates.stream().map(at -> 1 - alarms(evaluation, true, at)).toList(),
        // The chart ends there.
        Math.max(LOWEST, Math.min(HIGHEST, rate)),
        evaluation.decisions().falsePositiveRate(),
        evaluation.decisions().missedShare());
  }

  /**
   * The curves over the rates, which are on a logarithmic axis, and the dots where the detector
   * works.
   */
  Chart chart() {
    XYChart chart =
        Charts.chart(
            Charts.CURVES_WIDTH, Charts.HEIGHT, "stated false-positive rate, %", "% of the images");
    double[] x = percent(rates);
    Charts.addLine(chart, "stated", x, x, Charts.GRID, Charts.THIN_DASHES);
    Charts.addLine(chart, "false alarms", x, percent(falseAlarms), Charts.NORMAL, Charts.SOLID);
    Charts.addLine(chart, "missed", x, percent(missed), Charts.DEFECTIVE, Charts.SOLID);
    addDot(chart, "false alarms here", falseAlarmsHere, Charts.NORMAL);
    addDot(chart, "missed here", missedHere, Charts.DEFECTIVE);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setXAxisMin(x[0]).setXAxisMax(x[x.length - 1]);
    chart.getStyler().setYAxisMin(-2.0).setYAxisMax(102.0).setMarkerSize(10);
    return new Chart(
        "Missed defects and false alarms against the stated false-positive rate",
        Charts.CURVES_WIDTH,
        Charts.svg(chart));
  }

  private void addDot(XYChart chart, String name, double share, Color color) {
    if (Double.isFinite(rate) && Double.isFinite(share)) {
      XYSeries dot = chart.addSeries(name, new double[] {100 * rate}, new double[] {100 * share});
      dot.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      dot.setMarker(SeriesMarkers.CIRCLE);
      dot.setMarkerColor(color);
    }
  }

  private static double[] percent(List<Double> shares) {
    return shares.stream().mapToDouble(share -> 100 * share).toArray();
  }

  /** The share of the normal or of the defective images that raise an alarm at a rate. */
  private static double alarms(Evaluation evaluation, boolean anomalous, double rate) {
    return evaluation.images().stream()
        .filter(image -> image.entry().anomalous() == anomalous)
        .mapToDouble((ScoredImage image) -> image.alarmRate() <= rate ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }
}
