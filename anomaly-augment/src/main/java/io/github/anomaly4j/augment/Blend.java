package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Canvas;
import io.github.anomaly4j.internal.augment.LaplaceFill;
import io.github.anomaly4j.internal.augment.Stencil;

/** How a pasted part is blended with the image around it. */
public enum Blend {
  /** The part is laid over the image, its edge softened. */
  FEATHERED {
    @Override
    void paste(Canvas canvas, Stencil stencil, float[] part, double opacity) {
      int stride = stencil.alpha().length;
      canvas.paint(stencil, opacity, (channel, at, value) -> part[channel * stride + at]);
    }
  },

  /**
   * The part's gradients are kept and its values shifted to meet the image at every point of the
   * edge, so there is no edge (Pérez, Gangnet and Blake, "Poisson image editing", 2003, eq. 4).
   */
  POISSON {
    @Override
    void paste(Canvas canvas, Stencil stencil, float[] part, double opacity) {
      Stencil hard = stencil.hard();
      int stride = hard.alpha().length;
      boolean[] inside = new boolean[stride];
      for (int at = 0; at < stride; at++) {
        inside[at] = hard.alpha()[at] == 1;
      }
      LaplaceFill membrane = new LaplaceFill(hard.width(), hard.height(), inside);
      float[] seamless = part.clone();
      for (int channel = 0; channel < Image.CHANNELS; channel++) {
        float[] shift = canvas.under(hard, channel);
        for (int at = 0; at < stride; at++) {
          shift[at] -= part[channel * stride + at];
        }
        membrane.fill(shift);
        for (int at = 0; at < stride; at++) {
          seamless[channel * stride + at] += shift[at];
        }
      }
      FEATHERED.paste(canvas, hard, seamless, opacity);
    }
  };

  /**
   * Lays a part over the canvas.
   *
   * @param part planar values for the stencil's box, {@code [3][height][width]}
   */
  abstract void paste(Canvas canvas, Stencil stencil, float[] part, double opacity);
}
