package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Doubles;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The way from raw scores to an image's score, there and back. */
class ScorePropertiesTest {
  private static final Map<Evidence, Double> WEIGHTS =
      Map.of(Evidence.PATCH, 1.5, Evidence.IMAGE, 0.5, Evidence.DETAIL, 0.0);
  private static final Map<Evidence, Calibration> SCALES =
      Map.of(
          Evidence.PATCH, new Calibration(3, 2),
          Evidence.IMAGE, new Calibration(-1, 0.1),
          Evidence.DETAIL, new Calibration(0, 1));

  private static Fusion fusion(double location, double scale, double severity) {
    return Fusion.of(WEIGHTS, SCALES, new Calibration(location, scale), severity);
  }

  @Property
  void a_higher_place_among_normal_images_never_scores_lower_and_is_found_again(
      @ForAll @DoubleRange(min = 1, max = 30) double severity,
      @ForAll @DoubleRange(min = -20, max = 200) double place,
      @ForAll @DoubleRange(min = 0, max = 50) double more) {
    Fusion fusion = fusion(0, 1, severity);
    assertThat(fusion.scoreAt(place + more)).isGreaterThan(fusion.scoreAt(place) - 1e-7);
    assertThat(fusion.normalScoreAt(fusion.scoreAt(place)))
        .isCloseTo(place, within(1e-6 * (1 + Math.abs(place))));
  }

  @Property
  void the_contributions_less_the_usual_are_the_place_among_normal_images(
      @ForAll @DoubleRange(min = -9, max = 9) double patch,
      @ForAll @DoubleRange(min = -9, max = 9) double image,
      @ForAll @DoubleRange(min = -5, max = 5) double location,
      @ForAll @DoubleRange(min = 0.1, max = 9) double scale) {
    Fusion fusion = fusion(location, scale, 3);
    Map<Evidence, Double> raw = Map.of(Evidence.PATCH, patch, Evidence.IMAGE, image);
    double sum = 1.5 * (patch - 3) / 2 + 0.5 * (image + 1) / 0.1;
    double place = (sum - location) / scale;
    assertThat(fusion.calibrated(raw).get(Evidence.PATCH)).isEqualTo((patch - 3) / 2);
    assertThat(fusion.normalScore(raw)).isCloseTo(place, within(1e-9 * (1 + Math.abs(place))));
    Map<Evidence, Double> contributions = fusion.contributions(raw);
    assertThat(contributions).containsOnlyKeys(Evidence.PATCH, Evidence.IMAGE);
    double all = contributions.values().stream().mapToDouble(own -> own).sum();
    assertThat(all - fusion.usual()).isCloseTo(place, within(1e-9 * (1 + Math.abs(all))));
    assertThat(fusion.score(raw)).isEqualTo(fusion.scoreAt(fusion.normalScore(raw)));
    ScoreParts parts = ScoreParts.of(fusion, raw, 2);
    assertThat(parts.contributions().values().stream().mapToDouble(own -> own).sum())
        .isCloseTo(parts.deviation(), within(1e-9 * (1 + Math.abs(all))));
    assertThat(parts.score()).isEqualTo(fusion.score(raw));
    assertThat(parts.anomalous()).isEqualTo(parts.score() > 2);
  }

  @Property
  void what_is_expected_of_an_image_is_taken_off(
      @ForAll @DoubleRange(min = -9, max = 9) double patch,
      @ForAll @DoubleRange(min = -9, max = 9) double more) {
    Map<Evidence, Double> raw = Map.of(Evidence.PATCH, patch, Evidence.IMAGE, 0.0);
    Fusion fusion = fusion(1, 2, 3);
    assertThat(fusion.expecting(more).normalScore(raw))
        .isCloseTo(fusion.normalScore(raw) - more / 2, within(1e-9));
  }

  @Property(tries = 100)
  void the_coarse_map_is_the_map_without_details_on_the_scale_of_the_map(
      @ForAll @Size(4) List<@DoubleRange(min = -9, max = 9) Double> patch,
      @ForAll @DoubleRange(min = -2, max = 2) double location,
      @ForAll @DoubleRange(min = 0.2, max = 3) double factor) {
    Map<Evidence, EvidenceMap> maps =
        Map.of(
            Evidence.PATCH, map(patch),
            Evidence.DETAIL, map(List.of(1.0, 2.0, 3.0, 4.0)));
    Fusion fine = fusion(1, 2, 3);
    Calibration scale = new Calibration(location, factor);
    assertThat(fine.coarseMap(maps)).isEmpty();
    EvidenceMap coarse = fine.withCoarse(scale).coarseMap(maps).orElseThrow();
    for (int i = 0; i < 4; i++) {
      double place = (1.5 * (patch.get(i).floatValue() - 3) / 2 - 1) / 2;
      assertThat((double) coarse.values()[i])
          .isCloseTo(fine.scoreAt((place - location) / factor), within(1e-5));
    }
  }

  private static EvidenceMap map(List<Double> values) {
    float[] floats = new float[4];
    for (int i = 0; i < 4; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return EvidenceMap.of(Grid.even(2, 2), floats);
  }

  @Property
  void calibration_moves_and_stretches_with_the_scores_and_has_an_inverse(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = -9, max = 9) Double> scores,
      @ForAll @DoubleRange(min = -50, max = 50) double shift,
      @ForAll @DoubleRange(min = 0.1, max = 20) double stretch) {
    double[] own = Doubles.toArray(scores);
    double[] moved = Arrays.stream(own).map(score -> stretch * score + shift).toArray();
    assertThat(Calibration.spread(moved))
        .isCloseTo(stretch * Calibration.spread(own), within(1e-8));
    Calibration calibration = Calibration.of(own, 2);
    Calibration other = Calibration.of(moved, 2 * stretch);
    assertThat(other.apply(stretch * 1.5 + shift)).isCloseTo(calibration.apply(1.5), within(1e-8));
    assertThat(calibration.raw(calibration.apply(7))).isCloseTo(7, within(1e-9));
    long above = Arrays.stream(own).filter(score -> calibration.apply(score) > 1e-12).count();
    assertThat(2 * above).isLessThanOrEqualTo(own.length);
  }

  @Property
  void a_categorys_scale_lies_between_its_own_spread_and_the_usual_one(
      @ForAll @Size(min = 2, max = 6)
          List<@Size(min = 2, max = 30) List<@DoubleRange(min = -9, max = 9) Double>> categories) {
    List<double[]> scores = categories.stream().map(Doubles::toArray).toList();
    double usual = Calibrator.usualSpread(scores);
    List<Calibration> scales = Calibrator.scales(scores);
    for (int i = 0; i < scores.size(); i++) {
      double own = Calibration.spread(scores.get(i));
      int images = scores.get(i).length;
      double expected = Math.sqrt((images * own * own + 10 * usual * usual) / (images + 10));
      assertThat(scales.get(i)).isEqualTo(Calibration.of(scores.get(i), expected));
      assertThat(expected).isBetween(Math.min(own, usual) - 1e-12, Math.max(own, usual) + 1e-12);
    }
  }

  @Property(tries = 100)
  void tiles_go_back_to_their_images_and_the_usual_number_of_them_keeps_its_highest(
      @ForAll @IntRange(min = 2, max = 9) int images,
      @ForAll @IntRange(min = 1, max = 9) int each,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Integer> of = new ArrayList<>();
    IntStream.range(0, images * each).forEach(i -> of.add(i % images));
    double[] tiles = random.doubles(images * each).toArray();
    TileBlocks blocks = new TileBlocks(of, List.of(), each);
    List<double[]> split = blocks.split(tiles);
    assertThat(split).hasSize(images);
    double[] highest = blocks.highest(tiles);
    for (int image = 0; image < images; image++) {
      int number = image;
      double[] own =
          IntStream.range(0, tiles.length)
              .filter(i -> of.get(i) == number)
              .mapToDouble(i -> tiles[i])
              .toArray();
      assertThat(split.get(image)).containsExactly(own);
      assertThat(highest[image]).isEqualTo(Doubles.max(own));
    }
    assertThat(blocks.maxima(tiles)).isEqualTo(BlockMaxima.fit(split, each));
    assertThatThrownBy(() -> blocks.split(new double[1 + tiles.length]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void a_score_that_is_no_number_is_an_error_that_names_the_image() {
    Map<Evidence, Double> raw = Map.of(Evidence.PATCH, Double.NaN, Evidence.IMAGE, 0.0);
    ScoreParts parts = ScoreParts.of(fusion(0, 1, 3), raw, 2);
    assertThatThrownBy(() -> parts.requireNumbers("part.png", "washer"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("part.png")
        .hasMessageContaining("washer");
  }
}
