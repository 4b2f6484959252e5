package io.github.anomaly4j.internal.score;

import static java.util.Objects.requireNonNull;

/**
 * How scores of tiles become those of an image.
 *
 * @param scores of {@link Fusion#normalScore} of a category's tiles
 * @param peaks likewise of {@link Fusion#highest}
 */
public record TileScale(BlockMaxima scores, BlockMaxima peaks) {

  public TileScale {
    requireNonNull(scores, "scores of tiles");
    requireNonNull(peaks, "peaks of tiles");
  }
}
