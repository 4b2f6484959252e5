package io.github.anomaly4j.internal.augment;

import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** An image that is being damaged, and the mask of the damage. For one use by one thread. */
public final class Canvas {
  /** A change of at least this much, in every pixel around, gives a mask of 1. */
  static final float SATURATION = 0.15f;

  /** Half a step of 8 bits: a smaller change is not visible. */
  private static final float INVISIBLE = 0.5f / 255;

  /** The new value of one channel of one pixel; {@code at} is the place inside the stencil. */
  public interface Paint {
    float over(int channel, int at, float value);
  }

  public final int width;
  public final int height;
  private final Image sound;
  private final float[] original;
  private final float[] rgb;

  public Canvas(Image sound) {
    this.sound = sound;
    width = sound.width();
    height = sound.height();
    original = sound.toArray();
    rgb = sound.toArray();
  }

  public Image sound() {
    return sound;
  }

  /** Whether the sound image is gray, so that defects must be gray too. */
  public boolean gray() {
    int pixels = width * height;
    return Arrays.equals(original, 0, pixels, original, pixels, 2 * pixels)
        && Arrays.equals(original, 0, pixels, original, 2 * pixels, 3 * pixels);
  }

  public int shorterSide() {
    return Math.min(width, height);
  }

  /** Lays paint over the image, as strong as the stencil's weights times the opacity. */
  public void paint(Stencil stencil, double opacity, Paint paint) {
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      for (int at = 0; at < stencil.alpha().length; at++) {
        float alpha = (float) opacity * stencil.alpha()[at];
        if (alpha > 0) {
          int i = index(stencil, channel, at);
          float value = rgb[i] + alpha * (paint.over(channel, at, rgb[i]) - rgb[i]);
          rgb[i] = Math.max(0f, Math.min(1f, value));
        }
      }
    }
  }

  /** The part of one channel under a stencil's box. */
  public float[] under(Stencil stencil, int channel) {
    float[] part = new float[stencil.alpha().length];
    for (int at = 0; at < part.length; at++) {
      part[at] = rgb[index(stencil, channel, at)];
    }
    return part;
  }

  private int index(Stencil stencil, int channel, int at) {
    int x = stencil.x() + at % stencil.width();
    int y = stencil.y() + at / stencil.width();
    return (channel * height + y) * width + x;
  }

  /** The mean color under the stencil, by its weights. */
  public float[] mean(Stencil stencil) {
    float[] color = new float[Image.CHANNELS];
    float total = 0;
    for (float alpha : stencil.alpha()) {
      total += alpha;
    }
    for (int channel = 0; channel < color.length; channel++) {
      for (int at = 0; at < stencil.alpha().length; at++) {
        color[channel] += stencil.alpha()[at] * rgb[index(stencil, channel, at)];
      }
      color[channel] /= Math.max(total, 1e-6f);
    }
    return color;
  }

  /** A color that differs from what is under the stencil by the contrast, darker or lighter. */
  public float[] contrasting(Stencil stencil, double contrast, RandomGenerator random) {
    float[] color = mean(stencil);
    float mean = (color[0] + color[1] + color[2]) / color.length;
    boolean darker = random.nextBoolean() ? mean >= contrast : mean > 1 - contrast;
    boolean tinted = !gray() && random.nextBoolean();
    for (int channel = 0; channel < color.length; channel++) {
      double share = tinted ? 1.5 * random.nextDouble() : 1;
      double shifted = color[channel] + (darker ? -share : share) * contrast;
      color[channel] = (float) Math.max(0, Math.min(1, shifted));
    }
    return color;
  }

  /**
   * The result: changes below half a step of 8 bits are undone, and each other pixel's mask is the
   * mean change of the 3x3 pixels around it (in each, the channel that changed most), over {@link
   * #SATURATION}, at most 1. Grading by the change follows NSA (Schlüter et al., 2022).
   */
  public Damaged finish() {
    int pixels = width * height;
    float[] change = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      for (int at = i; at < rgb.length; at += pixels) {
        change[i] = Math.max(change[i], Math.abs(rgb[at] - original[at]));
      }
      if (change[i] < INVISIBLE) {
        change[i] = 0;
        for (int at = i; at < rgb.length; at += pixels) {
          rgb[at] = original[at];
        }
      }
    }
    float[] mask = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      mask[i] = change[i] == 0 ? 0 : Math.min(1, meanAround(change, i) / SATURATION);
    }
    return new Damaged(Image.of(width, height, rgb), Mask.of(width, height, mask));
  }

  private float meanAround(float[] change, int i) {
    int left = Math.max(0, i % width - 1);
    int right = Math.min(width - 1, i % width + 1);
    int top = Math.max(0, i / width - 1);
    int bottom = Math.min(height - 1, i / width + 1);
    float sum = 0;
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        sum += change[y * width + x];
      }
    }
    return sum / ((right - left + 1) * (bottom - top + 1));
  }
}
