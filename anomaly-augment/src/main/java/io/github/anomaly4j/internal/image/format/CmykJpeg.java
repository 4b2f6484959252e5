package io.github.anomaly4j.internal.image.format;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadataNode;
import org.w3c.dom.NodeList;

/**
 * JPEG of four channels, which Java's decoder reads but does not convert correctly.
 *
 * <p>Adobe's programs, the source of nearly all such files, store the inks inverted (0 is full ink)
 * and say so with an APP14 segment, whose transform is 2 for YCCK and 0 for CMYK (Adobe technical
 * note 5116). Ink is assumed to darken linearly; no printing profile is applied.
 */
final class CmykJpeg {
  private CmykJpeg() {}

  /** Whether the reader has a JPEG whose colors it does not know, or knows as CMYK, unconverted. */
  static boolean isOpenIn(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    return reader.canReadRaster()
        && (!types.hasNext()
            || types.next().getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK);
  }

  static BufferedImage read(ImageReader reader) throws IOException {
    Raster raster = reader.readRaster(0, null);
    if (raster.getNumBands() != 4) {
      throw new IIOException("unknown colors of " + raster.getNumBands() + " channels");
    }
    String adobe = adobeTransform(reader);
    BufferedImage image =
        new BufferedImage(raster.getWidth(), raster.getHeight(), BufferedImage.TYPE_INT_RGB);
    int[] pixel = new int[4];
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        raster.getPixel(x, y, pixel);
        image.setRGB(x, y, rgb(pixel, adobe));
      }
    }
    return image;
  }

  /** "0", "2", or empty where the file has no Adobe segment. */
  private static String adobeTransform(ImageReader reader) throws IOException {
    IIOMetadataNode root =
        (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_jpeg_image_1.0");
    NodeList adobe = root.getElementsByTagName("app14Adobe");
    return adobe.getLength() == 0
        ? ""
        : ((IIOMetadataNode) adobe.item(0)).getAttribute("transform");
  }

  private static int rgb(int[] pixel, String adobe) {
    if (adobe.equals("2")) {
      fromYcc(pixel);
    }
    int mask = adobe.isEmpty() ? 255 : 0;
    int paper = pixel[3] ^ mask;
    int packed = 0;
    for (int channel = 0; channel < 3; channel++) {
      packed = packed << 8 | ((pixel[channel] ^ mask) * paper + 127) / 255;
    }
    return packed;
  }

  /** ITU-R BT.601, full range, as in JFIF. */
  private static void fromYcc(int[] pixel) {
    double luma = pixel[0];
    double blue = pixel[1] - 128;
    double red = pixel[2] - 128;
    pixel[0] = clamp(luma + 1.402 * red);
    pixel[1] = clamp(luma - 0.344136 * blue - 0.714136 * red);
    pixel[2] = clamp(luma + 1.772 * blue);
  }

  private static int clamp(double value) {
    return (int) Math.round(Math.max(0, Math.min(255, value)));
  }
}
