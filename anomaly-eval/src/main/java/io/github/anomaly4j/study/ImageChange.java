package io.github.anomaly4j.study;

import io.github.anomaly4j.augment.Shift;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Sampler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Changes that a camera brings and that make no product defective: of its light, its place, its
 * direction and its files. Safe for use by many threads.
 */
public enum ImageChange {
  /** None. */
  AS_IS(image -> image),

  /** Every value times 0.9. */
  DARKER(image -> brightness(image, 0.9f)),

  /** Every value times 1.1, and 1 at most. */
  BRIGHTER(image -> brightness(image, 1.1f)),

  /** Moved right and down by 8 pixels, the image mirrored at the border that this uncovers. */
  SHIFTED(ImageChange::shifted),

  /**
   * Without its left 8 columns and upper 8 rows, if it has more: all else lies aside as by a shift,
   * with nothing made up at a border. The image gets smaller, and is enlarged as much where it is
   * fitted into a frame; a defect that is cut off still counts as one.
   */
  CROPPED(ImageChange::cropped),

  /** Written as a JPEG file of quality 75 and read again, as many cameras and archives do. */
  JPEG(ImageChange::compressed),

  /** Turned clockwise by 5 degrees about its middle, the image mirrored at the border. */
  TILTED(ImageChange::tilted),

  /** Turned clockwise by 90 degrees: width and height change places. */
  TURNED(ImageChange::turned);

  private static final int PIXELS = 8;

  private static final double DEGREES = 5;

  private static final float JPEG_QUALITY = 0.75f;

  private final UnaryOperator<Image> change;

  ImageChange(UnaryOperator<Image> change) {
    this.change = change;
  }

  /**
   * The changed image; for the same image always the same, and as large but if cropped or turned.
   */
  public Image apply(Image image) {
    return change.apply(image);
  }

  private static Image brightness(Image image, float factor) {
    float[] rgb = image.toArray();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = Math.min(1, factor * rgb[i]);
    }
    return Image.of(image.width(), image.height(), rgb);
  }

  private static Image shifted(Image image) {
    return Shift.by(image, PIXELS, PIXELS);
  }

  private static Image cropped(Image image) {
    int left = Math.min(PIXELS, image.width() - 1);
    int top = Math.min(PIXELS, image.height() - 1);
    return image.crop(left, top, image.width() - left, image.height() - top);
  }

  private static Image compressed(Image image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      try (ImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(JPEG_QUALITY);
        writer.setOutput(out);
        writer.write(null, new IIOImage(image.toBufferedImage(), null, null), settings);
      }
      InputStream written = new ByteArrayInputStream(file.toByteArray());
      return Image.from(ImageIO.read(new MemoryCacheImageInputStream(written)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }

  private static Image tilted(Image image) {
    int width = image.width();
    int height = image.height();
    double cos = Math.cos(Math.toRadians(DEGREES));
    double sin = Math.sin(Math.toRadians(DEGREES));
    Sampler sampler = Sampler.of(image);
    float[] rgb = new float[Image.CHANNELS * width * height];
    for (int i = 0; i < width * height; i++) {
      double x = i % width - (width - 1) / 2.0;
      double y = i / width - (height - 1) / 2.0;
      sampler.read(
          (width - 1) / 2.0 + cos * x + sin * y,
          (height - 1) / 2.0 + cos * y - sin * x,
          rgb,
          i,
          width * height);
    }
    return Image.of(width, height, rgb);
  }

  private static Image turned(Image image) {
    int width = image.height();
    int height = image.width();
    float[] from = image.toArray();
    float[] to = new float[from.length];
    int pixels = width * height;
    for (int i = 0; i < pixels; i++) {
      int source = (image.height() - 1 - i % width) * image.width() + i / width;
      for (int plane = 0; plane < to.length; plane += pixels) {
        to[plane + i] = from[plane + source];
      }
    }
    return Image.of(width, height, to);
  }
}
