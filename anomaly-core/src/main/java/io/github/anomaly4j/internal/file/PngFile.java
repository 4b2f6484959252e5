package io.github.anomaly4j.internal.file;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as PNG files, written by {@link AtomicFile}. */
public final class PngFile {
  private PngFile() {}

  /**
   * Writes an image.
   *
   * @throws IOException if it cannot be written; the message names the file and the cause
   */
  public static void write(Path file, BufferedImage image) throws IOException {
    byte[] png = bytes(image);
    AtomicFile.write(file, out -> out.write(png));
  }

  /**
   * The content of a file. It is encoded in memory, since ImageIO hides errors of the disk and
   * would use a temporary file.
   *
   * @throws IOException if this Java has no writer for PNG files
   */
  public static byte[] bytes(BufferedImage image) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(png)) {
      if (!ImageIO.write(image, "png", stream)) {
        throw new IOException("this Java cannot write PNG files");
      }
    }
    return png.toByteArray();
  }
}
