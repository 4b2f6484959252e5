package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.internal.image.format.ByteSource;
import io.github.anomaly4j.internal.image.format.JdkReader;
import io.github.anomaly4j.internal.image.format.Orientation;
import io.github.anomaly4j.internal.image.format.PngChunks;
import io.github.anomaly4j.internal.image.format.TiffTags;
import io.github.anomaly4j.internal.image.pixel.Samples;
import io.github.anomaly4j.internal.image.tiff.TiffDecoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Opens one file so that its pixels are read by regions, by what its first bytes say. */
record RegionFile(ImageFile settings, Path file, String name) {
  /** Decoders hold several rows at once; an image of one row may have millions of pixels. */
  private static final long MAX_ROW = 16L << 20;

  /** The header of a BMP of the usual kind. */
  private static final int BMP_HEADER = 54;

  RegionSource open() throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(BMP_HEADER);
    }
    if (PngChunks.isPng(start)) {
      SeekableByteChannel channel = Files.newByteChannel(file);
      try {
        PngChunks chunks = new PngChunks(channel);
        if (isUpright(chunks) && PngRows.reads(chunks)) {
          checkPixels(name, settings.limits(), chunks.width(), chunks.height());
          checkRow(name, chunks.rowBytes());
          checkHeld(chunks);
          return new PngRows(channel, chunks, name);
        }
        channel.close();
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
    if (TiffTags.isTiff(start)) {
      SeekableByteChannel channel = Files.newByteChannel(file);
      try {
        TiffDecoder decoder =
            new TiffDecoder(name, ByteSource.of(channel), settings.limits().maxPixels());
        checkPixels(name, settings.limits(), decoder.width(), decoder.height());
        decoder.checkKind();
        if (decoder.hasRegions(settings.oriented())) {
          return new TiffSource(decoder.regions(settings.range()), channel);
        }
        channel.close();
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
    if (isPlainBmp(start) && file.getFileSystem() == FileSystems.getDefault()) {
      return bmp();
    }
    return new ImageDecoder(settings, name, Files.readAllBytes(file)).regions();
  }

  private boolean isUpright(PngChunks chunks) {
    return !settings.oriented() || chunks.orientation() == Orientation.UPRIGHT;
  }

  private void checkHeld(PngChunks chunks) throws ImageException {
    if (chunks.rowBytes() * chunks.height() / ImageDecoder.DEFLATE_RATIO > chunks.compressed()) {
      throw new ImageException(
          name,
          "%d bytes cannot hold the pixels that it declares".formatted(chunks.compressed()),
          "a whole image",
          "copy or export it again");
    }
  }

  /** Whether it is a BMP of 8 or 24 bits a pixel that is not compressed. */
  private static boolean isPlainBmp(byte[] start) {
    if (start.length < BMP_HEADER || start[0] != 'B' || start[1] != 'M') {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int bits = header.getShort(28);
    return header.getInt(14) >= 40
        && header.getInt(30) == 0
        && (bits == Byte.SIZE || bits == 3 * Byte.SIZE);
  }

  private RegionSource bmp() throws IOException {
    JdkReader.Open open = JdkReader.BMP.open(file);
    try {
      int width = open.width();
      int height = open.height();
      checkPixels(name, settings.limits(), width, height);
      checkRow(name, (long) width * 3);
      BufferedImage first = open.region(0, 0, 1, 1);
      Origin origin =
          new Origin(
              name, "BMP", Samples.bits(first), Samples.range(first), OptionalInt.empty(), 0);
      return new BmpRegions(open, width, height, origin);
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  static void checkPixels(String name, DecodeLimits limits, int width, int height)
      throws ImageException {
    if (width < 1 || height < 1 || (long) width * height > limits.maxPixels()) {
      throw new ImageException(
          name,
          "its header declares %dx%d pixels".formatted(width, height),
          "from 1 to %d pixels".formatted(limits.maxPixels()),
          "shrink the image or raise DecodeLimits.maxPixels");
    }
  }

  static void checkRow(String name, long rowBytes) throws ImageException {
    if (rowBytes > MAX_ROW) {
      throw new ImageException(
          name,
          "each of its rows has %d bytes".formatted(rowBytes),
          "at most %d".formatted(MAX_ROW),
          "cut it into parts");
    }
  }
}
