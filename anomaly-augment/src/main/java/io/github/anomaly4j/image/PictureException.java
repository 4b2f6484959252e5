package io.github.anomaly4j.image;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file could not be read as a picture. The message names the file, what was found, what was
 * expected and what to do about it.
 */
public final class PictureException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String name;

  /** Not of every file system can a path be made from its name; it is lost in serialization. */
  private final transient Path file;

  /**
   * Joins the parts into one message.
   *
   * @param file the file that was to be read
   * @param found what is there, as a clause: {@code "the file is empty"}
   * @param expected what should be there, as a noun: {@code "a PNG, JPEG, BMP, GIF or TIFF file"}
   * @param advice what to do, as an imperative: {@code "copy the file again"}
   */
  public PictureException(Path file, String found, String expected, String advice) {
    super("%s: %s; expected %s; %s".formatted(file, found, expected, advice));
    this.name = file.toString();
    this.file = file;
  }

  /** The file that was to be read. */
  public Path file() {
    return file == null ? Path.of(name) : file;
  }
}
