package io.github.anomaly4j.internal.image.pixel;

import io.github.anomaly4j.image.Image;

/**
 * Colors laid over paper as their alpha says: white paper for images, black for masks, so that what
 * is transparent is empty on both.
 *
 * <p>Where alpha is 0 everywhere although there are colors, alpha is a byte that nobody filled, as
 * in the BGRX frames of cameras and screens; the colors are taken as they are.
 */
public final class Overlay {
  /** Puts every pixel of an image on what it is given. */
  public interface Source<E extends Exception> {
    void copyTo(Overlay overlay) throws E;
  }

  private final int pixels;
  private final float paper;
  private final boolean opaque;
  private final boolean premultiplied;
  private final float[] rgb;
  private boolean visible;

  private Overlay(int pixels, float paper, boolean opaque, boolean premultiplied) {
    this.pixels = pixels;
    this.paper = paper;
    this.opaque = opaque;
    this.premultiplied = premultiplied;
    this.rgb = new float[Image.CHANNELS * pixels];
  }

  /** The planes; the source is asked a second time if nothing of it can be seen. */
  public static <E extends Exception> float[] laid(
      int pixels, float paper, boolean premultiplied, Source<E> source) throws E {
    Overlay overlay = new Overlay(pixels, paper, false, premultiplied);
    source.copyTo(overlay);
    if (overlay.visible) {
      return overlay.rgb;
    }
    Overlay bare = new Overlay(pixels, paper, true, false);
    source.copyTo(bare);
    return bare.isOfOneColor() ? overlay.rgb : bare.rgb;
  }

  /** One value in [0, 1], which rounding may exceed, and its alpha. */
  public void put(int channel, int pixel, float value, float alpha) {
    float laid = value;
    if (alpha != 1f && !opaque) {
      laid = (premultiplied ? value : value * alpha) + (1f - alpha) * paper;
    }
    visible |= alpha > 0f;
    rgb[channel * pixels + pixel] = laid > 0f ? Math.min(1f, laid) : 0f;
  }

  private boolean isOfOneColor() {
    for (int i = 0; i < rgb.length; i++) {
      if (rgb[i] != rgb[i / pixels * pixels]) {
        return false;
      }
    }
    return true;
  }
}
