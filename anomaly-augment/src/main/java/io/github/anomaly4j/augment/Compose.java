package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;
import java.util.List;

/** One after the other. */
public final class Compose {
  private Compose() {}

  /** Applies all, in order. */
  public static PictureTransform of(PictureTransform... transforms) {
    List<PictureTransform> steps = List.of(transforms);
    return (picture, random) -> {
      Picture result = picture;
      for (PictureTransform step : steps) {
        result = step.apply(result, random);
      }
      return result;
    };
  }

  /** Applies all, in order; the mask is the largest of theirs, 0 where the sound pixel is back. */
  public static Damage of(Damage... damages) {
    List<Damage> steps = List.of(damages);
    return (picture, others, random) -> {
      Damaged result = new Damaged(picture, Mask.empty(picture.width(), picture.height()));
      for (Damage step : steps) {
        result = then(picture, result, step.apply(result.picture(), others, random));
      }
      return result;
    };
  }

  private static Damaged then(Picture sound, Damaged before, Damaged after) {
    float[] mask = after.mask().toArray();
    float[] earlier = before.mask().toArray();
    float[] rgb = after.picture().toArray();
    float[] soundRgb = sound.toArray();
    for (int i = 0; i < mask.length; i++) {
      boolean same = true;
      for (int at = i; at < rgb.length; at += mask.length) {
        same &= rgb[at] == soundRgb[at];
      }
      mask[i] = same ? 0f : Math.max(mask[i], earlier[i]);
    }
    return new Damaged(after.picture(), Mask.of(sound.width(), sound.height(), mask));
  }
}
