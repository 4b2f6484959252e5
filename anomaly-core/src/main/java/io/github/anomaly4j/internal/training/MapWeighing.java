package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.metric.Aupro;
import io.github.anomaly4j.metric.PixelScores;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds how strongly a category's coarser maps count beside the fine one: as strongly as synthetic
 * damage is found best (AUPRO; Bergmann et al. 2021). Where the fine map is noise, as on metal that
 * is never twice the same, the coarser ones tell the place. Not thread safe.
 */
final class MapWeighing {
  /** The first is the usual one, chosen on drawn products. */
  private static final double[] WEIGHTS = {1, 2, 4};

  /** Synthetic damage is not like defects: less than this is no reason for another weight. */
  private static final double WORTH = 0.05;

  private final MapSpreads spreads;
  private final Optional<Evidence> fine;
  private final List<PixelScores> found = new ArrayList<>();

  /**
   * @param added the kinds whose maps are added
   */
  MapWeighing(Set<Evidence> added, MapSpreads spreads) {
    this.spreads = spreads;
    this.fine =
        added.stream().filter(kind -> !EvidenceKinds.of(kind).refines().isEmpty()).findFirst();
    for (int i = 0; i < WEIGHTS.length; i++) {
      found.add(new PixelScores());
    }
  }

  /**
   * Adds a damaged image.
   *
   * @param alone the readings of the kinds, not added yet
   */
  void add(Map<Evidence, Reading> alone, Mask damage) {
    Evidence kind = fine.orElseThrow();
    Grid grid = alone.get(kind).map().orElseThrow().grid();
    boolean[] damaged = on(grid, damage);
    for (int i = 0; i < WEIGHTS.length; i++) {
      EvidenceMap map =
          EvidenceKinds.read(alone.keySet(), alone::get, spreads.withCoarser(WEIGHTS[i]))
              .get(kind)
              .map()
              .orElseThrow();
      found.get(i).add(map.columns(), map.rows(), withoutRest(map, damaged), damaged);
    }
  }

  /** Where nothing is scored, nothing is found and nothing is damaged. */
  private static float[] withoutRest(EvidenceMap map, boolean[] damaged) {
    float[] values = map.values().clone();
    float lowest = Float.MAX_VALUE;
    for (int i = 0; i < values.length; i++) {
      lowest = map.scored()[i] ? Math.min(lowest, values[i]) : lowest;
    }
    for (int i = 0; i < values.length; i++) {
      if (!map.scored()[i]) {
        values[i] = lowest;
        damaged[i] = false;
      }
    }
    return values;
  }

  /** The cells in whose middle there is damage. */
  private static boolean[] on(Grid grid, Mask damage) {
    boolean[] inside = grid.inside();
    int columns = grid.columns().cells();
    for (int i = 0; i < inside.length; i++) {
      int x = (int) (grid.columns().middle(i % columns) * damage.width());
      int y = (int) (grid.rows().middle(i / columns) * damage.height());
      inside[i] = inside[i] && damage.at(x, y) >= 0.5f;
    }
    return inside;
  }

  /** The spreads with the best weight. */
  MapSpreads best() {
    double best = 0;
    double weight = WEIGHTS[0];
    for (int i = 0; i < WEIGHTS.length; i++) {
      double own = found.get(i).regions() == 0 ? 0 : Aupro.of(found.get(i));
      if (i == 0 || own >= best + WORTH) {
        best = own;
        weight = WEIGHTS[i];
      }
    }
    return spreads.withCoarser(weight);
  }
}
