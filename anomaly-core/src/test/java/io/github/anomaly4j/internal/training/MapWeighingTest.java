package io.github.anomaly4j.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.spi.Grid;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Damage of 8 x 8 cells on a fine map of 32 x 32; the coarse map has 8 x 8. */
class MapWeighingTest {
  private static final int SIDE = 32;
  private static final MapSpreads SPREADS =
      new MapSpreads(Map.of(Evidence.DETAIL, 1.0, Evidence.PATCH, 1.0), null);

  private static double weight(double fine, double coarse) {
    MapWeighing weighing = new MapWeighing(Set.of(Evidence.DETAIL, Evidence.PATCH), SPREADS);
    RandomGenerator random = RandomStreams.of(1);
    for (int image = 0; image < 12; image++) {
      int left = random.nextInt(3) * 8;
      int top = random.nextInt(3) * 8;
      float[] mask = new float[SIDE * SIDE];
      float[] details = new float[SIDE * SIDE];
      for (int i = 0; i < mask.length; i++) {
        boolean damaged = inside(i % SIDE, left) && inside(i / SIDE, top);
        mask[i] = damaged ? 1 : 0;
        details[i] = (float) ((damaged ? fine : 0) + random.nextGaussian());
      }
      float[] patches = new float[64];
      for (int i = 0; i < 64; i++) {
        boolean damaged = inside(i % 8 * 4, left) && inside(i / 8 * 4, top);
        patches[i] = (float) ((damaged ? coarse : 0) + random.nextGaussian());
      }
      weighing.add(
          Map.of(Evidence.DETAIL, reading(SIDE, details), Evidence.PATCH, reading(8, patches)),
          Mask.of(SIDE, SIDE, mask));
    }
    return weighing.best().coarser();
  }

  private static boolean inside(int at, int from) {
    return at >= from && at < from + 8;
  }

  private static Reading reading(int side, float[] values) {
    return Reading.of(EvidenceMap.of(Grid.even(side, side), values), 1);
  }

  @Test
  void where_the_fine_map_is_noise_the_coarse_one_counts_more() {
    assertThat(weight(0, 3)).isGreaterThan(1);
  }

  @Test
  void all_coarser_maps_count() {
    MapSpreads spreads =
        new MapSpreads(
            Map.of(Evidence.DETAIL, 1.0, Evidence.PATCH, 1.0, Evidence.BACKBONE, 1.0), null);
    MapWeighing weighing = new MapWeighing(spreads.spreads().keySet(), spreads);
    float[] details = new float[SIDE * SIDE];
    float[] mask = new float[SIDE * SIDE];
    float[] deep = new float[64];
    RandomGenerator random = RandomStreams.of(2);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = inside(i % SIDE, 8) && inside(i / SIDE, 16) ? 1 : 0;
      details[i] = 2 * (float) random.nextGaussian();
    }
    for (int i = 0; i < 64; i++) {
      deep[i] = inside(i % 8 * 4, 8) && inside(i / 8 * 4, 16) ? 3 : 0;
    }
    weighing.add(
        Map.of(
            Evidence.DETAIL, reading(SIDE, details),
            Evidence.PATCH, reading(8, new float[64]),
            Evidence.BACKBONE, reading(8, deep)),
        Mask.of(SIDE, SIDE, mask));
    assertThat(weighing.best().coarser()).isGreaterThan(1);
  }

  @Test
  void where_the_fine_map_tells_the_place_both_count_alike() {
    assertThat(weight(3, 0)).isEqualTo(1);
    assertThat(weight(3, 3)).isEqualTo(1);
  }

  @Test
  void without_any_damage_both_count_alike() {
    MapWeighing weighing = new MapWeighing(Set.of(Evidence.DETAIL, Evidence.PATCH), SPREADS);
    float[] none = new float[SIDE * SIDE];
    weighing.add(
        Map.of(Evidence.DETAIL, reading(SIDE, none), Evidence.PATCH, reading(8, new float[64])),
        Mask.of(SIDE, SIDE, none));
    assertThat(weighing.best().coarser()).isEqualTo(1);
  }
}
