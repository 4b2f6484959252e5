package io.github.anomaly4j.report;

import static io.github.anomaly4j.internal.report.ChartsTest.parsed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.internal.report.Charts;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThresholdChartTest {
  private static final double[] SCORES = {7, 1, 2, 9, 3, 1.5, 8};
  private static final boolean[] ANOMALOUS = {true, false, false, true, false, false, true};

  /** In rows of the image: below it are the names of the axis and of the groups. */
  private static final int BOTTOM = 560;

  @Test
  void the_cut_lies_between_the_dots_that_it_parts() {
    BufferedImage image = ThresholdChart.of(SCORES, ANOMALOUS, OptionalDouble.of(5)).image();
    int cut = row(image, Charts.INK, count -> count > image.getWidth() / 3);
    int lowestDefective = lastRow(image, Charts.DEFECTIVE);
    int highestNormal = row(image, Charts.NORMAL, count -> count > 0);
    assertThat(lowestDefective).isPositive().isLessThan(cut);
    assertThat(highestNormal).isGreaterThan(cut);
  }

  @Test
  void dots_without_labels_have_the_color_of_no_group() {
    BufferedImage image = ThresholdChart.of(SCORES, OptionalDouble.of(5)).image();
    assertThat(row(image, Charts.DEFECTIVE, count -> count > 0)).isNegative();
    assertThat(row(image, Charts.NORMAL, count -> count > 0)).isNegative();
  }

  @Test
  void no_threshold_draws_no_line() {
    BufferedImage image = ThresholdChart.of(SCORES, ANOMALOUS, OptionalDouble.empty()).image();
    assertThat(row(image, Charts.INK, count -> count > image.getWidth() / 3)).isNegative();
  }

  @Test
  void a_document_is_well_formed_svg_of_its_stated_size() throws Exception {
    String svg = ThresholdChart.of(SCORES, ANOMALOUS, OptionalDouble.of(5)).svg();
    assertThat(parsed(svg).getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 640 360");
  }

  @Test
  void few_equal_glaring_and_tiny_scores_are_drawn() throws Exception {
    double[][] sets = {{}, {2}, {-3, -3, -3}, {0, 1, 1e9}, {3e-7, 4e-7, 1.1e-6}};
    for (double[] scores : sets) {
      for (OptionalDouble threshold :
          new OptionalDouble[] {OptionalDouble.empty(), OptionalDouble.of(5e-7)}) {
        boolean[] anomalous = new boolean[scores.length];
        parsed(ThresholdChart.of(scores, threshold).svg());
        parsed(ThresholdChart.of(scores, anomalous, threshold).svg());
        Arrays.fill(anomalous, true);
        parsed(ThresholdChart.of(scores, anomalous, threshold).svg());
      }
    }
  }

  @Test
  void a_missing_label_is_refused() {
    assertThatThrownBy(() -> ThresholdChart.of(SCORES, new boolean[2], OptionalDouble.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 scores but 2 labels");
  }

  /** The first row with that many pixels of a color; -1 if there is none. */
  private static int row(BufferedImage image, Color color, IntPredicate enough) {
    return IntStream.range(0, BOTTOM)
        .filter(y -> enough.test(pixels(image, color, y)))
        .findFirst()
        .orElse(-1);
  }

  private static int lastRow(BufferedImage image, Color color) {
    return IntStream.range(0, BOTTOM).filter(y -> pixels(image, color, y) > 0).max().orElse(-1);
  }

  private static int pixels(BufferedImage image, Color color, int y) {
    return (int)
        IntStream.range(0, image.getWidth())
            .filter(x -> image.getRGB(x, y) == color.getRGB())
            .count();
  }
}
