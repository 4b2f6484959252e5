package io.github.anomaly4j.library;

import static com.google.common.base.Preconditions.checkState;

import io.github.anomaly4j.data.Framed;
import io.github.anomaly4j.unet.FeatureMap;
import io.github.anomaly4j.unet.UNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Patch features of a backbone as PatchCore takes them (Roth et al., CVPR 2022): every level
 * averaged over 3 x 3 places, zeros around it included, brought to the finest level's grid and
 * joined.
 */
public final class BackboneFeatures implements FeatureExtractor {
  private final Backbone backbone;
  private final int channels;

  /**
   * Runs the backbone once, to learn what it gives; it stays open.
   *
   * @throws IllegalStateException if that is not finite
   */
  public BackboneFeatures(Backbone backbone) {
    this.backbone = backbone;
    float[] grey = new float[3 * backbone.height() * backbone.width()];
    Arrays.fill(grey, 0.5f);
    this.channels = maps(grey).stream().mapToInt(FeatureMap::channels).sum();
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
    Collection<FeatureMap> maps = maps(framed.pixels());
    int rows = maps.stream().mapToInt(FeatureMap::height).max().orElseThrow();
    int columns = maps.stream().mapToInt(FeatureMap::width).max().orElseThrow();
    List<PatchFeatures> levels = new ArrayList<>();
    for (FeatureMap map : maps) {
      Planes planes = new Planes(map.channels(), map.height(), map.width(), map.values());
      levels.add(PatchFeatures.of(List.of(planes)).averaged().resized(rows, columns));
    }
    return PatchFeatures.join(levels);
  }

  /** One value that is no number would make every distance to it, and its library, none either. */
  private Collection<FeatureMap> maps(float[] pixels) {
    Map<String, FeatureMap> maps = backbone.run(pixels);
    maps.forEach(
        (layer, map) ->
            checkState(
                areFinite(map.values()),
                "%s: layer \"%s\" gives values for a picture that are infinite or no numbers:"
                    + " choose another layer, or check the normalisation",
                backbone.file().path(),
                layer));
    return maps.values();
  }

  private static boolean areFinite(float[] values) {
    // Times 0, whatever is finite adds nothing.
    float sum = 0;
    for (float value : values) {
      sum += value * 0;
    }
    return sum == 0;
  }
}
