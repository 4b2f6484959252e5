package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import java.util.List;

/** Applies several transforms one after the other. */
public final class Compose {
  private Compose() {}

  /** Applies all, in order. */
  public static Augmentation of(Augmentation... transforms) {
    List<Augmentation> steps = List.of(transforms);
    return (image, random) -> {
      Image result = image;
      for (Augmentation step : steps) {
        result = step.apply(result, random);
      }
      return result;
    };
  }

  /**
   * Applies all, in order; the mask is the maximum of their masks, and 0 where the pixel of the
   * sound image is restored.
   */
  public static Damage of(Damage... damages) {
    List<Damage> steps = List.of(damages);
    return (image, others, random) -> {
      Damaged result = new Damaged(image, Mask.empty(image.width(), image.height()));
      for (Damage step : steps) {
        result = then(image, result, step.apply(result.image(), others, random));
      }
      return result;
    };
  }

  private static Damaged then(Image sound, Damaged before, Damaged after) {
    float[] mask = after.mask().toArray();
    float[] earlier = before.mask().toArray();
    float[] rgb = after.image().toArray();
    float[] soundRgb = sound.toArray();
    for (int i = 0; i < mask.length; i++) {
      boolean same = true;
      for (int at = i; at < rgb.length; at += mask.length) {
        same &= rgb[at] == soundRgb[at];
      }
      mask[i] = same ? 0f : Math.max(mask[i], earlier[i]);
    }
    return new Damaged(after.image(), Mask.of(sound.width(), sound.height(), mask));
  }
}
