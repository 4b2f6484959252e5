package io.github.anomaly4j.internal.image.pixel;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.PixelRange;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The numbers inside a {@link BufferedImage}, planar and divided by the largest that their type
 * holds.
 *
 * <p>{@link BufferedImage#getRGB} is used for palettes only: it keeps 8 bits, and it takes gray
 * images for linear light and brightens them.
 */
public final class Samples {
  private final ColorModel model;
  private final Raster raster;
  private final int width;
  private final int pixels;
  private final int colors;
  private final Overlay overlay;

  private Samples(BufferedImage image, Overlay overlay) {
    this.overlay = overlay;
    model = image.getColorModel();
    raster = image.getRaster();
    width = image.getWidth();
    pixels = width * image.getHeight();
    colors = model.getNumColorComponents();
  }

  /**
   * The planes, with transparent pixels over paper.
   *
   * @throws IllegalArgumentException if floats are outside [0, 1]
   */
  public static float[] rgb(BufferedImage image, float paper) {
    int pixels = PixelArrays.count("image", 1, image.getWidth(), image.getHeight());
    PixelArrays.count("image", Image.CHANNELS, image.getWidth(), image.getHeight());
    checkRange(image);
    return Overlay.laid(
        pixels,
        paper,
        image.isAlphaPremultiplied(),
        overlay -> new Samples(image, overlay).read(image));
  }

  private void read(BufferedImage image) {
    if (model instanceof IndexColorModel) {
      readPalette(image);
    } else if (areIntegersOfGrayOrRgb()) {
      readIntegers();
    } else {
      readAnything();
    }
  }

  /** Refuses floats and signed numbers out of range, which would all become white. */
  private static void checkRange(BufferedImage image) {
    Raster raster = image.getRaster();
    boolean signed = raster.getTransferType() == DataBuffer.TYPE_SHORT;
    if (!signed && !areFloats(image)) {
      return;
    }
    double most = signed ? Short.MAX_VALUE : 1;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    boolean numbers = true;
    double[] line = new double[raster.getWidth() * raster.getNumBands()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, line);
      for (double value : line) {
        numbers &= Double.isFinite(value);
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (!numbers || low < 0 || high > most) {
      throw new IllegalArgumentException(
          "the values of this BufferedImage run from %s to %s%s; expected 0 to %s; scale them"
              .formatted(low, high, numbers ? "" : ", not all of them finite", most));
    }
  }

  /** The number of bits of a channel. */
  public static int bits(BufferedImage image) {
    return image.getColorModel().getComponentSize(0);
  }

  /** The stored numbers that stand for 0 and 1. */
  public static PixelRange range(BufferedImage image) {
    if (areFloats(image)) {
      return new PixelRange(0, 1);
    }
    return image.getRaster().getTransferType() == DataBuffer.TYPE_SHORT
        ? new PixelRange(0, Short.MAX_VALUE)
        : PixelRange.ofBits(bits(image));
  }

  private static boolean areFloats(BufferedImage image) {
    int type = image.getRaster().getTransferType();
    return type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
  }

  private boolean areIntegersOfGrayOrRgb() {
    int space = model.getColorSpace().getType();
    int type = raster.getTransferType();
    return (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
        && (type == DataBuffer.TYPE_BYTE
            || type == DataBuffer.TYPE_USHORT
            || type == DataBuffer.TYPE_INT);
  }

  private void readPalette(BufferedImage image) {
    int[] line = new int[width];
    for (int i = 0; i < pixels; i++) {
      if (i % width == 0) {
        image.getRGB(0, i / width, width, 1, line, 0, width);
      }
      int argb = line[i % width];
      float alpha = (argb >>> 24) / 255f;
      for (int channel = 0; channel < Image.CHANNELS; channel++) {
        overlay.put(channel, i, (argb >> 8 * (2 - channel) & 255) / 255f, alpha);
      }
    }
  }

  /** Up to 32 bits a channel, with or without alpha. */
  private void readIntegers() {
    int bands = raster.getNumBands();
    int[] line = new int[width * bands];
    float[][] parts = new float[model.getNumComponents()][];
    for (int band = 0; band < parts.length; band++) {
      parts[band] = parts(band);
    }
    boolean hasAlpha = model.hasAlpha();
    for (int y = 0; y < pixels / width; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, line);
      for (int x = 0; x < width; x++) {
        int pixel = x * bands;
        float alpha = hasAlpha ? part(line[pixel + colors], colors, parts) : 1f;
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          int band = Math.min(channel, colors - 1);
          overlay.put(channel, y * width + x, part(line[pixel + band], band, parts), alpha);
        }
      }
    }
  }

  /**
   * The value of each possible sample of a band, if there are few: a table is much faster than a
   * division.
   */
  private float[] parts(int band) {
    int bits = model.getComponentSize(band);
    float[] parts = new float[bits <= Short.SIZE && 1 << bits <= pixels ? 1 << bits : 0];
    for (int sample = 0; sample < parts.length; sample++) {
      parts[sample] = part(sample, band);
    }
    return parts;
  }

  private float part(int sample, int band, float[][] parts) {
    float[] known = parts[band];
    return known.length > 0 ? known[sample & known.length - 1] : part(sample, band);
  }

  private float part(int sample, int band) {
    long most = (1L << model.getComponentSize(band)) - 1;
    return (float) ((double) (sample & most) / most);
  }

  /** Any other image of Java, pixel by pixel with Java's own color conversion. */
  private void readAnything() {
    int space = model.getColorSpace().getType();
    Object element = null;
    float[] parts = null;
    for (int i = 0; i < pixels; i++) {
      int x = raster.getMinX() + i % width;
      int y = raster.getMinY() + i / width;
      element = raster.getDataElements(x, y, element);
      parts = model.getNormalizedComponents(element, parts, 0);
      float alpha = model.hasAlpha() ? parts[colors] : 1f;
      boolean direct = space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB;
      float[] color = direct ? parts : model.getColorSpace().toRGB(parts);
      for (int channel = 0; channel < Image.CHANNELS; channel++) {
        overlay.put(channel, i, color[space == ColorSpace.TYPE_GRAY ? 0 : channel], alpha);
      }
    }
  }
}
