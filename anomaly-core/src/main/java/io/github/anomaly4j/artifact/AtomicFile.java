package io.github.anomaly4j.artifact;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes a file beside its place and moves it there once it is complete and on the disk. */
public final class AtomicFile {

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file, through a link to the file that it names; its folder is made if absent. On
   * failure, what was there before stays.
   *
   * @throws IOException if it cannot be written
   * @throws InterruptedIOException if the thread is interrupted, which it then stays
   */
  public static void write(Path file, Content content) throws IOException {
    Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = place.getParent();
    try {
      if (Files.isDirectory(place)) {
        throw new FileSystemException(file.toString(), null, "is a folder");
      }
      // Not always, since creating refuses a link to a folder.
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      replace(place, folder.resolve("." + UUID.randomUUID() + ".part"), content);
    } catch (IOException e) {
      String message =
          "%s could not be written (%s); what was there before is untouched"
              .formatted(file, e.getMessage());
      throw e instanceof ClosedByInterruptException
          ? (IOException) new InterruptedIOException(message).initCause(e)
          : new IOException(message, e);
    }
    force(folder);
  }

  private static void replace(Path place, Path beside, Content content) throws IOException {
    try {
      try (FileChannel channel =
          FileChannel.open(beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        content.writeTo(Channels.newOutputStream(channel));
        channel.force(true);
      }
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

  /** Brings the move to the disk too. */
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Only some systems open folders; the file is complete either way.
    }
  }
}
