package io.github.anomaly4j.internal.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes files beside their places and moves them there once they are complete and on the disk.
 *
 * <p>A file that is being written lies in a hidden folder {@code .NAME.part} beside its place. What
 * a process that was killed left there is removed when the same file is written next; what another
 * process is writing is left alone.
 */
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
   * @throws IOException if it cannot be written; it is named, with the cause
   * @throws InterruptedIOException if the thread is interrupted, which it then stays
   */
  public static void write(Path file, Content content) throws IOException {
    writeAll(Map.of(file, content));
  }

  /**
   * Writes files that belong together, each as {@link #write(Path, Content)} does. None is moved to
   * its place before all are complete; on failure, what was there before stays, of all of them.
   *
   * @param contents by file, in the order in which they are written
   * @throws IOException if one cannot be written; it is named, with the cause
   * @throws InterruptedIOException if the thread is interrupted, which it then stays
   */
  public static void writeAll(Map<Path, Content> contents) throws IOException {
    Map<Path, PartFile> parts = new LinkedHashMap<>();
    try {
      for (Map.Entry<Path, Content> entry : contents.entrySet()) {
        telling(entry.getKey(), () -> parts.put(entry.getKey(), written(entry)));
      }
      List<PartFile> moved = new ArrayList<>();
      try {
        for (Map.Entry<Path, PartFile> part : parts.entrySet()) {
          telling(part.getKey(), () -> part.getValue().move(parts.size() > 1));
          moved.add(part.getValue());
        }
      } catch (IOException | RuntimeException | Error e) {
        moved.forEach(PartFile::undo);
        throw e;
      }
    } finally {
      parts.values().forEach(PartFile::close);
    }
  }

  private static PartFile written(Map.Entry<Path, Content> entry) throws IOException {
    Path file = entry.getKey();
    Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    if (Files.isDirectory(place)) {
      throw new FileSystemException(file.toString(), null, "is a folder");
    }
    // Not always, since creating refuses a link to a folder.
    if (!Files.isDirectory(place.getParent())) {
      Files.createDirectories(place.getParent());
    }
    PartFile part = PartFile.beside(place);
    boolean complete = false;
    try {
      entry.getValue().writeTo(Channels.newOutputStream(part.channel()));
      part.channel().force(true);
      complete = true;
      return part;
    } finally {
      if (!complete) {
        part.close();
      }
    }
  }

  private static void telling(Path file, Step step) throws IOException {
    try {
      step.run();
    } catch (IOException e) {
      String message =
          "%s could not be written (%s); what was there before is untouched"
              .formatted(file, reason(e));
      throw e instanceof ClosedByInterruptException
          ? (IOException) new InterruptedIOException(message).initCause(e)
          : new IOException(message, e);
    }
  }

  /** Some exceptions say a file's name alone and leave the rest to their class. */
  private static String reason(IOException problem) {
    return problem instanceof FileSystemException file && file.getReason() == null
        ? file.getFile() + ": " + problem.getClass().getSimpleName()
        : problem.getMessage();
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
