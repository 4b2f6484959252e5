package io.github.anomaly4j.internal.report;

import io.github.anomaly4j.metric.RocCurve;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The report's charts as SVG documents: dark on a clear ground. The page inverts them for dark
 * screens.
 */
public final class Charts {
  static final int HISTOGRAM_WIDTH = 420;
  static final int ROC_WIDTH = 300;
  static final int CURVES_WIDTH = 520;
  static final int HEIGHT = 240;
  private static final int BINS = 40;

  /** Enough for a smooth curve at the size it is drawn in. */
  private static final int MAX_POINTS = 120;

  public static final Color CLEAR = new Color(0, 0, 0, 0);
  public static final Color INK = new Color(0x1c2733);
  static final Color GRID = new Color(0xc3ccd5);

  // A blue and an orange of the palette of Okabe and Ito (2008), which people with any of the
  // common color blindnesses tell apart.
  public static final Color NORMAL = new Color(0x0072b2);
  public static final Color DEFECTIVE = new Color(0xd55e00);

  /** That palette, but for its yellow and black. */
  private static final List<Color> COLORS =
      List.of(
          NORMAL,
          DEFECTIVE,
          new Color(0x009e73),
          new Color(0xcc79a7),
          new Color(0x56b4e9),
          new Color(0xe69f00));

  private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{2,}(E-?\\d+)?");

  public static final BasicStroke SOLID = new BasicStroke(2f);
  public static final BasicStroke THIN_DASHES =
      new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0);

  private Charts() {}

  /** The scores of normal and of defective images, and the threshold. */
  static String histogram(double[] normal, double[] defective, double threshold) {
    ScoreAxis axis = ScoreAxis.of(normal, defective, threshold);
    XYChart chart = chart(HISTOGRAM_WIDTH, HEIGHT, "score", "% of images");
    double top =
        Math.max(
            addBars(chart, "normal", normal, axis, NORMAL),
            addBars(chart, "defective", defective, axis, DEFECTIVE));
    if (Double.isFinite(threshold)) {
      addLine(
          chart,
          "threshold",
          new double[] {threshold, threshold},
          new double[] {0, top * 1.05},
          INK,
          THIN_DASHES);
    }
    chart.getStyler().setXAxisMin(axis.low()).setXAxisMax(axis.high());
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(top * 1.05);
    return svg(chart);
  }

  /**
   * The receiver operating characteristic with the diagonal of chance and the point that the
   * detector works at.
   */
  static String roc(RocCurve curve, double falsePositiveRate, double detectionRate) {
    XYChart chart = chart(ROC_WIDTH, HEIGHT, "false alarms, % of normal", "found, % of defective");
    addLine(chart, "chance", new double[] {0, 100}, new double[] {0, 100}, GRID, THIN_DASHES);
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    int step = Math.max(1, (curve.size() + MAX_POINTS - 1) / MAX_POINTS);
    for (int i = 0; i < curve.size(); i++) {
      if (i % step == 0 || i == curve.size() - 1) {
        x.add(100 * curve.falsePositiveRate(i));
        y.add(100 * curve.truePositiveRate(i));
      }
    }
    addLine(
        chart,
        "curve",
        x.stream().mapToDouble(v -> v).toArray(),
        y.stream().mapToDouble(v -> v).toArray(),
        INK,
        SOLID);
    XYSeries point =
        chart.addSeries(
            "operating point",
            new double[] {100 * falsePositiveRate},
            new double[] {100 * detectionRate});
    point.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    point.setMarker(SeriesMarkers.CIRCLE);
    point.setMarkerColor(DEFECTIVE);
    // A little room, or a perfect curve would be cut in half by the edges that it runs along.
    chart.getStyler().setXAxisMin(-3.0).setXAxisMax(103.0);
    chart.getStyler().setYAxisMin(-3.0).setYAxisMax(103.0);
    chart.getStyler().setMarkerSize(10);
    return svg(chart);
  }

  /**
   * A curve for each name over the epochs, with a legend; values that are not finite are left out.
   *
   * @param epochs their numbers
   * @param curves one value an epoch, at least one curve
   * @param top what the axis, which begins at 0, goes to at least
   */
  static String curves(String yTitle, double[] epochs, Map<String, double[]> curves, double top) {
    XYChart chart = chart(CURVES_WIDTH, HEIGHT, "epoch", yTitle);
    int next = 0;
    for (Map.Entry<String, double[]> curve : curves.entrySet()) {
      double[] y = curve.getValue();
      int[] finite = IntStream.range(0, y.length).filter(i -> Double.isFinite(y[i])).toArray();
      Color color = COLORS.get(next++ % COLORS.size());
      if (finite.length > 0) {
        XYSeries series =
            addLine(
                chart,
                curve.getKey(),
                Arrays.stream(finite).mapToDouble(i -> epochs[i]).toArray(),
                Arrays.stream(finite).mapToDouble(i -> y[i]).toArray(),
                color,
                SOLID);
        // A single epoch has no line.
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(color);
      }
    }
    chart.getStyler().setMarkerSize(5);
    chart
        .getStyler()
        .setLegendVisible(true)
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendBackgroundColor(CLEAR)
        .setLegendBorderColor(CLEAR)
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    double first = epochs[0];
    double last = epochs[epochs.length - 1];
    // No more labels than epochs, or there would be some for the half of one.
    chart
        .getStyler()
        .setXAxisMin(first - 0.5)
        .setXAxisMax(last + 0.5)
        .setXAxisMaxLabelCount((int) Math.min(7, last - first + 1));
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.02 * highest(curves.values(), top));
    return svg(chart);
  }

  private static double highest(Collection<double[]> curves, double least) {
    double highest =
        curves.stream().flatMapToDouble(Arrays::stream).filter(Double::isFinite).max().orElse(1);
    return Math.max(highest, least) > 0 ? Math.max(highest, least) : 1;
  }

  /** Adds the share of each bin and returns the largest. */
  private static double addBars(
      XYChart chart, String name, double[] scores, ScoreAxis axis, Color color) {
    if (scores.length == 0) {
      return 1;
    }
    double[] shares = axis.shares(scores, BINS);
    double[] x = new double[BINS + 2];
    double[] y = new double[BINS + 2];
    double top = 0;
    for (int bin = 0; bin < BINS; bin++) {
      x[bin + 1] = axis.low() + bin * axis.range() / BINS;
      y[bin + 1] = 100 * shares[bin];
      top = Math.max(top, y[bin + 1]);
    }
    x[0] = axis.low();
    x[BINS + 1] = axis.high();
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.StepArea);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineStyle(SOLID);
    series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 80));
    return top;
  }

  /** Adds a line without markers. */
  public static XYSeries addLine(
      XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineStyle(stroke);
    return series;
  }

  /** An empty chart in the style of the reports. */
  public static XYChart chart(int width, int height, String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    chart
        .getStyler()
        .setChartBackgroundColor(CLEAR)
        .setPlotBackgroundColor(CLEAR)
        .setPlotBorderVisible(false)
        .setChartFontColor(INK)
        .setChartTitleVisible(false)
        .setLegendVisible(false)
        .setChartPadding(8)
        .setPlotContentSize(1);
    chart
        .getStyler()
        .setPlotGridLinesColor(GRID)
        .setPlotGridVerticalLinesVisible(false)
        .setPlotGridLinesStroke(new BasicStroke(1f))
        .setAxisTickMarksColor(GRID)
        .setAxisTickLabelsColor(INK)
        .setAxisTickLabelsFont(font)
        .setAxisTitleFont(font)
        .setXAxisTitleColor(INK)
        .setYAxisTitleColor(INK)
        .setDecimalPattern("#,##0.##");
    chart.getStyler().setXAxisMaxLabelCount(7);
    chart.getStyler().setYAxisTickMarkSpacingHint(40);
    return chart;
  }

  /** A chart as a small SVG document. */
  public static String svg(XYChart chart) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    return compact(out.toString(StandardCharsets.UTF_8));
  }

  /** Letters are drawn as outlines, to a millionth of a pixel; a tenth is enough. */
  private static String compact(String svg) {
    return LONG_NUMBER
        .matcher(svg)
        .replaceAll(
            number ->
                BigDecimal.valueOf(Double.parseDouble(number.group()))
                    .setScale(1, RoundingMode.HALF_EVEN)
                    .stripTrailingZeros()
                    .toPlainString())
        .replaceAll("\\n\\s+", "\n")
        .replace("stroke-miterlimit:10;", "");
  }
}
