package io.github.anomaly4j.diagnosis;

import io.github.anomaly4j.artifact.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes a picture beside its place and moves it there once it is complete. */
final class PngFile {
  private PngFile() {}

  static void write(Path file, BufferedImage image) throws IOException {
    // Not straight to the file: ImageIO makes an error of the disk its own.
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    AtomicFile.write(file, png::writeTo);
  }
}
