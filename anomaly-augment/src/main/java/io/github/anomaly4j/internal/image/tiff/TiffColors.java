package io.github.anomaly4j.internal.image.tiff;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.PixelRange;
import io.github.anomaly4j.internal.image.pixel.Overlay;
import java.awt.Rectangle;
import java.io.IOException;

/** Turns the numbers of a TIFF into colors. */
final class TiffColors {
  private final TiffHeader header;
  private final PixelRange range;

  /**
   * Colors of a range of numbers.
   *
   * @param range the numbers that stand for black and white
   */
  TiffColors(TiffHeader header, PixelRange range) {
    this.header = header;
    this.range = range;
  }

  /** Puts all pixels on an overlay. */
  void fill(TiffRows rows, Overlay overlay) throws IOException {
    rows.each(row(overlay, new Rectangle(header.width(), header.height())));
  }

  /** Puts the pixels of a region on an overlay of its size. */
  void fill(TiffRows rows, Overlay overlay, Rectangle region) throws IOException {
    rows.each(region.x, region.y, region.width, region.height, row(overlay, region));
  }

  private TiffRows.Row row(Overlay overlay, Rectangle region) throws IOException {
    float[] palette = header.photometric() == TiffHeader.PALETTE ? palette() : null;
    double low = range.low();
    double extent = range.high() - low;
    float[] pixel = new float[header.samples()];
    return (left, y, count, values) -> {
      if (y < region.y || y >= region.y + region.height) {
        return;
      }
      int last = Math.min(count, region.x + region.width - left);
      for (int x = Math.max(0, region.x - left); x < last; x++) {
        int i = (y - region.y) * region.width + left + x - region.x;
        if (palette != null) {
          int index = (int) values[x * header.samples()];
          float opacity =
              header.alpha() == 0 ? 1f : part(values[x * header.samples() + 1], 0, range.high());
          for (int channel = 0; channel < Image.CHANNELS; channel++) {
            overlay.put(channel, i, palette[channel * palette.length / 3 + index], opacity);
          }
          continue;
        }
        for (int channel = 0; channel < header.samples(); channel++) {
          boolean color = channel < header.colors();
          double value = values[x * header.samples() + channel];
          pixel[channel] = color ? part(value, low, extent) : opacity(value);
        }
        put(overlay, i, pixel);
      }
    };
  }

  private float opacity(double value) {
    return part(
        value,
        0,
        header.isNatural() ? range.high() : header.format() == TiffSamples.FLOAT ? 1 : most());
  }

  /** The largest number of the format. */
  private double most() {
    return header.format() == TiffSamples.UNSIGNED
        ? 0xffffffffL
        : Math.scalb(1.0, header.bits() - 1) - 1;
  }

  private static float part(double value, double low, double extent) {
    double part = (value - low) / extent;
    return part > 0 ? (float) Math.min(1, part) : 0f;
  }

  private void put(Overlay overlay, int i, float[] pixel) {
    float opacity = header.alpha() == 0 ? 1f : pixel[header.colors()];
    switch (header.photometric()) {
      case TiffHeader.RGB -> {
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          overlay.put(channel, i, pixel[channel], opacity);
        }
      }
      case TiffHeader.CMYK -> {
        // As in a JPEG of CMYK: ink darkens linearly.
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          overlay.put(channel, i, (1f - pixel[channel]) * (1f - pixel[3]), opacity);
        }
      }
      case TiffHeader.YCC -> {
        float luma = pixel[0];
        float blue = pixel[1] - 128 / 255f;
        float red = pixel[2] - 128 / 255f;
        overlay.put(0, i, step(luma + 1.402f * red), opacity);
        overlay.put(1, i, step(luma - 0.344136f * blue - 0.714136f * red), opacity);
        overlay.put(2, i, step(luma + 1.772f * blue), opacity);
      }
      default -> {
        float gray = header.photometric() == TiffHeader.WHITE_IS_ZERO ? 1f - pixel[0] : pixel[0];
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          overlay.put(channel, i, gray, opacity);
        }
      }
    }
  }

  /** The nearest of 256 steps, as a JPEG decoder returns it. */
  private static float step(float value) {
    return Math.round(Math.max(0, Math.min(1, value)) * 255f) / 255f;
  }

  /**
   * The palette, planar. Entries have 16 bits, of which writers fill the upper 8, the lower 8, or
   * both equally.
   */
  private float[] palette() throws IOException {
    int entries = 1 << header.bits();
    if (header.tags().count(320) < 3 * entries) {
      throw new IOException("a palette of %d numbers".formatted(header.tags().count(320)));
    }
    boolean low = true;
    for (int i = 0; i < 3 * entries; i++) {
      low &= header.tags().value(320, i) < 256;
    }
    float[] palette = new float[3 * entries];
    for (int i = 0; i < palette.length; i++) {
      int entry = (int) header.tags().value(320, i);
      palette[i] = (low ? entry : entry >> 8) / 255f;
    }
    return palette;
  }
}
