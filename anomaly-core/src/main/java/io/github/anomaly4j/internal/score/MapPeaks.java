package io.github.anomaly4j.internal.score;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The positions of an image's maps that can be the maximum of the fused map, for any scales of the
 * fusion: for each of them, no other position is at least as high in every map. They are few (one
 * if there is one map), so those of all training images can be kept until the scales are known.
 *
 * @param kinds the evidence that counts in the map
 * @param places the raw values at each position, in the order of the kinds; at least one position
 */
public record MapPeaks(List<Evidence> kinds, List<float[]> places) {

  public MapPeaks {
    kinds = ImmutableList.copyOf(kinds);
    places = ImmutableList.copyOf(places);
  }

  /**
   * The peaks of an image's smoothed maps.
   *
   * @param maps all maps of the image; without one that counts, all positions are equally high
   * @param weights the weight of each kind of evidence
   */
  public static MapPeaks of(Map<Evidence, EvidenceMap> maps, Map<Evidence, Double> weights) {
    Map<Evidence, EvidenceMap> counted = Fusion.counted(maps, weights);
    Grid fine = Fusion.finest(counted);
    List<float[]> planes = new ArrayList<>();
    boolean[] outside = new boolean[fine.cells()];
    counted.forEach(
        (kind, map) -> {
          planes.add(map.on(fine));
          if (map.grid().equals(fine)) {
            for (int i = 0; i < outside.length; i++) {
              outside[i] |= !map.scored()[i];
            }
          }
        });
    return new MapPeaks(
        List.copyOf(counted.keySet()),
        highest(
            IntStream.range(0, outside.length)
                .filter(i -> !outside[i])
                .mapToObj(i -> place(planes, i))
                .toList()));
  }

  private static float[] place(List<float[]> planes, int i) {
    float[] place = new float[planes.size()];
    for (int kind = 0; kind < place.length; kind++) {
      place[kind] = planes.get(kind)[i];
    }
    return place;
  }

  /** Sorted by descending values, so that a position can be dominated only by an earlier one. */
  private static List<float[]> highest(List<float[]> places) {
    List<float[]> front = new ArrayList<>();
    places.stream()
        .sorted(Comparator.comparingDouble(MapPeaks::sum).reversed())
        .forEach(
            place -> {
              if (front.stream().noneMatch(higher -> covers(higher, place))) {
                front.add(place);
              }
            });
    return front;
  }

  private static double sum(float[] place) {
    double sum = 0;
    for (float value : place) {
      sum += value;
    }
    return sum;
  }

  private static boolean covers(float[] higher, float[] place) {
    for (int kind = 0; kind < place.length; kind++) {
      if (higher[kind] < place[kind]) {
        return false;
      }
    }
    return true;
  }

  /** The raw values of a position by kind. */
  Map<Evidence, Float> values(float[] place) {
    Map<Evidence, Float> values = new TreeMap<>();
    for (int kind = 0; kind < place.length; kind++) {
      values.put(kinds.get(kind), place[kind]);
    }
    return values;
  }
}
