package io.github.anomaly4j.report;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Ints;
import io.github.anomaly4j.internal.report.Charts;
import io.github.anomaly4j.internal.report.ScoreAxis;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Where a threshold cuts: the scores from the lowest to the highest with the threshold across them,
 * normal and defective images told apart where that is known. Scores far above the threshold are
 * drawn as triangles at the upper edge, so that those near it stay apart. Immutable.
 */
public final class ThresholdChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;

  /** Pixels of an image for each of the drawing, or letters would be coarse. */
  private static final int PIXELS = 2;

  /** Many dots are drawn smaller, so that those of one group do not hide the other's. */
  private static final int DENSITY = 1200;

  /** Scores that reach less far than this cannot be told apart by two decimals. */
  private static final double MIN_PLAIN_RANGE = 0.1;

  private final List<Dot> dots;
  private final OptionalDouble threshold;

  private enum Group {
    NORMAL("normal", Charts.NORMAL, SeriesMarkers.CIRCLE),
    DEFECTIVE("defective", Charts.DEFECTIVE, SeriesMarkers.DIAMOND),
    UNLABELED("unlabeled", Charts.INK, SeriesMarkers.CIRCLE);

    private final String label;
    private final Color color;
    private final Marker marker;

    Group(String label, Color color, Marker marker) {
      this.label = label;
      this.color = color;
      this.marker = marker;
    }
  }

  private record Dot(int rank, double score, Group group) {}

  private ThresholdChart(double[] scores, IntFunction<Group> group, OptionalDouble threshold) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(i -> i)
            .toArray();
    this.dots =
        IntStream.range(0, order.length)
            .mapToObj(i -> new Dot(i + 1, scores[order[i]], group.apply(order[i])))
            .toList();
    this.threshold = threshold;
  }

  /**
   * A chart of scores without labels.
   *
   * @param scores one per image, in any order, finite; not modified
   * @param threshold above which a score is anomalous, finite; empty if none was found, as the
   *     chart then says
   */
  public static ThresholdChart of(double[] scores, OptionalDouble threshold) {
    return new ThresholdChart(scores, i -> Group.UNLABELED, threshold);
  }

  /**
   * A chart of scores with labels.
   *
   * @param scores one per image, in any order, finite; not modified
   * @param anomalous the truth, of the same length
   * @param threshold above which a score is anomalous, finite; empty if none was found, as the
   *     chart then says
   * @throws IllegalArgumentException if the lengths differ
   */
  public static ThresholdChart of(double[] scores, boolean[] anomalous, OptionalDouble threshold) {
    checkArgument(
        scores.length == anomalous.length,
        "%s scores but %s labels: one label per score",
        scores.length,
        anomalous.length);
    return new ThresholdChart(
        scores, i -> anomalous[i] ? Group.DEFECTIVE : Group.NORMAL, threshold);
  }

  /** The chart as an SVG document, dark on a clear ground, 640 x 360. */
  public String svg() {
    return Charts.svg(chart());
  }

  /** The chart as an image on white, twice the size of the document. */
  public BufferedImage image() {
    BufferedImage image =
        new BufferedImage(PIXELS * WIDTH, PIXELS * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.scale(PIXELS, PIXELS);
    chart().paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return image;
  }

  private XYChart chart() {
    double[] scores = dots.stream().mapToDouble(Dot::score).toArray();
    ScoreAxis axis = ScoreAxis.of(scores, new double[0], threshold.orElse(Double.NaN));
    boolean clipped = dots.stream().anyMatch(dot -> dot.score() > axis.high());
    XYChart chart =
        Charts.chart(
            WIDTH,
            HEIGHT,
            "images, from the lowest score to the highest",
            clipped ? "score (triangles lie beyond)" : "score");
    chart.setTitle(
        threshold.isPresent()
            ? "threshold " + rounded(threshold.getAsDouble()) + ": " + above(dots)
            : "no threshold");
    style(chart.getStyler(), axis);
    threshold.ifPresent(cut -> addThreshold(chart, cut));
    for (Group group : Group.values()) {
      addGroup(chart, group, axis.high());
    }
    return chart;
  }

  private void style(XYStyler styler, ScoreAxis axis) {
    styler
        .setChartTitleVisible(true)
        .setChartTitleFont(styler.getAxisTitleFont())
        .setLegendVisible(dots.stream().noneMatch(dot -> dot.group() == Group.UNLABELED))
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal)
        .setLegendFont(styler.getAxisTitleFont())
        .setLegendBackgroundColor(Charts.CLEAR)
        .setLegendBorderColor(Charts.CLEAR);
    double margin = axis.range() / 30;
    styler.setXAxisMin(left()).setXAxisMax(right()).setXAxisTickMarkSpacingHint(90);
    styler.setYAxisMin(axis.low() - margin).setYAxisMax(axis.high() + margin);
    if (axis.range() < MIN_PLAIN_RANGE) {
      styler.setYAxisDecimalPattern("0.##E0");
    }
    styler.setMarkerSize(Ints.constrainToRange(DENSITY / Math.max(1, dots.size()), 4, 8));
  }

  private void addThreshold(XYChart chart, double cut) {
    XYSeries line =
        Charts.addLine(
            chart,
            "threshold",
            new double[] {left(), right()},
            new double[] {cut, cut},
            Charts.INK,
            Charts.THIN_DASHES);
    // The title says it.
    line.setShowInLegend(false);
  }

  private void addGroup(XYChart chart, Group group, double highest) {
    List<Dot> own = dots.stream().filter(dot -> dot.group() == group).toList();
    if (own.isEmpty()) {
      return;
    }
    String label = threshold.isPresent() ? group.label + ", " + above(own) : group.label;
    addDots(chart, label, own, dot -> dot.score() > highest ? Double.NaN : dot.score())
        .setMarker(group.marker);
    if (own.get(own.size() - 1).score() > highest) {
      XYSeries beyond =
          addDots(
              chart,
              group.label + " beyond",
              own,
              dot -> dot.score() > highest ? highest : Double.NaN);
      beyond.setMarker(SeriesMarkers.TRIANGLE_UP);
      beyond.setShowInLegend(false);
    }
  }

  /** Adds dots of one group; one without a height is not drawn. */
  private static XYSeries addDots(
      XYChart chart, String label, List<Dot> dots, ToDoubleFunction<Dot> height) {
    XYSeries series =
        chart.addSeries(
            label,
            dots.stream().mapToDouble(Dot::rank).toArray(),
            dots.stream().mapToDouble(height).toArray());
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarkerColor(dots.get(0).group().color);
    return series;
  }

  private String above(List<Dot> some) {
    return some.stream().filter(dot -> dot.score() > threshold.orElseThrow()).count()
        + " of "
        + some.size()
        + " above";
  }

  // A little room, or the first and the last dot would be cut in half.
  private double left() {
    return 1 - (dots.size() + 1) / 50.0;
  }

  private double right() {
    return dots.size() + (dots.size() + 1) / 50.0;
  }

  private static String rounded(double value) {
    return new BigDecimal(value).round(new MathContext(3)).toString();
  }
}
