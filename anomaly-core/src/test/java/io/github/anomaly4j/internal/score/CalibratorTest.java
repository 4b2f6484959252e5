package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Doubles;
import io.github.anomaly4j.Reference;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.score.Calibrator.HeldOut;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibratorTest {
  private static final Calibration ONE = new Calibration(0, 1);
  private static final Map<Evidence, Double> WEIGHTS = weights();

  private static Map<Evidence, Double> weights() {
    Map<Evidence, Double> weights = new TreeMap<>(same(0));
    weights.putAll(Evidence.waveletWeights());
    return weights;
  }

  @Test
  void every_kind_is_zero_at_the_median_of_the_categorys_normal_images() {
    Random random = new Random(1);
    List<HeldOut> heldOut =
        List.of(category(random, 21, 5, 1, 20), category(random, 21, -3, 0.1, 0));
    List<Fusion> fusions = fusions(heldOut);
    for (int i = 0; i < 2; i++) {
      for (Evidence kind : Evidence.values()) {
        double[] scores = new double[21];
        for (int image = 0; image < 21; image++) {
          scores[image] = fusions.get(i).calibrated(heldOut.get(i).normal().get(image)).get(kind);
        }
        Arrays.sort(scores);
        assertThat(scores[10]).isCloseTo(0, within(1e-9));
      }
    }
  }

  @Test
  void a_score_is_held_out_by_the_scale_of_the_other_images_to_the_bit() {
    Random random = new Random(9);
    List<double[]> scores = new ArrayList<>();
    for (int count = 2; count <= 13; count++) {
      // Of rounded numbers, many are equal, and zeros have both signs.
      scores.add(random.doubles(count, -3, 3).map(Math::rint).toArray());
      scores.add(random.doubles(count, -3, 3).toArray());
    }
    double usual = Calibrator.usualSpread(scores);
    List<Double> expected = new ArrayList<>();
    for (double[] own : scores) {
      Calibration all = Calibration.of(own, Calibrator.drawn(own, usual));
      for (int image = 0; image < own.length; image++) {
        List<Double> left = new ArrayList<>(Doubles.asList(own));
        left.remove(image);
        double[] others = Doubles.toArray(left);
        Calibration without = Calibration.of(others, Calibrator.drawn(others, usual));
        expected.add(all.raw(without.apply(own[image])));
      }
    }
    assertThat(Calibrator.heldOut(scores)).containsExactly(Doubles.toArray(expected));
  }

  @Test
  void damaged_images_score_above_zero_and_usual_ones_below_whatever_the_raw_scale() {
    Random random = new Random(2);
    for (double unit : new double[] {0.1, 1, 1e4}) {
      HeldOut heldOut = category(random, 30, 7 * unit, unit, 17 * unit);
      Fusion fusion = fusions(List.of(heldOut)).get(0);
      assertThat(fusion.scoreAt(1)).isNegative();
      assertThat(fusion.scoreAt(0)).isLessThan(fusion.scoreAt(1));
      assertThat(heldOut.damaged()).allSatisfy(raw -> assertThat(fusion.score(raw)).isPositive());
    }
  }

  @Test
  void a_category_where_damage_stands_out_less_gets_lower_scores_for_it() {
    Random random = new Random(3);
    HeldOut clear = category(random, 30, 0, 1, 20);
    HeldOut faint = category(random, 30, 0, 1, 2);
    List<Fusion> fusions = fusions(List.of(clear, faint));
    assertThat(fusions.get(0).score(same(20))).isGreaterThan(fusions.get(1).score(same(2)));
    assertThat(fusions.get(0).score(same(0))).isLessThan(fusions.get(1).score(same(0)));
  }

  @Test
  void the_score_rises_with_every_kind_of_evidence_that_counts() {
    Fusion fusion = fusions(List.of(category(new Random(4), 10, 0, 1, 5))).get(0);
    for (Evidence kind : Evidence.values()) {
      if (WEIGHTS.get(kind) == 0) {
        continue;
      }
      Map<Evidence, Double> raw = new TreeMap<>(same(0));
      double before = fusion.score(raw);
      for (double value : new double[] {0.1, 1, 10, 1e3, 1e6}) {
        raw.put(kind, value);
        assertThat(fusion.score(raw)).as(kind.key()).isFinite().isGreaterThan(before);
        before = fusion.score(raw);
      }
    }
  }

  @Test
  void images_that_all_score_alike_give_finite_scores() {
    HeldOut alike = new HeldOut(List.of(same(1), same(1)), List.of(same(1)));
    Fusion fusion = fusions(List.of(alike)).get(0);
    assertThat(fusion.score(same(1))).isFinite();
    assertThat(fusion.score(same(2))).isFinite().isGreaterThan(fusion.score(same(1)));
  }

  @Test
  void damage_that_scores_below_normal_does_not_turn_the_order_round() {
    Fusion fusion = fusions(List.of(category(new Random(5), 30, 0, 1, -9))).get(0);
    assertThat(fusion.score(same(5))).isGreaterThan(fusion.score(same(0)));
  }

  @Test
  void a_detector_without_a_mask_output_is_fused_from_the_rest() {
    HeldOut all = category(new Random(6), 10, 0, 1, 5);
    HeldOut two = new HeldOut(withoutMask(all.normal()), withoutMask(all.damaged()));
    Fusion fusion = fusions(List.of(two)).get(0);
    assertThat(fusion.evidence().keySet())
        .doesNotContain(Evidence.MASK)
        .hasSize(Evidence.values().size() - 1);
    assertThat(fusion.score(withoutMask(List.of(same(5))).get(0))).isFinite();
  }

  @Test
  void a_constant_map_is_fused_to_the_score_of_its_value() {
    Fusion fusion = fusions(List.of(category(new Random(7), 10, 0, 1, 5))).get(0);
    Map<Evidence, EvidenceMap> maps = new TreeMap<>();
    boolean[] four = {true, true, true, true};
    maps.put(
        Evidence.PATCH, new EvidenceMap(Grid.even(1, 1), new float[] {3}, new boolean[] {true}));
    maps.put(Evidence.MASK, new EvidenceMap(Grid.even(2, 2), new float[] {2, 2, 2, 2}, four));
    maps.put(
        Evidence.RECONSTRUCTION, new EvidenceMap(Grid.even(2, 2), new float[] {1, 1, 1, 1}, four));
    // What has no map counts as it does in a usual image.
    double usual = fusion.evidence().get(Evidence.IMAGE).location();
    Map<Evidence, Double> raw = new TreeMap<>(same(0));
    raw.putAll(
        Map.of(
            Evidence.PATCH, 3.0,
            Evidence.IMAGE, usual,
            Evidence.MASK, 2.0,
            Evidence.RECONSTRUCTION, 1.0));
    double score = fusion.score(raw);
    EvidenceMap fused = fusion.map(maps, Grid.even(2, 2));
    for (float value : fused.values()) {
      assertThat((double) value).isCloseTo(score, within(1e-5));
    }
  }

  @Test
  void weights_that_no_sum_can_be_made_of_are_refused() {
    Map<Evidence, Calibration> scales = Map.of(Evidence.PATCH, ONE);
    for (double weight : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Fusion.of(Map.of(Evidence.PATCH, weight), scales, ONE, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("patch");
    }
  }

  @Test
  void details_draw_the_map_in_the_place_of_the_library() {
    Map<Evidence, Double> weights = Map.of(Evidence.PATCH, 2.0, Evidence.DETAIL, 0.0);
    Map<Evidence, Calibration> scales = Map.of(Evidence.PATCH, ONE, Evidence.DETAIL, ONE);
    Fusion fusion = Fusion.of(weights, scales, ONE, 3);
    boolean[] one = {true};
    EvidenceMap library = new EvidenceMap(Grid.even(1, 1), new float[] {5}, one);
    EvidenceMap detail = new EvidenceMap(Grid.even(1, 1), new float[] {0.75f}, one);
    float both =
        fusion.map(Map.of(Evidence.PATCH, library, Evidence.DETAIL, detail), Grid.even(1, 1))
            .values()[0];
    assertThat((double) both).isCloseTo(fusion.scoreAt(1.5), within(1e-6));
    float alone = fusion.map(Map.of(Evidence.PATCH, library), Grid.even(1, 1)).values()[0];
    assertThat((double) alone).isCloseTo(fusion.scoreAt(10), within(1e-6));
    assertThat(fusion.score(Map.of(Evidence.PATCH, 1.0, Evidence.DETAIL, 9.0)))
        .isCloseTo(fusion.scoreAt(2), within(1e-6));
  }

  @Test
  void the_score_at_an_images_place_among_normal_ones_is_its_score() {
    Random random = new Random(8);
    HeldOut heldOut = category(random, 15, 2, 1, 6);
    Fusion fusion = fusions(List.of(heldOut)).get(0);
    for (Map<Evidence, Double> raw : heldOut.damaged()) {
      assertThat(fusion.scoreAt(fusion.normalScore(raw)))
          .isCloseTo(fusion.score(raw), within(1e-9));
    }
    double[] places = heldOut.normal().stream().mapToDouble(fusion::normalScore).sorted().toArray();
    assertThat(places[7]).isCloseTo(0, within(1e-9));
  }

  @Test
  void the_score_is_the_log_likelihood_ratio_of_a_skew_normal_to_a_normal_distribution() {
    Fusion fusion = Fusion.of(Map.of(Evidence.PATCH, 1.0), Map.of(Evidence.PATCH, ONE), ONE, 3);
    for (double x : new double[] {-8, -2, -0.5, 0, 0.3, 1, 2.5, 7}) {
      // The density of normal noise plus a half-normal amount, summed numerically.
      double damaged = 0;
      double step = 1e-3;
      for (double amount = step / 2; amount < 30; amount += step) {
        damaged += step * 2 * density(amount / 3) / 3 * density(x - amount);
      }
      double ratio = Math.log(damaged / density(x));
      assertThat(Math.sinh(fusion.scoreAt(x))).as("at %s", x).isCloseTo(ratio, within(2e-4));
    }
  }

  @Test
  void the_score_is_the_one_by_the_skew_normal_distribution_of_scipy() {
    for (Reference ratios : Reference.cases("fusion")) {
      Fusion fusion =
          Fusion.of(
              Map.of(Evidence.PATCH, 1.0),
              Map.of(Evidence.PATCH, ONE),
              ONE,
              ratios.number("severity"));
      double[] places = ratios.numbers("places");
      double[] scores = ratios.numbers("scores");
      for (int i = 0; i < places.length; i++) {
        assertThat(fusion.scoreAt(places[i]))
            .as("at %s", places[i])
            .isCloseTo(scores[i], within(1e-6));
      }
    }
  }

  @Test
  void the_logarithm_of_the_scaled_error_function_is_that_of_scipy() {
    for (Reference values : Reference.cases("erfc")) {
      double[] x = values.numbers("x");
      double[] expected = values.numbers("value");
      for (int i = 0; i < x.length; i++) {
        assertThat(NormalTail.logScaledErfc(x[i]))
            .as("at %s", x[i])
            .isCloseTo(expected[i], within(2e-7));
      }
    }
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  @Test
  void an_image_that_is_unusually_near_the_others_changes_no_scale() {
    Random random = new Random(9);
    HeldOut heldOut = category(random, 30, 0, 1, 5);
    double before = fusions(List.of(heldOut)).get(0).normal().scale();
    List<Map<Evidence, Double>> normal = new ArrayList<>(heldOut.normal());
    normal.add(same(-50));
    double after = fusions(List.of(new HeldOut(normal, heldOut.damaged()))).get(0).normal().scale();
    assertThat(after).isCloseTo(before, within(0.1 * before));
  }

  @Test
  void few_images_draw_a_spread_towards_what_is_usual_and_many_do_not() {
    Random random = new Random(10);
    HeldOut usual = category(random, 400, 0, 1, 5);
    HeldOut few = category(random, 4, 0, 0.3, 5);
    HeldOut many = category(random, 400, 0, 0.3, 5);
    List<Fusion> fusions = fusions(List.of(usual, usual, usual, few, many));
    double ordinary = fusions.get(0).normal().scale();
    assertThat(fusions.get(3).normal().scale()).isBetween(0.7 * ordinary, ordinary);
    assertThat(fusions.get(4).normal().scale()).isLessThan(0.4 * ordinary);
  }

  @Test
  void one_more_category_is_calibrated_by_the_scales_of_the_others() {
    HeldOut known = category(new Random(11), 30, 0, 1, 5);
    Fusion fusion = fusions(List.of(known)).get(0);
    // The same category, nine higher in every kind of evidence.
    HeldOut raised = new HeldOut(raised(known.normal()), raised(known.damaged()));
    Fusion more = Calibrator.fit(raised, List.of(fusion)).fusion();
    assertThat(more.evidence().get(Evidence.PATCH).location())
        .isCloseTo(9 + fusion.evidence().get(Evidence.PATCH).location(), within(1e-9));
    assertThat(more.severity()).isCloseTo(fusion.severity(), within(1e-9));
    for (int i = 0; i < 30; i++) {
      assertThat(more.score(raised.normal().get(i)))
          .isCloseTo(fusion.score(known.normal().get(i)), within(1e-9));
    }
  }

  @Test
  void one_more_category_may_lack_a_kind_in_some_images() {
    HeldOut known = category(new Random(12), 30, 0, 1, 5);
    Fusion fusion = fusions(List.of(known)).get(0);
    List<Map<Evidence, Double>> normal = new ArrayList<>(known.normal());
    normal.set(29, withoutMask(List.of(normal.get(29))).get(0));
    double[] masks =
        normal.subList(0, 29).stream().mapToDouble(raw -> raw.get(Evidence.MASK)).toArray();
    Fusion more = Calibrator.fit(new HeldOut(normal, known.damaged()), List.of(fusion)).fusion();
    assertThat(more.evidence().get(Evidence.MASK).location())
        .isEqualTo(Calibration.of(masks, 1).location());
  }

  @Test
  void what_the_light_does_to_normal_and_damaged_scores_is_taken_off() {
    Random random = new Random(13);
    List<Map<Evidence, Double>> normal = new ArrayList<>();
    List<Map<Evidence, Double>> damaged = new ArrayList<>();
    List<float[]> normalLooks = new ArrayList<>();
    List<float[]> damagedLooks = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double light = random.nextGaussian();
      normal.add(same(5 * light + 0.2 * random.nextGaussian()));
      normalLooks.add(new float[] {(float) light});
      // Bright images with damage that does not show.
      damaged.add(same(10));
      damagedLooks.add(new float[] {2});
    }
    HeldOut plain = new HeldOut(normal, damaged);
    HeldOut described =
        new HeldOut(
            normal,
            damaged,
            Optional.of(new ExpectedScore.Described(Evidence.PATCH, normalLooks, damagedLooks)),
            Optional.empty());
    Fusion without = fusions(List.of(plain)).get(0);
    Calibrator.Calibrated with = Calibrator.fit(List.of(described), WEIGHTS).get(0);
    assertThat(without.severity()).isGreaterThan(1.5);
    assertThat(with.fusion().normal().scale()).isLessThan(0.3 * without.normal().scale());
    // A bright normal image is usual for its light, and far from usual without it.
    int bright = brightest(normalLooks);
    assertThat(with.fusion(bright).normalScore(normal.get(bright)))
        .isLessThan(0.3 * with.fusion().normalScore(normal.get(bright)));
    // The light explains most of the damaged ones' scores too.
    assertThat(with.fusion().severity() * with.fusion().normal().scale())
        .isLessThan(0.5 * without.severity() * without.normal().scale());
  }

  @Test
  void no_evidence_is_refused() {
    assertThatThrownBy(() -> Fusion.of(Map.of(), Map.of(), ONE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no evidence");
  }

  private static List<Map<Evidence, Double>> withoutMask(List<Map<Evidence, Double>> scores) {
    List<Map<Evidence, Double>> rest = new ArrayList<>();
    for (Map<Evidence, Double> raw : scores) {
      Map<Evidence, Double> copy = new TreeMap<>(raw);
      copy.remove(Evidence.MASK);
      rest.add(copy);
    }
    return rest;
  }

  private static int brightest(List<float[]> looks) {
    return IntStream.range(0, looks.size())
        .boxed()
        .max(Comparator.comparing(image -> looks.get(image)[0]))
        .orElseThrow();
  }

  private static List<Map<Evidence, Double>> raised(List<Map<Evidence, Double>> scores) {
    List<Map<Evidence, Double>> raised = new ArrayList<>();
    for (Map<Evidence, Double> raw : scores) {
      Map<Evidence, Double> copy = new TreeMap<>(raw);
      copy.replaceAll((kind, score) -> score + 9);
      raised.add(copy);
    }
    return raised;
  }

  private static List<Fusion> fusions(List<HeldOut> categories) {
    return Calibrator.fit(categories, WEIGHTS).stream().map(Calibrator.Calibrated::fusion).toList();
  }

  private static HeldOut category(
      Random random, int count, double location, double spread, double damage) {
    List<Map<Evidence, Double>> normal = new ArrayList<>();
    List<Map<Evidence, Double>> damaged = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      normal.add(draw(random, location, spread));
      damaged.add(draw(random, location + damage, spread));
    }
    return new HeldOut(normal, damaged);
  }

  private static Map<Evidence, Double> draw(Random random, double location, double spread) {
    Map<Evidence, Double> raw = new TreeMap<>();
    for (Evidence kind : Evidence.values()) {
      raw.put(kind, location + spread * Math.max(-3, Math.min(3, random.nextGaussian())));
    }
    return raw;
  }

  private static Map<Evidence, Double> same(double value) {
    Map<Evidence, Double> raw = new TreeMap<>();
    for (Evidence kind : Evidence.values()) {
      raw.put(kind, value);
    }
    return raw;
  }
}
