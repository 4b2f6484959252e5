package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.image.PixelRange;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * TIFF and BigTIFF as cameras and image libraries write them: gray, RGB, palette and CMYK, integers
 * and floats, strips and tiles, uncompressed or by LZW, Deflate, PackBits or JPEG, with predictors.
 * Java's own reader refuses predictors of 16 bits, BigTIFF and much else; it is left the fax
 * compressions and rare color spaces.
 */
final class TiffDecoder {
  private static final int WHITE_IS_ZERO = 0;
  private static final int FAX = 4;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CMYK = 5;
  private static final int YCC = 6;

  private final ImageFile file;
  private final String name;
  private final byte[] bytes;
  private final TiffTags tags;
  private final int width;
  private final int height;
  private final int bits;
  private final int format;
  private final int samples;
  private final int photometric;
  private final int colors;

  /** 0 if there is no alpha, 1 if colors are multiplied by it, 2 if not. */
  private final int alpha;

  private final int compression;
  private PixelRange range;
  private OptionalInt jpegQuality = OptionalInt.empty();
  private double cutOff;

  TiffDecoder(ImageFile file, String name, byte[] bytes) throws IOException {
    this.file = file;
    this.name = name;
    this.bytes = bytes;
    tags = TiffTags.of(bytes);
    width = side(256);
    height = side(257);
    bits = number(258, 1);
    format = number(339, TiffSamples.UNSIGNED) == 4 ? 1 : number(339, TiffSamples.UNSIGNED);
    samples = number(277, 1);
    compression = number(259, TiffSegments.NONE);
    photometric = number(262, 1);
    colors = photometric == RGB || photometric == YCC ? 3 : photometric == CMYK ? 4 : 1;
    int extra = number(338, 0);
    alpha = samples == colors + 1 && (extra == 1 || extra == 2) ? extra : 0;
  }

  private int side(int tag) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, tags.number(tag, 0)));
  }

  private int number(int tag, int otherwise) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, tags.number(tag, otherwise)));
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int orientation() {
    return Orientation.checked(tags.number(Orientation.TAG, Orientation.UPRIGHT));
  }

  /** Whether Java's reader is the one to ask: fax compressions and rare color spaces. */
  boolean isLeftToJava() {
    boolean fax = compression >= 2 && compression <= 4;
    boolean rareColors = photometric >= YCC && compression != TiffSegments.JPEG;
    return !tags.isBig() && (fax || rareColors) && compressionName() == null;
  }

  /** That Java's reader is not given work without end either. */
  void checkForJava() throws IOException {
    TiffLayout layout = layout(FAX);
    new TiffSegments(bytes, tags, layout).close();
  }

  /** What it is compressed by, if nothing here reads that, or null. */
  private String compressionName() {
    return switch (compression) {
      case 1, 2, 3, 4, 5, 7, 8, 32946, 32773 -> null;
      case 6 -> "old-style JPEG";
      case 34661 -> "JBIG";
      case 34676, 34677 -> "SGI Log";
      case 33003, 33004, 33005, 34712 -> "JPEG 2000";
      case 34887 -> "LERC";
      case 34892 -> "lossy DNG JPEG";
      case 34925 -> "LZMA";
      case 34926, 50000 -> "ZSTD";
      case 34927, 50001 -> "WebP";
      case 50002, 52546 -> "JPEG XL";
      default -> "a method of the number " + compression;
    };
  }

  /** Throws what tells plainly why this kind of TIFF is not read. */
  void checkKind() throws ImageException {
    String unread = compressionName();
    if (unread != null) {
      throw refused(
          "it is a TIFF compressed by " + unread,
          "one that is uncompressed or compressed by LZW, Deflate, PackBits, JPEG or fax");
    }
    if (isLeftToJava()) {
      return;
    }
    if (compression <= 4 && compression != 1) {
      throw refused("it is a BigTIFF compressed as fax", "a TIFF");
    }
    if (photometric > YCC || photometric == 4) {
      throw refused(
          "its colors are of the kind " + photometric + " (PhotometricInterpretation)",
          "gray, RGB, palette or CMYK");
    }
    for (int i = 1; i < tags.count(258); i++) {
      if (tags.value(258, i) != bits) {
        throw refused("its channels have different numbers of bits", "the same number of each");
      }
    }
    if (!TiffSamples.isKnown(bits, format)
        || compression == TiffSegments.JPEG && (bits != 8 || format != TiffSamples.UNSIGNED)
        || photometric == PALETTE && (bits > 16 || format != TiffSamples.UNSIGNED)) {
      throw refused(
          "its numbers are %s of %d bits".formatted(formatName(), bits),
          "unsigned integers of 1 to 16 or 32 bits, signed ones of 8, 16 or 32, or floats of 16,"
              + " 32 or 64");
    }
    checkChannels();
    int predictor = number(317, 1);
    boolean byWord = bits == 8 || bits == 16 || bits == 32 || bits == 64;
    boolean compressed = compression == 5 || compression == 8 || compression == 32946;
    if (compressed
        && (predictor > 3
            || predictor == 2 && !byWord
            || predictor == 3 && format != TiffSamples.FLOAT)) {
      throw refused(
          "it has the predictor %d with %d bits".formatted(predictor, bits),
          "no predictor, or 2, or 3 with floats");
    }
  }

  private void checkChannels() throws ImageException {
    if (samples == colors || alpha != 0) {
      return;
    }
    // RGBX: the byte that fills up the word is not said to be alpha, so it is none.
    if (samples == colors + 1 && photometric == RGB) {
      return;
    }
    throw refused(
        "it has %d channels, of which %d are said to be colors".formatted(samples, colors),
        "gray, RGB or CMYK, each with alpha or without");
  }

  private String formatName() {
    return switch (format) {
      case TiffSamples.UNSIGNED -> "unsigned integers";
      case TiffSamples.SIGNED -> "signed integers";
      case TiffSamples.FLOAT -> "floats";
      default -> "complex";
    };
  }

  private ImageException refused(String found, String expected) {
    return new ImageException(name, found, expected, "save it so, or pass its values to Image.of");
  }

  private boolean isNatural() {
    return format == TiffSamples.UNSIGNED && bits <= 16;
  }

  float[] pixels() throws IOException {
    TiffLayout layout = layout(compression);
    TiffSegments segments = new TiffSegments(bytes, tags, layout);
    try {
      range = isNatural() ? PixelRange.ofBits(bits) : foundRange(segments, layout);
      float[] rgb =
          Overlay.laid(
              width * height, file.paper(), alpha == 1, overlay -> fill(segments, layout, overlay));
      jpegQuality = segments.jpegQuality();
      cutOff = isNatural() ? 0 : cutOff(segments, layout);
      return rgb;
    } finally {
      segments.close();
    }
  }

  Origin origin() {
    return new Origin(name, "TIFF", bits, range, jpegQuality, cutOff);
  }

  private TiffLayout layout(int method) throws IOException {
    boolean tiled = tags.count(324) > 0;
    int across = tiled ? side(322) : width;
    int down = tiled ? side(323) : (int) Math.min(height, Math.max(1, tags.number(278, height)));
    if (across < 1 || down < 1 || (long) across * down > file.limits().maxPixels()) {
      // A small image may declare one huge tile.
      throw new IOException("tiles of %dx%d pixels".formatted(across, down));
    }
    boolean predicted = compression == 5 || compression == 8 || compression == 32946;
    TiffLayout layout =
        new TiffLayout(
            width,
            height,
            samples,
            bits,
            method,
            predicted ? number(317, 1) : 1,
            number(284, 1) == 2 && samples > 1,
            tiled,
            across,
            down,
            number(266, 1) == 2);
    if (layout.segmentBytes() > Integer.MAX_VALUE - 64) {
      throw new IOException("a strip or tile of " + layout.segmentBytes() + " bytes");
    }
    return layout;
  }

  /** What is done with each row of a strip or tile that lies inside the image. */
  private interface Row {
    void of(int x, int y, int count, double[] values);
  }

  private void eachRow(TiffSegments segments, TiffLayout layout, Row row) throws IOException {
    TiffSamples reading = new TiffSamples(bits, format, tags.order());
    int perRow = layout.segmentWidth() * layout.samplesPerPixel();
    double[] values = new double[layout.segmentWidth() * samples];
    double[] plane = new double[layout.planar() ? layout.segmentWidth() : 0];
    byte[][] parts = new byte[layout.planes()][];
    for (int segment = 0; segment < layout.segments(); segment++) {
      for (int i = 0; i < parts.length; i++) {
        parts[i] = segments.read(segment, i);
      }
      int left = segment % layout.across() * layout.segmentWidth();
      int top = segment / layout.across() * layout.segmentHeight();
      int columns = Math.min(layout.segmentWidth(), width - left);
      int rows = Math.min(layout.rows(segment), height - top);
      for (int y = 0; y < rows; y++) {
        int from = (int) (y * layout.rowBytes());
        if (layout.planar()) {
          for (int i = 0; i < parts.length; i++) {
            reading.row(parts[i], from, plane, layout.segmentWidth());
            for (int x = 0; x < columns; x++) {
              values[x * samples + i] = plane[x];
            }
          }
        } else {
          reading.row(parts[0], from, values, perRow);
        }
        row.of(left, top + y, columns, values);
      }
    }
  }

  /** The range that the caller says, that the tags say, or [0, 1] if all floats lie in it. */
  private PixelRange foundRange(TiffSegments segments, TiffLayout layout) throws IOException {
    double[] extent = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    long[] unusable = new long[1];
    eachRow(
        segments,
        layout,
        (left, y, count, values) -> {
          for (int i = 0; i < count * samples; i++) {
            if (i % samples >= colors) {
              continue;
            }
            if (Double.isNaN(values[i]) || Double.isInfinite(values[i])) {
              unusable[0]++;
            } else {
              extent[0] = Math.min(extent[0], values[i]);
              extent[1] = Math.max(extent[1], values[i]);
            }
          }
        });
    if (unusable[0] > 0) {
      throw new ImageException(
          name,
          "%d of its numbers are NaN or infinite".formatted(unusable[0]),
          "finite numbers",
          "replace them, for instance by what is usual beside them");
    }
    Optional<PixelRange> stated = file.range().or(this::tagged);
    boolean unit = format == TiffSamples.FLOAT && extent[0] >= 0 && extent[1] <= 1;
    if (stated.isEmpty() && !unit) {
      throw new ImageException(
          name,
          "its %s of %d bits run from %s to %s".formatted(formatName(), bits, extent[0], extent[1]),
          "floats from 0.0 to 1.0, or a range for them",
          "say which numbers are black and white, the same for all images: ImageReader.range,"
              + " AnomalyDetectorBuilder.pixelRange, or --range on the command line");
    }
    if (file.range().isEmpty()
        && stated.isPresent()
        && extent[0] != 0
        && stated.get().equals(extentOf(extent))) {
      throw new ImageException(
          name,
          "its tags SMinSampleValue and SMaxSampleValue only repeat its smallest and largest number"
              + " (%s to %s)".formatted(extent[0], extent[1]),
          "a range that is the same for all images",
          "say which numbers are black and white: ImageReader.range,"
              + " AnomalyDetectorBuilder.pixelRange, or --range on the command line");
    }
    return stated.orElseGet(() -> new PixelRange(0, 1));
  }

  private static PixelRange extentOf(double[] extent) {
    return extent[0] < extent[1] ? new PixelRange(extent[0], extent[1]) : null;
  }

  /** SMinSampleValue and SMaxSampleValue over all channels, if both are there and make sense. */
  private Optional<PixelRange> tagged() {
    if (tags.count(340) == 0 || tags.count(341) == 0) {
      return Optional.empty();
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < Math.min(tags.count(340), samples); i++) {
      low = Math.min(low, tags.value(340, i));
    }
    for (int i = 0; i < Math.min(tags.count(341), samples); i++) {
      high = Math.max(high, tags.value(341, i));
    }
    return low < high && Double.isFinite(low) && Double.isFinite(high)
        ? Optional.of(new PixelRange(low, high))
        : Optional.empty();
  }

  private void fill(TiffSegments segments, TiffLayout layout, Overlay overlay) throws IOException {
    float[] palette = photometric == PALETTE ? palette() : null;
    double low = range.low();
    double extent = range.high() - low;
    float[] pixel = new float[samples];
    eachRow(
        segments,
        layout,
        (left, y, count, values) -> {
          for (int x = 0; x < count; x++) {
            int i = y * width + left + x;
            if (palette != null) {
              int index = (int) values[x * samples];
              float opacity = alpha == 0 ? 1f : part(values[x * samples + 1], 0, range.high());
              for (int channel = 0; channel < Image.CHANNELS; channel++) {
                overlay.put(channel, i, palette[channel * palette.length / 3 + index], opacity);
              }
              continue;
            }
            for (int channel = 0; channel < samples; channel++) {
              boolean color = channel < colors;
              double value = values[x * samples + channel];
              pixel[channel] = color ? part(value, low, extent) : opacity(value);
            }
            put(overlay, i, pixel);
          }
        });
  }

  private double cutOff(TiffSegments segments, TiffLayout layout) throws IOException {
    long[] outside = new long[1];
    eachRow(
        segments,
        layout,
        (left, y, count, values) -> {
          for (int i = 0; i < count * samples; i++) {
            boolean color = i % samples < colors;
            outside[0] += color && (values[i] < range.low() || values[i] > range.high()) ? 1 : 0;
          }
        });
    return (double) outside[0] / ((long) width * height * colors);
  }

  private float opacity(double value) {
    return part(value, 0, isNatural() ? range.high() : format == TiffSamples.FLOAT ? 1 : most());
  }

  private double most() {
    return format == TiffSamples.UNSIGNED ? 0xffffffffL : Math.scalb(1.0, bits - 1) - 1;
  }

  private static float part(double value, double low, double extent) {
    double part = (value - low) / extent;
    return part > 0 ? (float) Math.min(1, part) : 0f;
  }

  private void put(Overlay overlay, int i, float[] pixel) {
    float opacity = alpha == 0 ? 1f : pixel[colors];
    switch (photometric) {
      case RGB -> {
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          overlay.put(channel, i, pixel[channel], opacity);
        }
      }
      case CMYK -> {
        // As in a JPEG of CMYK: ink darkens linearly.
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          overlay.put(channel, i, (1f - pixel[channel]) * (1f - pixel[3]), opacity);
        }
      }
      case YCC -> {
        float luma = pixel[0];
        float blue = pixel[1] - 128 / 255f;
        float red = pixel[2] - 128 / 255f;
        overlay.put(0, i, step(luma + 1.402f * red), opacity);
        overlay.put(1, i, step(luma - 0.344136f * blue - 0.714136f * red), opacity);
        overlay.put(2, i, step(luma + 1.772f * blue), opacity);
      }
      default -> {
        float gray = photometric == WHITE_IS_ZERO ? 1f - pixel[0] : pixel[0];
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          overlay.put(channel, i, gray, opacity);
        }
      }
    }
  }

  /** The nearest of 256 steps, which a decoder of JPEG gives. */
  private static float step(float value) {
    return Math.round(Math.max(0, Math.min(1, value)) * 255f) / 255f;
  }

  /** Planar; entries have 16 bits of which writers fill the upper 8, the lower 8, or all alike. */
  private float[] palette() throws IOException {
    int entries = 1 << bits;
    if (tags.count(320) < 3 * entries) {
      throw new IOException("a palette of %d numbers".formatted(tags.count(320)));
    }
    boolean low = true;
    for (int i = 0; i < 3 * entries; i++) {
      low &= tags.value(320, i) < 256;
    }
    float[] palette = new float[3 * entries];
    for (int i = 0; i < palette.length; i++) {
      int entry = (int) tags.value(320, i);
      palette[i] = (low ? entry : entry >> 8) / 255f;
    }
    return palette;
  }
}
