package io.github.anomaly4j.library;

import io.github.anomaly4j.data.Framed;
import io.github.anomaly4j.unet.FeatureMap;
import io.github.anomaly4j.unet.UNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Patch features of a backbone as PatchCore takes them (Roth et al., CVPR 2022): every level
 * averaged over 3 x 3 places, brought to the finest level's grid and joined.
 */
public final class BackboneFeatures implements FeatureExtractor {
  private static final int NEIGHBOURHOOD = 3;

  private final Backbone backbone;
  private final int channels;

  /** Runs the backbone once, to learn what it gives; it stays open. */
  public BackboneFeatures(Backbone backbone) {
    this.backbone = backbone;
    float[] grey = new float[3 * backbone.height() * backbone.width()];
    Arrays.fill(grey, 0.5f);
    this.channels = backbone.run(grey).values().stream().mapToInt(FeatureMap::channels).sum();
  }

  @Override
  public List<String> networkFeatures() {
    return List.of();
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public boolean standardised() {
    return false;
  }

  /** More than of wavelets: features that were learned tell something in more directions. */
  @Override
  public int components() {
    return 160;
  }

  @Override
  public PatchFeatures extract(Framed framed, UNet.Output pass) {
    Collection<FeatureMap> maps = backbone.run(framed.pixels()).values();
    int rows = maps.stream().mapToInt(FeatureMap::height).max().orElseThrow();
    int columns = maps.stream().mapToInt(FeatureMap::width).max().orElseThrow();
    List<Planes> levels = new ArrayList<>();
    for (FeatureMap map : maps) {
      Planes planes = new Planes(map.channels(), map.height(), map.width(), map.values());
      levels.add(planes.averaged(NEIGHBOURHOOD).resized(rows, columns));
    }
    return PatchFeatures.of(levels);
  }
}
