package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.grid.Letterbox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Patch features that need no training: a scattering transform of two layers (Bruna and Mallat,
 * 2013) on a pyramid of four levels, one patch per 8 x 8 pixels. The features are the moduli of
 * wavelets (first layer), the moduli of the wavelets of those at coarser scales, divided by the
 * first layer (second layer), both as logarithms so that contrast becomes an offset, and the color
 * of the patch.
 */
public record ScatteringFeatures(Letterbox frame) implements FeatureExtractor {
  /** After a narrower blur, wavelets would see aliasing as texture. */
  private static final FeaturePlanes.Blur BLUR = FeaturePlanes.Blur.WIDE;

  private static final int LEVELS = 4;
  private static final float FLOOR = 2e-3f;
  private static final float SECOND_FLOOR = FLOOR / 4;
  private static final float SECOND_WEIGHT = (float) Math.sqrt(1.0 / 12);
  private static final float BRIGHTNESS = 4;
  private static final float COLOR = 8;

  private static final WaveletBank WAVELETS = new WaveletBank();

  @Override
  public int channels() {
    return weights().length;
  }

  @Override
  public float[] weights() {
    int first = LEVELS * WaveletBank.ORIENTATIONS;
    int second = LEVELS * (LEVELS - 1) / 2 * WaveletBank.ORIENTATIONS * WaveletBank.ORIENTATIONS;
    float[] weights = new float[first + second + 3];
    Arrays.fill(weights, 1);
    // There are twelve times as many of them: with the same weight they would outweigh the others.
    Arrays.fill(weights, first, first + second, SECOND_WEIGHT);
    return weights;
  }

  @Override
  public PatchFeatures of(ImageFeatures image) {
    return extract(image.get(new Framing(frame)));
  }

  PatchFeatures extract(Framed framed) {
    int rows = framed.height() / STRIDE;
    FeaturePlanes colors = new FeaturePlanes(3, framed.height(), framed.width(), framed.pixels());
    FeaturePlanes level = colors.mean();
    List<FeaturePlanes> moduli = new ArrayList<>();
    for (int j = 0; j < LEVELS; j++) {
      moduli.add(WAVELETS.modulus(level));
      level = j < LEVELS - 1 ? level.halved(BLUR) : level;
    }
    List<FeaturePlanes> firstLayer = moduli.stream().map(planes -> toGrid(planes, rows)).toList();
    List<FeaturePlanes> features = new ArrayList<>();
    firstLayer.forEach(planes -> features.add(logarithm(planes)));
    for (int j = 0; j < LEVELS - 1; j++) {
      FeaturePlanes coarser = moduli.get(j);
      for (int k = j + 1; k < LEVELS; k++) {
        coarser = coarser.halved(BLUR);
        features.add(relative(toGrid(WAVELETS.modulus(coarser), rows), firstLayer.get(j)));
      }
    }
    features.add(color(toGrid(colors, rows)));
    FeaturePlanes first = features.get(0);
    return PatchFeatures.of(framed.grid(first.height(), first.width()), features).averaged();
  }

  /** Averages down to the grid of the patches; the last step is a blur, against aliasing. */
  private static FeaturePlanes toGrid(FeaturePlanes planes, int rows) {
    FeaturePlanes smaller = planes;
    while (smaller.height() > rows) {
      smaller = smaller.height() > 2 * rows ? smaller.pooled() : smaller.halved(BLUR);
    }
    return smaller;
  }

  private static FeaturePlanes logarithm(FeaturePlanes planes) {
    FeaturePlanes logarithms = FeaturePlanes.empty(planes.count(), planes.height(), planes.width());
    for (int i = 0; i < planes.values().length; i++) {
      logarithms.values()[i] = (float) Math.log(planes.values()[i] + FLOOR);
    }
    return logarithms;
  }

  /** Second-layer responses, divided by the first-layer response that they were made from. */
  private static FeaturePlanes relative(FeaturePlanes second, FeaturePlanes first) {
    FeaturePlanes relative = FeaturePlanes.empty(second.count(), second.height(), second.width());
    int plane = second.height() * second.width();
    for (int i = 0; i < relative.values().length; i++) {
      int from = i / plane / WaveletBank.ORIENTATIONS * plane + i % plane;
      relative.values()[i] =
          (float)
              Math.log((second.values()[i] + SECOND_FLOOR) / (first.values()[from] + SECOND_FLOOR));
    }
    return relative;
  }

  private static FeaturePlanes color(FeaturePlanes rgb) {
    FeaturePlanes color = FeaturePlanes.empty(3, rgb.height(), rgb.width());
    int plane = rgb.height() * rgb.width();
    float[] values = rgb.values();
    for (int i = 0; i < plane; i++) {
      float red = values[i];
      float green = values[plane + i];
      float blue = values[2 * plane + i];
      color.values()[i] = BRIGHTNESS * (red + green + blue) / 3;
      color.values()[plane + i] = COLOR * (red - green);
      color.values()[2 * plane + i] = COLOR * (green - blue);
    }
    return color;
  }
}
