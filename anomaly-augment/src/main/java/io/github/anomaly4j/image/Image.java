package io.github.anomaly4j.image;

import io.github.anomaly4j.internal.image.pixel.PixelArrays;
import io.github.anomaly4j.internal.image.pixel.Resampling;
import io.github.anomaly4j.internal.image.pixel.Samples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An immutable RGB image of any size, whose values are floats in [0, 1].
 *
 * <p>Arrays are planar: {@code [3][height][width]} in one array, red first, rows from the top. Gray
 * images have three equal planes. Values are the file's own numbers divided by their largest (255,
 * 65535), with no color management and no gamma. Thread safe.
 */
public final class Image {
  /** Red, green and blue. */
  public static final int CHANNELS = 3;

  private final int width;
  private final int height;
  private final float[] rgb;

  /** Null if the image was given as numbers and has no name. */
  private final @Nullable Origin origin;

  /** Takes the array over, without a copy or a check. */
  private Image(int width, int height, float[] rgb, @Nullable Origin origin) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
    this.origin = origin;
  }

  /**
   * An image of the given values, which are copied.
   *
   * @param rgb planar values in [0, 1], {@code 3 * height * width} of them
   * @throws IllegalArgumentException if a side is below 1, the array's length does not fit the
   *     sides, or a value is NaN or outside [0, 1]
   */
  public static Image of(int width, int height, float[] rgb) {
    return new Image(
        width, height, PixelArrays.checked("image", CHANNELS, width, height, rgb), null);
  }

  /**
   * An image that was read from a file; the values are copied.
   *
   * @param rgb planar values in [0, 1], {@code 3 * height * width} of them
   * @param origin which file, and how it is stored there
   * @throws IllegalArgumentException if a side is below 1, the array's length does not fit the
   *     sides, or a value is NaN or outside [0, 1]
   */
  public static Image of(int width, int height, float[] rgb, Origin origin) {
    return new Image(
        width, height, PixelArrays.checked("image", CHANNELS, width, height, rgb), origin);
  }

  /**
   * An image of one color.
   *
   * @throws IllegalArgumentException if a side is below 1 or a value is outside [0, 1]
   */
  public static Image filled(int width, int height, float red, float green, float blue) {
    int pixels = PixelArrays.count("image", 1, width, height);
    float[] rgb = new float[PixelArrays.count("image", CHANNELS, width, height)];
    Arrays.fill(rgb, 0, pixels, red);
    Arrays.fill(rgb, pixels, 2 * pixels, green);
    Arrays.fill(rgb, 2 * pixels, 3 * pixels, blue);
    return of(width, height, rgb);
  }

  /**
   * Converts an image of Java in any of its formats: 1 to 16 bits a channel, floats in [0, 1],
   * gray, palette, with alpha (which is laid over white, unless it is 0 everywhere although there
   * are colors), CMYK and other color spaces.
   *
   * @throws NullPointerException if it is null, which {@code ImageIO.read} returns for a file that
   *     it cannot read; {@link ImageReader} says what is wrong with such a file
   * @throws IllegalArgumentException if its floats are not all in [0, 1]
   */
  public static Image from(BufferedImage image) {
    Objects.requireNonNull(
        image,
        "the image is null, which ImageIO.read returns for a file that it cannot read;"
            + " ImageReader reads it or tells what is wrong with it");
    Origin origin =
        new Origin(
            "a BufferedImage",
            "BufferedImage",
            Samples.bits(image),
            Samples.range(image),
            OptionalInt.empty(),
            0);
    return new Image(image.getWidth(), image.getHeight(), Samples.rgb(image, 1f), origin);
  }

  /** Reads a file within {@link DecodeLimits#defaults()}; see {@link #read(Path, DecodeLimits)}. */
  public static Image read(Path file) throws IOException {
    return read(file, DecodeLimits.defaults());
  }

  /**
   * Reads a PNG, JPEG, BMP, GIF or TIFF file, with any file name extension, as {@link ImageReader}
   * does, which also reads uploads and streams.
   *
   * <p>Of a file with several frames or pages the first is read. Alpha is laid over white, unless
   * it is 0 everywhere although there are colors. An image is rotated as its EXIF orientation says.
   * A truncated file is an error, not an image with a gray rest. Plug-ins of ImageIO are not used,
   * so that a model gets the same pixels on every machine.
   *
   * @throws ImageException if the file is missing, empty, no image, broken, or over the limits
   * @throws IOException if the file system fails
   */
  public static Image read(Path file, DecodeLimits limits) throws IOException {
    return ImageReader.defaults().limits(limits).read(file);
  }

  /**
   * The image's name, for messages, and how it was stored; empty if it was given as numbers and not
   * {@linkplain #named(String) named}. Crops and resized copies keep it.
   */
  public Optional<Origin> origin() {
    return Optional.ofNullable(origin);
  }

  /** The same image with another name in messages. */
  public Image named(String name) {
    Origin named =
        origin == null
            ? new Origin(name, "numbers", Float.SIZE, new PixelRange(0, 1), OptionalInt.empty(), 0)
            : origin.named(name);
    return with(named);
  }

  /**
   * The image with black and white at other stored numbers, such as 0 and 4095 for a 12-bit camera
   * whose files have 16 bits. An image that is not {@linkplain Origin#isDeep() deep} is returned
   * unchanged.
   */
  public Image inRange(PixelRange range) {
    if (origin == null || !origin.isDeep() || origin.range().equals(range)) {
      return this;
    }
    double most = origin.range().high();
    float[] scaled = new float[rgb.length];
    int cut = 0;
    for (int i = 0; i < rgb.length; i++) {
      double part = (rgb[i] * most - range.low()) / (range.high() - range.low());
      cut += part < 0 || part > 1 ? 1 : 0;
      scaled[i] = (float) Math.max(0, Math.min(1, part));
    }
    Origin ranged =
        new Origin(
            origin.name(),
            origin.format(),
            origin.bits(),
            range,
            origin.jpegQuality(),
            (double) cut / rgb.length);
    return new Image(width, height, scaled, ranged);
  }

  Image with(Origin other) {
    return new Image(width, height, rgb, other);
  }

  /** The image in 8 bits a channel, each value rounded to the nearest step. */
  public BufferedImage toBufferedImage() {
    int pixels = width * height;
    int[] packed = new int[pixels];
    for (int i = 0; i < pixels; i++) {
      packed[i] =
          PixelArrays.toByte(rgb[i]) << 16
              | PixelArrays.toByte(rgb[pixels + i]) << 8
              | PixelArrays.toByte(rgb[2 * pixels + i]);
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.getRaster().setDataElements(0, 0, width, height, packed);
    return image;
  }

  /** Pixels from left to right; at least 1. */
  public int width() {
    return width;
  }

  /** Pixels from top to bottom; at least 1. */
  public int height() {
    return height;
  }

  /**
   * One value.
   *
   * @param channel 0 red, 1 green, 2 blue
   * @throws IndexOutOfBoundsException if the channel or the place is outside the image
   */
  public float at(int channel, int x, int y) {
    Objects.checkIndex(channel, CHANNELS);
    Objects.checkIndex(x, width);
    Objects.checkIndex(y, height);
    return rgb[(channel * height + y) * width + x];
  }

  /** A copy of all values, planar: {@code [3][height][width]}. */
  public float[] toArray() {
    return rgb.clone();
  }

  /**
   * Copies all values, planar, to {@code target[offset]} and after.
   *
   * @throws IndexOutOfBoundsException if they do not fit
   */
  public void copyTo(float[] target, int offset) {
    System.arraycopy(rgb, 0, target, offset, rgb.length);
  }

  /**
   * The image in another size: along each axis the average of the covered pixels when shrinking,
   * bilinear when growing. In its own size the content is unchanged.
   *
   * @throws IllegalArgumentException if a side is below 1
   */
  public Image resize(int newWidth, int newHeight) {
    PixelArrays.count("image", CHANNELS, newWidth, newHeight);
    if (newWidth == width && newHeight == height) {
      return this;
    }
    return new Image(
        newWidth,
        newHeight,
        Resampling.resize(rgb, CHANNELS, width, height, newWidth, newHeight),
        origin);
  }

  /**
   * The part whose top left corner is (x, y).
   *
   * @throws IllegalArgumentException if a side is below 1
   * @throws IndexOutOfBoundsException if the part is not inside the image
   */
  public Image crop(int x, int y, int newWidth, int newHeight) {
    float[] part = new float[PixelArrays.count("image", CHANNELS, newWidth, newHeight)];
    Objects.checkFromIndexSize(x, newWidth, width);
    Objects.checkFromIndexSize(y, newHeight, height);
    for (int line = 0; line < CHANNELS * newHeight; line++) {
      int source = (line / newHeight * height + y + line % newHeight) * width + x;
      System.arraycopy(rgb, source, part, line * newWidth, newWidth);
    }
    return new Image(newWidth, newHeight, part, origin);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Image that
        && width == that.width
        && height == that.height
        && Arrays.equals(rgb, that.rgb);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rgb) * 31 + width;
  }

  @Override
  public String toString() {
    String size = width + "x" + height;
    return "Image[" + (origin == null ? size : size + ", " + origin.name()) + "]";
  }
}
