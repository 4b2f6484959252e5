package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.detector.DetectionWarnings;
import io.github.anomaly4j.internal.detector.Inspection;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.score.Calibration;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.ScoreParts;
import io.github.anomaly4j.internal.score.Significance;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class DetectionTest {
  private static final int SIDE = 20;
  private static final double MAP_THRESHOLD = 1.5;
  private static final Image IMAGE = Image.filled(SIDE, SIDE, 0, 0, 1);
  private static final int BLUE = 0xff0000ff;

  private static final Significance SIGNIFICANCE = new Significance(0.02, 0.02, 0.004);

  /** Library and image count; details draw the map. */
  private static final Fusion FUSION =
      Fusion.of(
          Map.of(Evidence.PATCH, 3.0, Evidence.DETAIL, 0.0, Evidence.IMAGE, 1.0),
          Map.of(
              Evidence.PATCH, new Calibration(2, 0.5),
              Evidence.DETAIL, new Calibration(0, 1),
              Evidence.IMAGE, new Calibration(-1, 2)),
          new Calibration(0.7, 2.5),
          4);

  @Test
  void contributions_sum_to_the_deviation_and_the_score_is_recomputed_from_it() {
    for (double library : new double[] {-3, 0, 2, 4, 30}) {
      Detection detection = detection(library, 0.5, 1, i -> false, true);
      Detection.Summary summary = detection.summary();
      double sum = summary.contributions().values().stream().mapToDouble(Double::doubleValue).sum();
      assertThat(sum).isCloseTo(summary.deviation(), within(1e-9));
      double s = summary.severity();
      double d = Math.sqrt(1 + s * s);
      double z = sum * s / d;
      double ratio =
          z * z / 2
              + Math.log(2 * new NormalDistribution(null, 0, 1).cumulativeProbability(z))
              - Math.log(d);
      double asinh = Math.signum(ratio) * Math.log(Math.abs(ratio) + Math.hypot(ratio, 1));
      assertThat(summary.score()).as("library %s", library).isCloseTo(asinh, within(1e-5));
      assertThat(summary.anomalous()).isEqualTo(summary.deviation() > summary.thresholdDeviation());
    }
  }

  @Test
  void contributions_are_the_weighted_partial_scores_in_spreads_of_their_sum() {
    Detection detection = detection(4, 3, 1, i -> false, true);
    assertThat(detection.partialScores())
        .isEqualTo(Map.of("patch", 4.0, "detail", 9.0, "image", 2.0));
    assertThat(detection.contributions())
        .isEqualTo(Map.of("patch", 4 * 3 / 2.5, "image", 2 / 2.5, "usual", -0.7 / 2.5));
  }

  @Test
  void a_threshold_that_no_score_reaches_has_a_finite_deviation() {
    assertThat(detection(4, 3, 1e6, i -> false, true).summary().thresholdDeviation())
        .isFinite()
        .isGreaterThan(1e70);
    assertThat(detection(4, 3, -1e6, i -> false, true).summary().thresholdDeviation())
        .isFinite()
        .isLessThan(-1e70);
  }

  @Test
  void only_a_recognized_image_up_to_the_threshold_passes() {
    double score = detection(4, 3, 0, i -> false, true).score();
    Detection normal = detection(4, 3, score, i -> false, true);
    assertThat(normal.verdict()).isEqualTo(Detection.Verdict.NORMAL);
    assertThat(normal.passes()).isTrue();
    Detection anomalous = detection(4, 3, score - 0.1, i -> false, true);
    assertThat(anomalous.verdict()).isEqualTo(Detection.Verdict.ANOMALOUS);
    assertThat(anomalous.passes()).isFalse();
    for (double threshold : new double[] {score - 0.1, score + 0.1}) {
      Detection unknown = detection(4, 3, threshold, i -> false, false);
      assertThat(unknown.verdict()).isEqualTo(Detection.Verdict.UNKNOWN_PRODUCT);
      assertThat(unknown.passes()).isFalse();
    }
  }

  @Test
  void score_and_map_agree_or_a_warning_tells_both_numbers_and_the_place() {
    IntPredicate spot = i -> i == 7 * SIDE + 12;
    assertThat(detection(0, 0, 5, i -> false, true).warnings()).isEmpty();
    assertThat(detection(9, 9, 0, spot, true).warnings()).isEmpty();
    assertThat(detection(0, 0, 5, spot, true).warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.kind()).isEqualTo(Warning.Kind.MAP_ABOVE_NORMAL);
              assertThat(warning.message()).contains("(12, 7)", "3.00", "1.50", "5.00");
            });
    assertThat(detection(9, 9, 0, i -> false, true).warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.kind()).isEqualTo(Warning.Kind.MAP_CLEAR_ANOMALOUS);
              assertThat(warning.message()).contains("-1.00", "1.50", "highest");
            });
  }

  @Test
  void a_normal_image_without_a_place_above_the_maps_threshold_stays_clear() {
    // Every value is above the threshold of the score, -2.1, and none is above that of the map.
    Detection detection = detection(-9, -9, -2.1, i -> false, true);
    assertThat(detection.passes()).isTrue();
    assertThat(painted(detection.heatmap())).isEmpty();
  }

  @Test
  void a_place_above_the_maps_threshold_is_painted_whatever_the_verdict() {
    for (double threshold : new double[] {0, 5}) {
      BufferedImage image = detection(0, 0, threshold, i -> i == 42 || i == 43, true).heatmap();
      assertThat(painted(image)).contains(42, 43);
      assertThat(painted(image).stream().filter(i -> i != 42 && i != 43))
          .as("the contour")
          .containsExactly(21, 22, 23, 24, 41, 44, 61, 62, 63, 64)
          .allMatch(i -> image.getRGB(i % SIDE, i / SIDE) == 0xff8b0000);
      assertThat(image.getRGB(2, 2) >> 16 & 0xff).isGreaterThan(100);
      assertThat(image.getRGB(2, 2)).isNotEqualTo(0xff8b0000);
    }
  }

  @Test
  void an_image_that_is_anomalous_as_a_whole_shows_its_highest_places() {
    BufferedImage image = detection(9, 9, 0, i -> false, true).heatmap();
    assertThat(painted(image)).hasSize(SIDE * SIDE / 50).contains(399);
    assertThat(image.getRGB(19, 19) >> 16 & 0xff).isGreaterThan(100);
  }

  @Test
  void a_missed_image_is_not_blank_in_the_style_of_the_highest_places() {
    BufferedImage image = detection(0, 0, 5, i -> false, true).heatmap(HeatmapStyle.HIGHEST);
    assertThat(painted(image)).isNotEmpty().allMatch(i -> i >= 392);
    for (int i : painted(image)) {
      int rgb = image.getRGB(i % SIDE, i / SIDE);
      assertThat(rgb >> 16 & 0xff).as("no red: nothing is above the threshold").isZero();
      assertThat(rgb >> 8 & 0xff).isGreaterThan(100);
    }
  }

  @Test
  void without_evidence_that_tells_places_no_warning_and_no_heat_map_speaks_of_places() {
    float[] alike = new float[SIDE * SIDE];
    AnomalyMap map = new AnomalyMap(SIDE, SIDE, SIDE, SIDE, alike, false);
    Map<Evidence, Double> raw =
        Map.of(Evidence.PATCH, 2.0, Evidence.DETAIL, 9.0, Evidence.IMAGE, 9.0);
    for (double threshold : new double[] {-5, 0, 1e6}) {
      ScoreParts score = ScoreParts.of(FUSION, raw, threshold);
      List<Warning> warnings = DetectionWarnings.of(1, category(-1), score, map, Optional.empty());
      assertThat(warnings).isEmpty();
      assertThat(DetectionWarnings.of(1, category(1), score, map, Optional.empty())).isEmpty();
      Detection detection =
          new Detection(
              new Inspection(
                  IMAGE,
                  "part",
                  true,
                  score,
                  SIGNIFICANCE,
                  Appearance.of(IMAGE),
                  map,
                  Optional.empty(),
                  Optional.empty(),
                  0,
                  Optional.empty(),
                  Optional.empty(),
                  warnings));
      for (HeatmapStyle style : HeatmapStyle.values()) {
        assertThat(painted(detection.heatmap(style))).isEmpty();
      }
    }
  }

  @Test
  void a_summary_goes_through_jackson_and_comes_back() throws Exception {
    Detection detection = detection(0, 0, 5, i -> i == 3, true);
    JsonMapper json = JsonMapper.builder().build();
    String text = json.writeValueAsString(detection.summary());
    assertThat(json.readValue(text, Detection.Summary.class)).isEqualTo(detection.summary());
    JsonNode tree = json.readTree(text);
    assertThat(tree.get("verdict").asText()).isEqualTo("NORMAL");
    assertThat(tree.get("passes").asBoolean()).isTrue();
    assertThat(tree.get("category").asText()).isEqualTo("part");
    assertThat(tree.get("score").asDouble()).isEqualTo(detection.score());
    assertThat(tree.get("contributions").get("usual").asDouble()).isEqualTo(-0.7 / 2.5);
    assertThat(tree.get("warnings").get(0).get("kind").asText()).isEqualTo("MAP_ABOVE_NORMAL");
    assertThat(tree.get("highestX").asInt()).isEqualTo(3);
  }

  @Test
  void an_image_is_anomalous_at_the_rates_that_are_not_below_its_alarm_rate() {
    Detection detection = detection(0, 0, 5, i -> false, true);
    assertThat(detection.pValue()).isEqualTo(new Detection.PValue(0.02, 0.02));
    assertThat(detection.alarmRate()).isEqualTo(0.004);
    assertThat(detection.anomalousAt(0.004)).isTrue();
    assertThat(detection.anomalousAt(0.02)).isTrue();
    assertThat(detection.anomalousAt(0.0039)).isFalse();
    for (double rate : new double[] {0, 1, -1, Double.NaN}) {
      assertThatThrownBy(() -> detection.anomalousAt(rate))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(0, 1): " + rate);
    }
  }

  private static List<Integer> painted(BufferedImage image) {
    return IntStream.range(0, SIDE * SIDE)
        .filter(i -> image.getRGB(i % SIDE, i / SIDE) != BLUE)
        .boxed()
        .toList();
  }

  /**
   * @param library in its own spreads
   * @param image raw
   * @param spot where the map is 3, above its threshold; elsewhere it climbs from -2 to -1
   */
  private static Detection detection(
      double library, double image, double threshold, IntPredicate spot, boolean recognized) {
    Map<Evidence, Double> raw =
        Map.of(Evidence.PATCH, 2 + library / 2, Evidence.DETAIL, 9.0, Evidence.IMAGE, image);
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = spot.test(i) ? 3 : -2 + i / (values.length - 1f);
    }
    AnomalyMap map = new AnomalyMap(SIDE, SIDE, SIDE, SIDE, values);
    ScoreParts score = ScoreParts.of(FUSION, raw, threshold);
    return new Detection(
        new Inspection(
            IMAGE,
            "part",
            recognized,
            score,
            SIGNIFICANCE,
            Appearance.of(IMAGE),
            map,
            Optional.empty(),
            Optional.empty(),
            MAP_THRESHOLD,
            Optional.empty(),
            Optional.empty(),
            DetectionWarnings.of(1, category(MAP_THRESHOLD), score, map, Optional.empty())));
  }

  private static CategoryModel category(double mapThreshold) {
    return new CategoryModel(
        "part",
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        MapSpreads.NONE,
        FUSION,
        Optional.empty(),
        new Poses(false),
        new NormalImages(List.of(), List.of(), 1, List.of(), List.of()),
        0,
        mapThreshold,
        new CategoryModel.Found(true, true),
        Optional.empty(),
        Optional.empty());
  }
}
