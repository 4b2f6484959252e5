package io.github.anomaly4j.diagnosis;

import io.github.anomaly4j.internal.file.PngFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Feature vectors in the plane of their first two principal components (Pearson, "On lines and
 * planes of closest fit to systems of points in space", 1901), every channel brought to mean 0 and
 * variance 1 first, as for {@link ClusterPurity}. Immutable, thread safe.
 */
public final class Projection2D {
  private static final int WIDTH = 900;
  private static final int MIN_HEIGHT = 620;
  private static final int LEGEND_LINE = 26;

  private static final Color INK = new Color(0x1c2733);
  private static final Color GRID = new Color(0xdde3e8);

  // The palette of Okabe and Ito (2008), which people with any of the common color blindnesses
  // tell apart, without its yellow, which is hard to see on white. In this order the first dozen's
  // thin shapes are drawn in dark colors.
  private static final List<Color> COLORS =
      IntStream.of(0x56b4e9, 0xe69f00, 0x009e73, 0x000000, 0x0072b2, 0xd55e00, 0xcc79a7)
          .mapToObj(Color::new)
          .toList();

  // No common divisor with the number of colors: 42 categories differ in color or shape, and any
  // that follow one another differ in both.
  private static final List<Marker> SHAPES =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.SQUARE,
          SeriesMarkers.CROSS,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.PLUS);

  private final double[][] axes;
  private final double[] shares;

  private Projection2D(double[][] axes, double[] shares) {
    this.axes = axes;
    this.shares = shares;
  }

  /**
   * Projects vectors. Each component points to where the channel that weighs most in it grows.
   *
   * @param vectors {@code [count][channels]}, finite
   * @throws IllegalArgumentException if there are none, their lengths differ, or a value is not
   *     finite
   */
  public static Projection2D of(float[][] vectors) {
    double[][] points = Standardized.of(vectors);
    double[][] covariance = covariance(points);
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
    double variance =
        IntStream.range(0, covariance.length).mapToDouble(c -> covariance[c][c]).sum();
    double[][] axes = new double[2][points.length];
    double[] shares = new double[2];
    for (int d = 0; d < Math.min(2, covariance.length); d++) {
      double[] direction = pointed(eigen.getEigenvector(d).toArray());
      for (int i = 0; i < points.length; i++) {
        axes[d][i] = dot(points[i], direction);
      }
      shares[d] = variance > 0 ? Math.max(0, eigen.getRealEigenvalue(d) / variance) : 0;
    }
    return new Projection2D(axes, shares);
  }

  private static double[][] covariance(double[][] points) {
    int channels = points[0].length;
    double[][] covariance = new double[channels][channels];
    for (double[] point : points) {
      for (int i = 0; i < channels; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += point[i] * point[j] / points.length;
        }
      }
    }
    for (int i = 0; i < channels; i++) {
      for (int j = 0; j < i; j++) {
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }

  /** One of the two signs that a direction may have. */
  private static double[] pointed(double[] direction) {
    double heaviest =
        Arrays.stream(direction).boxed().max(Comparator.comparingDouble(Math::abs)).orElseThrow();
    return heaviest < 0 ? Arrays.stream(direction).map(value -> -value).toArray() : direction;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * A copy of the vectors' places along a component, in their order; their mean is 0.
   *
   * @param component 0 or 1; all places along the second are 0 if there is but one channel
   */
  public double[] places(int component) {
    return axes[component].clone();
  }

  /**
   * The share of the variance that a component shows, in [0, 1]; 0 if all vectors are equal.
   *
   * @param component 0 or 1
   */
  public double share(int component) {
    return shares[component];
  }

  /**
   * The vectors as a scatter plot with a legend, 900 pixels wide. Up to 42 categories, by their
   * sorted names, differ in color or shape.
   *
   * @param categories one a vector
   * @throws IllegalArgumentException if there is not one category a vector
   */
  public BufferedImage draw(List<String> categories) {
    if (categories.size() != axes[0].length) {
      throw new IllegalArgumentException(
          "%d vectors, but %d categories".formatted(axes[0].length, categories.size()));
    }
    List<String> names = List.copyOf(new TreeSet<>(categories));
    XYChart chart = chart(names.size());
    for (int k = 0; k < names.size(); k++) {
      String name = names.get(k);
      int[] members =
          IntStream.range(0, categories.size())
              .filter(i -> categories.get(i).equals(name))
              .toArray();
      XYSeries series = chart.addSeries(name, of(axes[0], members), of(axes[1], members));
      series.setMarker(SHAPES.get(k % SHAPES.size()));
      series.setMarkerColor(COLORS.get(k % COLORS.size()));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static double[] of(double[] places, int[] members) {
    return Arrays.stream(members).mapToDouble(i -> places[i]).toArray();
  }

  /**
   * Writes {@link #draw} as a PNG file, which appears when it is complete.
   *
   * @throws IllegalArgumentException if there is not one category a vector
   * @throws IOException if the file cannot be written
   */
  public void write(Path file, List<String> categories) throws IOException {
    PngFile.write(file, draw(categories));
  }

  private XYChart chart(int categories) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(Math.max(MIN_HEIGHT, LEGEND_LINE * (categories + 2)))
            .xAxisTitle(title("first", 0))
            .yAxisTitle(title("second", 1))
            .build();
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    chart
        .getStyler()
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartFontColor(INK)
        .setChartTitleVisible(false)
        .setChartPadding(12)
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(font);
    chart
        .getStyler()
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1f))
        .setAxisTickMarksColor(GRID)
        .setAxisTickLabelsColor(INK)
        .setAxisTickLabelsFont(font)
        .setAxisTitleFont(font)
        .setXAxisTitleColor(INK)
        .setYAxisTitleColor(INK);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarkerSize(9);
    return chart;
  }

  private String title(String ordinal, int component) {
    return "%s principal component, %.0f %% of the variance"
        .formatted(ordinal, 100 * shares[component]);
  }
}
