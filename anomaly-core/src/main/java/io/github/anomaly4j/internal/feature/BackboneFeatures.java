package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.linalg.Projection;
import io.github.anomaly4j.internal.linalg.ValueRange;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.FeatureException;
import io.github.anomaly4j.spi.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Patch features of a backbone, as in PatchCore (Roth et al., CVPR 2022): every level is averaged
 * over 3 x 3 positions, interpolated to the grid of the finest level, and joined.
 */
public final class BackboneFeatures implements FeatureExtractor {
  private final Backbone backbone;
  private final Letterbox frame;
  private final int channels;
  private final ImageFeature<PatchLevels> levels = new BackbonePass(this);

  /**
   * Runs the backbone once, to find the shapes of its maps; it stays open.
   *
   * @throws FeatureException if its features cannot be compared
   */
  public BackboneFeatures(Backbone backbone) {
    this.backbone = backbone;
    this.frame = new Letterbox(backbone.width(), backbone.height());
    float[] gray = new float[3 * backbone.height() * backbone.width()];
    Arrays.fill(gray, 0.5f);
    this.channels = levels(gray, UnaryOperator.identity()).channels();
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public boolean standardized() {
    return false;
  }

  /** More than for wavelets: learned features carry information in more directions. */
  @Override
  public int components() {
    return 160;
  }

  /** The frame of its input images. */
  public Letterbox frame() {
    return frame;
  }

  /** The pass of the backbone, from which all that is known of the patches is computed. */
  public ImageFeature<PatchLevels> pass() {
    return levels;
  }

  @Override
  public PatchFeatures of(ImageFeatures image) {
    return image.get(levels).joined();
  }

  @Override
  public Grid grid(ImageFeatures image) {
    return image.get(levels).grid();
  }

  @Override
  public float[] points(ImageFeatures image, Projection projection) {
    return image.get(levels).points(projection);
  }

  @Override
  public float[] mean(ImageFeatures image) {
    return image.get(levels).mean(image.scored(grid(image)));
  }

  /** It has a name, by which measurements call it. */
  private record BackbonePass(BackboneFeatures features) implements ImageFeature<PatchLevels> {
    @Override
    public PatchLevels of(ImageFeatures image) {
      return features.levels(image.get(new Framing(features.frame)));
    }
  }

  PatchLevels levels(Framed framed) {
    return levels(framed.pixels(), framed::overImage);
  }

  private PatchLevels levels(float[] pixels, UnaryOperator<Grid> place) {
    List<PatchLevels.Level> found = new ArrayList<>();
    backbone
        .run(pixels)
        .forEach(
            (layer, map) -> {
              Grid grid = place.apply(backbone.grid(layer, map));
              PatchLevels.Level level =
                  PatchLevels.Level.averaged(grid, map.channels(), map.values());
              for (float[] plane : level.planes()) {
                check(plane, layer);
              }
              found.add(level);
            });
    return new PatchLevels(found);
  }

  /** One NaN or infinite value would make every distance to it NaN or infinite. */
  private void check(float[] values, String layer) {
    for (float value : values) {
      if (!(Math.abs(value) <= ValueRange.LARGEST)) {
        throw new FeatureException(
            ("%s: layer \"%s\" gives a value of %s for an image, expected numbers of at most %s:"
                    + " choose another layer, or check the normalization")
                .formatted(backbone.file().name(), layer, value, ValueRange.LARGEST));
      }
    }
  }
}
