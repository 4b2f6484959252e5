package io.github.anomaly4j.diagnosis;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import javax.imageio.ImageIO;

/** Writes a picture beside its place and moves it there once it is complete. */
final class PngFile {
  private PngFile() {}

  static void write(Path file, BufferedImage image) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    Path place = file.toAbsolutePath();
    try {
      // Not always, since creating refuses a link to a folder.
      if (!Files.isDirectory(place.getParent())) {
        Files.createDirectories(place.getParent());
      }
      replace(place, png.toByteArray());
    } catch (IOException e) {
      throw new IOException(
          "%s could not be written (%s); what was there before is untouched".formatted(file, e), e);
    }
  }

  private static void replace(Path place, byte[] content) throws IOException {
    Path beside = place.resolveSibling("." + UUID.randomUUID() + ".part");
    try {
      Files.write(beside, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      move(beside, place);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
