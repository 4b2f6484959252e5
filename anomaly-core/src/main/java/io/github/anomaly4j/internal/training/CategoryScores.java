package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.registration.PartTemplate;
import io.github.anomaly4j.internal.score.ExpectedScore;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.score.TileBlocks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * The leave-one-out scores of one category's images or tiles, and its images as a whole.
 *
 * @param looks of its images, in order
 * @param describes the kind of evidence whose memory bank describes whole images; empty of tiles
 *     and without a memory bank
 * @param tiles the images of the scores, if those are of tiles
 */
public record CategoryScores(
    Optional<PartTemplate> template,
    Poses poses,
    MapSpreads spreads,
    List<Scored> normal,
    List<Scored> damaged,
    List<Look> looks,
    Optional<Evidence> describes,
    Optional<TileBlocks> tiles) {

  /**
   * An image as a whole.
   *
   * @param thumbnail for the two-stage router; empty if that is not used
   */
  public record Look(
      double contrast, Appearance appearance, float[] descriptor, Optional<Image> thumbnail) {}

  /**
   * The leave-one-out scores of one image or tile.
   *
   * @param coarse the peaks of its coarse maps; empty of tiles, and if there are none
   * @param moments if they are needed
   */
  public record Scored(
      SortedMap<Evidence, DoubleSupplier> scores,
      MapPeaks peaks,
      Optional<MapPeaks> coarse,
      Optional<float[]> moments) {

    /** The scores, once all categories are learned. */
    Map<Evidence, Double> raw() {
      SortedMap<Evidence, Double> raw = new TreeMap<>();
      scores.forEach((kind, score) -> raw.put(kind, score.getAsDouble()));
      return raw;
    }
  }

  Optional<ExpectedScore.Described> described() {
    return describes.map(
        evidence -> new ExpectedScore.Described(evidence, moments(normal), moments(damaged)));
  }

  private static List<float[]> moments(List<Scored> images) {
    return images.stream().map(image -> image.moments().orElseThrow()).toList();
  }
}
