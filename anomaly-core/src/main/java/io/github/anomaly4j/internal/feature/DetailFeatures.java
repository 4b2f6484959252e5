package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.grid.Bilinear;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.spi.Grid;

/**
 * Patch features that need no training and see little beyond their place: brightness, two contrasts
 * of color, and three bands of a Laplacian pyramid of the brightness (Burt and Adelson, 1983), one
 * patch per 2 x 2 pixels.
 */
public record DetailFeatures(Letterbox frame) implements FeatureExtractor {
  /** A wider one blurs the place. */
  private static final FeaturePlanes.Blur BLUR = FeaturePlanes.Blur.NARROW;

  private static final int BANDS = 3;
  private static final int CHANNELS = 3 + BANDS;

  @Override
  public int channels() {
    return CHANNELS;
  }

  @Override
  public PatchFeatures of(ImageFeatures image) {
    return extract(image.get(new Framing(frame)));
  }

  PatchFeatures extract(Framed framed) {
    FeaturePlanes colors =
        new FeaturePlanes(3, framed.height(), framed.width(), framed.pixels()).halved(BLUR);
    Grid grid = framed.grid(framed.height(), framed.width()).halved();
    Grid levelGrid = grid;
    FeaturePlanes level = colors.mean();
    float[][] pyramid = new float[BANDS + 1][];
    for (int i = 0; i <= BANDS; i++) {
      pyramid[i] = Bilinear.between(levelGrid, grid).apply(level.values(), 1);
      level = i < BANDS ? level.halved(BLUR) : level;
      levelGrid = i < BANDS ? levelGrid.halved() : levelGrid;
    }
    int patches = grid.cells();
    float[] rgb = colors.values();
    float[] values = new float[patches * CHANNELS];
    for (int patch = 0, to = 0; patch < patches; patch++) {
      float green = rgb[patches + patch];
      values[to++] = pyramid[0][patch];
      values[to++] = rgb[patch] - green;
      values[to++] = green - rgb[2 * patches + patch];
      for (int band = 0; band < BANDS; band++) {
        values[to++] = pyramid[band][patch] - pyramid[band + 1][patch];
      }
    }
    return new PatchFeatures(grid, CHANNELS, values);
  }
}
