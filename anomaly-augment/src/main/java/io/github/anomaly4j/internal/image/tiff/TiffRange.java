package io.github.anomaly4j.internal.image.tiff;

import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.PixelRange;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The numbers of a TIFF that stand for black and white. */
final class TiffRange {
  private TiffRange() {}

  /**
   * The range of numbers that stand for black and white.
   *
   * @param asked the range that the caller asks for; else the one in the tags counts, else [0, 1]
   *     if all floats are in it
   * @throws ImageException if there is no such range, or numbers are not finite
   */
  static PixelRange of(TiffHeader header, TiffRows rows, Optional<PixelRange> asked)
      throws IOException {
    double[] extent = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    long[] unusable = new long[1];
    rows.each(
        (left, y, count, values) -> {
          for (int i = 0; i < count * header.samples(); i++) {
            if (i % header.samples() >= header.colors()) {
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
          header.name(),
          "%d of its numbers are NaN or infinite".formatted(unusable[0]),
          "finite numbers",
          "replace them, for instance by numbers that are usual near them");
    }
    Optional<PixelRange> stated = asked.or(() -> tagged(header));
    boolean unit = header.format() == TiffSamples.FLOAT && extent[0] >= 0 && extent[1] <= 1;
    if (stated.isEmpty() && !unit) {
      throw new ImageException(
          header.name(),
          "its %s of %d bits run from %s to %s"
              .formatted(header.formatName(), header.bits(), extent[0], extent[1]),
          "floats from 0.0 to 1.0, or a range for them",
          "say which numbers are black and white, the same for all images: ImageReader.range,"
              + " AnomalyDetectorBuilder.pixelRange, or --range on the command line");
    }
    if (asked.isEmpty()
        && stated.isPresent()
        && extent[0] != 0
        && stated.get().equals(extentOf(extent))) {
      throw new ImageException(
          header.name(),
          "its tags SMinSampleValue and SMaxSampleValue only repeat its smallest and largest number"
              + " (%s to %s)".formatted(extent[0], extent[1]),
          "a range that is the same for all images",
          "say which numbers are black and white: ImageReader.range,"
              + " AnomalyDetectorBuilder.pixelRange, or --range on the command line");
    }
    return stated.orElseGet(() -> new PixelRange(0, 1));
  }

  private static @Nullable PixelRange extentOf(double[] extent) {
    return extent[0] < extent[1] ? new PixelRange(extent[0], extent[1]) : null;
  }

  /** SMinSampleValue and SMaxSampleValue over all channels, if both exist and are valid. */
  private static Optional<PixelRange> tagged(TiffHeader header) {
    if (header.tags().count(340) == 0 || header.tags().count(341) == 0) {
      return Optional.empty();
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < Math.min(header.tags().count(340), header.samples()); i++) {
      low = Math.min(low, header.tags().value(340, i));
    }
    for (int i = 0; i < Math.min(header.tags().count(341), header.samples()); i++) {
      high = Math.max(high, header.tags().value(341, i));
    }
    return low < high && Double.isFinite(low) && Double.isFinite(high)
        ? Optional.of(new PixelRange(low, high))
        : Optional.empty();
  }

  /** The share of colors outside a range, which are shown as black or white. */
  static double cutOff(TiffHeader header, TiffRows rows, PixelRange range) throws IOException {
    long[] outside = new long[1];
    rows.each(
        (left, y, count, values) -> {
          for (int i = 0; i < count * header.samples(); i++) {
            boolean color = i % header.samples() < header.colors();
            outside[0] += color && (values[i] < range.low() || values[i] > range.high()) ? 1 : 0;
          }
        });
    return (double) outside[0] / ((long) header.width() * header.height() * header.colors());
  }
}
