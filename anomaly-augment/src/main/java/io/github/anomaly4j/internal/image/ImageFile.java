package io.github.anomaly4j.internal.image;

import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.PixelRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the bytes of one file, none of them beyond the limit, and decodes them.
 *
 * @param paper the value of transparent pixels: 1 (white) for images, 0 (black) for masks
 */
public record ImageFile(
    DecodeLimits limits, Optional<PixelRange> range, boolean oriented, float paper) {
  static final String AN_IMAGE = "a PNG, JPEG, BMP, GIF or TIFF file";

  public Image read(Path file) throws IOException {
    String name = name(file);
    int length = (int) checkedSize(file, name);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      // A file may grow meanwhile; only its first length is read.
      bytes = in.readNBytes(length);
    } catch (IOException e) {
      throw named(name, e);
    }
    return new ImageDecoder(this, name, bytes).image();
  }

  /** Opens a file whose pixels are read by regions, where its format allows that. */
  public RegionSource open(Path file) throws IOException {
    String name = name(file);
    checkedSize(file, name);
    try {
      RegionSource source = new RegionFile(this, file, name).open();
      return source.byRegions() ? new NamedRegions(source, name) : source;
    } catch (ImageException e) {
      throw e;
    } catch (FileSystemException e) {
      throw named(name, e);
    } catch (IOException | RuntimeException e) {
      // Decoders answer broken headers with any of these, such as index errors.
      throw NamedRegions.broken(name, "its header is broken", e);
    }
  }

  /**
   * The name of a file in messages. A name that this locale cannot represent, such as one with an
   * umlaut under {@code LC_ALL=C}, is percent-encoded as in a URI, with the bytes that it has on
   * the disk.
   */
  private static String name(Path file) {
    String name = file.toString();
    return name.indexOf('\ufffd') < 0 ? name : file.toUri().getRawPath();
  }

  private static IOException named(String name, IOException e) {
    String reason = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    return new IOException(reason.contains(name) ? reason : name + ": " + reason, e);
  }

  public Image read(byte[] bytes, String name) throws ImageException {
    checkLength(name, bytes.length);
    return new ImageDecoder(this, name, bytes).image();
  }

  public Image read(InputStream in, String name) throws IOException {
    // One byte more than allowed shows that a stream is too long.
    int most = (int) Math.min(Integer.MAX_VALUE - 8, limits.maxBytes());
    byte[] bytes;
    boolean more;
    try {
      bytes = in.readNBytes(most);
      more = bytes.length == most && in.read() >= 0;
    } catch (IOException e) {
      throw named(name, e);
    }
    if (more) {
      throw new ImageException(
          name,
          "there are more than " + most + " bytes",
          "at most that",
          "shrink the image or raise DecodeLimits.maxBytes");
    }
    return read(bytes, name);
  }

  private long checkedSize(Path file, String name) throws IOException {
    if (!Files.exists(file)) {
      throw new ImageException(name, "there is no such file", AN_IMAGE, "check the path");
    }
    if (!Files.isRegularFile(file)) {
      String found = Files.isDirectory(file) ? "this is a folder" : "this is no regular file";
      throw new ImageException(name, found, AN_IMAGE, "name the image itself");
    }
    if (!Files.isReadable(file)) {
      throw new ImageException(
          name, "no permission to read it", "a readable file", "change its permissions");
    }
    long bytes = Files.size(file);
    checkLength(name, bytes);
    return bytes;
  }

  private void checkLength(String name, long bytes) throws ImageException {
    if (bytes == 0) {
      throw new ImageException(
          name, "the file is empty (0 bytes)", AN_IMAGE, "copy it again or remove it");
    }
    if (bytes > Math.min(limits.maxBytes(), Integer.MAX_VALUE - 8)) {
      throw new ImageException(
          name,
          "the file has " + bytes + " bytes",
          "at most " + limits.maxBytes(),
          "shrink the image or raise DecodeLimits.maxBytes");
    }
  }
}
