package io.github.anomaly4j.internal.evidence;

import com.google.common.collect.Maps;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * The result of one kind of evidence for an image: a raw score and, if the kind has a map, the
 * smoothed map that the score is computed from. Raw scores are logarithms or logits; higher is less
 * normal.
 *
 * @param map the smoothed map
 * @param share the score is the mean of this share of the map's highest values; unused without a
 *     map
 * @param later the score without a map
 */
public record Reading(Optional<EvidenceMap> map, double share, DoubleSupplier later) {
  private static final float MIN_ERROR = 1e-9f;

  /** A map, scored by the mean of its highest places. */
  public static Reading of(EvidenceMap map, double share) {
    return new Reading(Optional.of(map), share, () -> Double.NaN);
  }

  /** A score without a map. */
  public static Reading of(double score) {
    return later(() -> score);
  }

  /** A score without a map that is known later. */
  public static Reading later(DoubleSupplier score) {
    return new Reading(Optional.empty(), 0, score);
  }

  /** The raw score of a distance that is a mean squared error: its logarithm. */
  public static double logarithm(double error) {
    return Math.log(Math.max(MIN_ERROR, error));
  }

  /** The raw scores of some kinds. */
  public static SortedMap<Evidence, Double> scores(Map<Evidence, Reading> readings) {
    SortedMap<Evidence, Double> scores = new TreeMap<>();
    readings.forEach((kind, reading) -> scores.put(kind, reading.score()));
    return scores;
  }

  /** The maps of the kinds that have one. */
  public static SortedMap<Evidence, EvidenceMap> maps(Map<Evidence, Reading> readings) {
    SortedMap<Evidence, EvidenceMap> maps = new TreeMap<>();
    readings.forEach((kind, reading) -> reading.map().ifPresent(map -> maps.put(kind, map)));
    return maps;
  }

  /**
   * The maps without those that refine others; empty if none does.
   *
   * @param maps of all kinds
   */
  public static Map<Evidence, EvidenceMap> coarse(Map<Evidence, EvidenceMap> maps) {
    return Maps.filterKeys(maps, EvidenceKinds.coarse(maps.keySet())::contains);
  }

  /** The raw score. */
  public double score() {
    return map.map(places -> places.top(share)).orElseGet(later::getAsDouble);
  }

  /** This reading with another map added to its own. */
  Reading plus(EvidenceMap coarser) {
    return new Reading(map.map(own -> own.plus(coarser)), share, later);
  }
}
