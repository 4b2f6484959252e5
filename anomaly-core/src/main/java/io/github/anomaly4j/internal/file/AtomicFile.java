package io.github.anomaly4j.internal.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes files under a temporary name and moves them to their place once they are complete and on
 * the disk.
 *
 * <p>While it is written, a file is in a hidden folder {@code .NAME.part} next to its place. Files
 * that a killed process left there are removed when the same file is written again; files that
 * another process is writing are not touched.
 *
 * <p>What is no file, such as {@code /dev/stdout} or a named pipe, is written to as it is: a file
 * in its place would remove it.
 */
public final class AtomicFile {

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes the whole content; the caller closes the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a file; if it is a link, the file that the link leads to. Its folder is made if it does
   * not exist. On failure, the previous content stays.
   *
   * @throws IOException if it cannot be written; the message names it and the cause
   * @throws InterruptedIOException if the thread is interrupted; it stays interrupted
   */
  public static void write(Path file, Content content) throws IOException {
    writeAll(Map.of(file, content));
  }

  /**
   * Writes files that belong together, each as {@link #write(Path, Content)} does. None is moved to
   * its place before all are complete; on failure, the previous content of all of them stays. A
   * process that is killed while it moves them leaves new ones beside old ones, each of them whole.
   *
   * @param contents by file, in the order of writing
   * @throws IOException if one cannot be written; it is named, with the cause
   * @throws InterruptedIOException if the thread is interrupted, which it then stays
   */
  public static void writeAll(Map<Path, Content> contents) throws IOException {
    Map<Path, PartFile> parts = new LinkedHashMap<>();
    try {
      for (Map.Entry<Path, Content> entry : contents.entrySet()) {
        Path file = entry.getKey();
        if (isDevice(file)) {
          telling(file, () -> writeThrough(file, entry.getValue()));
        } else {
          telling(file, () -> parts.put(file, written(entry)));
        }
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

  private static boolean isDevice(Path file) {
    try {
      BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
      return of.isOther() && !of.isDirectory();
    } catch (IOException e) {
      // It is not there, or may not be looked at, which writing will tell.
      return false;
    }
  }

  private static void writeThrough(Path device, Content content) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(
            device, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      content.writeTo(out);
    }
  }

  private static PartFile written(Map.Entry<Path, Content> entry) throws IOException {
    Path file = entry.getKey();
    Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    if (Files.isDirectory(place)) {
      throw new FileSystemException(file.toString(), null, "is a folder");
    }
    // Only if it does not exist, since creating a folder fails if it is a link to one.
    Path folder = requireNonNull(place.getParent());
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
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
          "%s could not be written (%s)%s"
              .formatted(
                  file, reason(e), isDevice(file) ? "" : "; what was there before is untouched");
      throw e instanceof ClosedByInterruptException
          ? (IOException) new InterruptedIOException(message).initCause(e)
          : new IOException(message, e);
    }
  }

  /** The messages of some exceptions are only a file's name; then the class says what is wrong. */
  private static @Nullable String reason(IOException problem) {
    return problem instanceof FileSystemException file && file.getReason() == null
        ? file.getFile() + ": " + problem.getClass().getSimpleName()
        : problem.getMessage();
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
