package io.github.anomaly4j.internal.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.spi.Grid;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MapSpreadsTest {
  private static EvidenceMap map(float... values) {
    return EvidenceMap.of(Grid.even(1, values.length), values);
  }

  @Test
  void a_map_that_varies_ten_times_as_much_counts_as_much_as_the_others() {
    MapSpreads.Sample sample = new MapSpreads.Sample();
    sample.add(Map.of(Evidence.DETAIL, map(1, 3), Evidence.PATCH, map(10, 30)));
    MapSpreads spreads = sample.spreads();
    assertThat(spreads.spreads().get(Evidence.PATCH)).isCloseTo(10, within(1e-9));

    Map<Evidence, Reading> readings =
        EvidenceKinds.read(
            Set.of(Evidence.DETAIL),
            kind -> Reading.of(kind.equals(Evidence.DETAIL) ? map(1, 3) : map(10, 30), 1),
            spreads);
    assertThat(readings.get(Evidence.DETAIL).map().orElseThrow().values()).containsExactly(2, 6);
    assertThat(
            EvidenceKinds.read(
                    Set.of(Evidence.DETAIL), kind -> Reading.of(map(1, 3), 1), MapSpreads.NONE)
                .get(Evidence.DETAIL)
                .map()
                .orElseThrow()
                .values())
        .containsExactly(2, 6);
  }

  @Test
  void of_two_coarser_maps_the_mean_is_added() {
    MapSpreads spreads =
        new MapSpreads(Map.of(Evidence.DETAIL, 1.0, Evidence.PATCH, 10.0, Evidence.BACKBONE, 0.1));
    Map<Evidence, EvidenceMap> maps =
        Map.of(
            Evidence.DETAIL,
            map(1, 3),
            Evidence.PATCH,
            map(10, 30),
            Evidence.BACKBONE,
            map(0.5f, 0));
    Map<Evidence, Reading> readings =
        EvidenceKinds.read(maps.keySet(), kind -> Reading.of(maps.get(kind), 1), spreads);
    assertThat(readings.get(Evidence.DETAIL).map().orElseThrow().values())
        .containsExactly(1 + (1 + 5) / 2f, 3 + (3 + 0) / 2f);
  }

  @Test
  void maps_that_do_not_vary_and_files_that_say_so_are_no_division_by_zero() {
    MapSpreads.Sample sample = new MapSpreads.Sample();
    sample.add(Map.of(Evidence.DETAIL, map(1, 1)));
    assertThat(sample.spreads().spreads().get(Evidence.DETAIL)).isPositive();
    assertThatThrownBy(() -> new MapSpreads(Map.of(Evidence.DETAIL, 0.0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MapSpreads(Map.of(Evidence.DETAIL, Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
