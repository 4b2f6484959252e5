package io.github.anomaly4j.internal.evidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much the values of each kind's map vary over normal images of a category. To a fine map the
 * mean of the coarser ones is added, each in units of it, so that none drowns the others.
 *
 * @param spreads standard deviations; a kind that is not among them has the spread 1, as all have
 *     in detectors of before there were any
 */
public record MapSpreads(Map<Evidence, Double> spreads) {
  /** All maps are added as they are. */
  public static final MapSpreads NONE = new MapSpreads(Map.of());

  /** Less variation than this is rounding. */
  private static final double LEAST = 1e-3;

  /** No map of ours varies as much; with more, the product with a map may not be finite. */
  private static final double MOST = 1e6;

  public MapSpreads {
    spreads.forEach(
        (kind, spread) ->
            checkArgument(spread >= LEAST && spread <= MOST, "a spread of %s of %s", spread, kind));
    spreads = ImmutableSortedMap.copyOf(spreads);
  }

  /**
   * By how much a coarser map is multiplied before it is added to a finer one.
   *
   * @param all how many coarser maps are added
   */
  float factor(Evidence finer, Evidence coarser, int all) {
    return spreads.containsKey(finer) && spreads.containsKey(coarser)
        ? (float) (spreads.get(finer) / spreads.get(coarser) / all)
        : 1;
  }

  /** Gathers values of normal images. Not thread safe. */
  public static final class Sample {
    private final SortedMap<Evidence, double[]> sums = new TreeMap<>();

    /** Adds the maps of an image. */
    public void add(Map<Evidence, EvidenceMap> maps) {
      maps.forEach(
          (kind, map) -> {
            double[] own = sums.computeIfAbsent(kind, none -> new double[3]);
            for (int i = 0; i < map.values().length; i++) {
              if (map.scored()[i]) {
                own[0]++;
                own[1] += map.values()[i];
                own[2] += (double) map.values()[i] * map.values()[i];
              }
            }
          });
    }

    /** The spreads of the values so far. */
    public MapSpreads spreads() {
      SortedMap<Evidence, Double> spreads = new TreeMap<>();
      sums.forEach(
          (kind, own) -> {
            double mean = own[1] / own[0];
            spreads.put(
                kind,
                Math.max(
                    LEAST, Math.min(MOST, Math.sqrt(Math.max(0, own[2] / own[0] - mean * mean)))));
          });
      return new MapSpreads(spreads);
    }
  }
}
