package io.github.anomaly4j.report;

import io.github.anomaly4j.DriftMonitor;
import io.github.anomaly4j.DriftMonitor.Block;
import io.github.anomaly4j.DriftMonitor.Drift;
import io.github.anomaly4j.DriftMonitor.Measure;
import io.github.anomaly4j.internal.report.Charts;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * The course of a {@link DriftMonitor} as a chart: how far brightness, contrast, sharpness and
 * score are from those at training, in spreads of the training, over the images; a dashed line
 * where a change was told.
 */
public final class DriftChart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 300;

  /** So that small noise is not drawn as if it were large. */
  private static final double LEAST = 2;

  /** Of the palette of Okabe and Ito (2008). */
  private static final Map<Measure, Color> COLORS =
      Map.of(
          Measure.BRIGHTNESS, new Color(0xe69f00),
          Measure.CONTRAST, new Color(0x0072b2),
          Measure.SHARPNESS, new Color(0x009e73),
          Measure.SCORE, new Color(0xd55e00));

  private DriftChart() {}

  /**
   * Draws it.
   *
   * @return an SVG document
   */
  public static String svg(DriftMonitor monitor) {
    XYChart chart = Charts.chart(WIDTH, HEIGHT, "images", "distance from training, in spreads");
    List<Block> blocks = monitor.history();
    double highest = LEAST;
    for (Measure measure : Measure.values()) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      double images = 0;
      for (Block block : blocks) {
        Double mean = block.spreads().get(measure);
        if (mean != null) {
          x.add(images + block.images() / 2.0);
          y.add(mean);
          highest = Math.max(highest, Math.abs(mean));
        }
        images += block.images();
      }
      if (!x.isEmpty()) {
        Charts.addLine(
            chart,
            measure.name().toLowerCase(Locale.ROOT),
            array(x),
            array(y),
            COLORS.get(measure),
            Charts.SOLID);
      }
    }
    double top = 1.1 * highest;
    int number = 0;
    for (Drift drift : monitor.alarms()) {
      Charts.addLine(
              chart,
              "alarm " + ++number,
              new double[] {drift.image(), drift.image()},
              new double[] {-top, top},
              COLORS.get(drift.measure()),
              Charts.THIN_DASHES)
          .setShowInLegend(false);
    }
    if (chart.getSeriesMap().isEmpty()) {
      Charts.addLine(
          chart, "nothing yet", new double[] {0, 1}, new double[] {0, 0}, Charts.INK, Charts.SOLID);
    }
    chart.getStyler().setYAxisMin(-top).setYAxisMax(top);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(Math.max(1.0, monitor.images()));
    chart
        .getStyler()
        .setLegendVisible(true)
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendBackgroundColor(Charts.CLEAR)
        .setLegendBorderColor(Charts.CLEAR)
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    return Charts.svg(chart);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
