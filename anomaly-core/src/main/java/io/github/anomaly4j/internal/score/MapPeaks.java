package io.github.anomaly4j.internal.score;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Those places of an image's maps one of which is the highest of the fused map, whatever the scales
 * that the maps are fused by: no other place is at least as high in every map. They are few, so
 * that all training images' can be kept until the scales are known; of one map it is one.
 *
 * @param kinds the evidence that counts in the map
 * @param places the raw values of each place, in the order of the kinds; one place at least
 */
public record MapPeaks(List<Evidence> kinds, List<float[]> places) {

  public MapPeaks {
    kinds = ImmutableList.copyOf(kinds);
    places = ImmutableList.copyOf(places);
  }

  /**
   * The peaks of an image's smoothed maps.
   *
   * @param maps all that there are; without one that counts, every place is as high as the other
   * @param weights what each kind of evidence counts for
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

  /** The highest first: what another place outdoes, an earlier one does. */
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

  /** The raw values of a place by kind. */
  Map<Evidence, Float> values(float[] place) {
    Map<Evidence, Float> values = new EnumMap<>(Evidence.class);
    for (int kind = 0; kind < place.length; kind++) {
      values.put(kinds.get(kind), place[kind]);
    }
    return values;
  }
}
