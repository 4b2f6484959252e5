package io.github.anomaly4j.internal.image.pixel;

import io.github.anomaly4j.image.Image;

/**
 * Lays colors over paper by their alpha: white paper for images, black for masks, so that
 * transparent places are empty in both.
 *
 * <p>If alpha is 0 everywhere although there are colors, alpha is an unused byte, as in the BGRX
 * frames of cameras and screens; the colors are then taken as they are.
 */
public final class Overlay {
  /** A source of pixels. */
  public interface Source<E extends Exception> {
    /** Puts every pixel on the overlay. */
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

  /** The resulting planes; the source is called again, without alpha, if no pixel is visible. */
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

  /** Lays one value over the paper; it is in [0, 1] up to rounding. */
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
