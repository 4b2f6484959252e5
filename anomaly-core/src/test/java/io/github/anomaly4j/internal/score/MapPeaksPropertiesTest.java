package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.spi.Grid;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class MapPeaksPropertiesTest {

  /** Brute force: the fused map itself, whose values are the scores of its places. */
  @Property(tries = 100)
  void the_highest_place_is_that_of_the_fused_map_whatever_the_scales(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 3) double mask,
      @ForAll @DoubleRange(min = 0, max = 3) double gradient,
      @ForAll @IntRange(min = 1, max = 12) int side) {
    Random random = new Random(seed);
    Map<Evidence, Double> weights =
        new TreeMap<>(
            Map.of(
                Evidence.PATCH, 1.0,
                Evidence.DETAIL, 0.0,
                Evidence.IMAGE, 1.0,
                Evidence.MASK, mask,
                Evidence.GRADIENT, gradient));
    Map<Evidence, EvidenceMap> maps = new TreeMap<>();
    Map<Evidence, Calibration> scales = new TreeMap<>();
    for (Evidence kind : weights.keySet()) {
      scales.put(
          kind, new Calibration(random.nextGaussian(), 0.1 + Math.abs(random.nextGaussian())));
      if (kind != Evidence.IMAGE) {
        maps.put(kind, map(random, side));
      }
    }
    Fusion fusion = Fusion.of(weights, scales, new Calibration(0.5, 2), 3);
    EvidenceMap fused = fusion.map(maps, Grid.even(side, side));
    double brute =
        DoubleStream.iterate(0, i -> i < side * side, i -> i + 1)
            .map(i -> fused.values()[(int) i])
            .max()
            .orElseThrow();
    MapPeaks peaks = MapPeaks.of(maps, weights);
    assertThat(fusion.scoreAt(fusion.highest(peaks))).isCloseTo(brute, within(1e-4));
    assertThat(peaks.places()).hasSizeLessThanOrEqualTo(side * side);
  }

  @Property(tries = 20)
  void of_one_map_that_counts_one_place_is_kept(@ForAll long seed) {
    MapPeaks peaks =
        MapPeaks.of(
            Map.of(Evidence.DETAIL, map(new Random(seed), 9)),
            Map.of(Evidence.DETAIL, 0.0, Evidence.PATCH, 1.0));
    assertThat(peaks.kinds()).isEqualTo(List.of(Evidence.DETAIL));
    assertThat(peaks.places()).hasSize(1);
  }

  @Property(tries = 20)
  void what_lies_in_the_frames_margins_is_no_peak(@ForAll long seed) {
    Random random = new Random(seed);
    float[] values = map(random, 8).values();
    boolean[] scored = new boolean[64];
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 16; i < 48; i++) {
      scored[i] = true;
      highest = Math.max(highest, values[i]);
    }
    MapPeaks peaks =
        MapPeaks.of(
            Map.of(Evidence.PATCH, new EvidenceMap(Grid.even(8, 8), values, scored)),
            Map.of(Evidence.PATCH, 1.0));
    assertThat(peaks.places().get(0)[0]).isEqualTo(highest);
  }

  private static EvidenceMap map(Random random, int side) {
    float[] values = new float[side * side];
    boolean[] scored = new boolean[side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
      scored[i] = true;
    }
    return new EvidenceMap(Grid.even(side, side), values, scored);
  }
}
