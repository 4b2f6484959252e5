package io.github.anomaly4j.image;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file could not be read as an image. The message names the file, what was found, what was
 * expected and what to do about it.
 */
public final class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String name;

  /**
   * Joins the parts into one message.
   *
   * @param file the file that was to be read
   * @param found what is there, as a clause: {@code "the file is empty"}
   * @param expected what should be there, as a noun: {@code "a PNG, JPEG, BMP, GIF or TIFF file"}
   * @param advice what to do, as an imperative: {@code "copy the file again"}
   */
  public ImageException(Path file, String found, String expected, String advice) {
    this(file.toString(), found, expected, advice);
  }

  /**
   * Joins the parts into one message.
   *
   * @param name of what was to be read
   * @param found what is there, as a clause: {@code "the file is empty"}
   * @param expected what should be there, as a noun: {@code "a PNG, JPEG, BMP, GIF or TIFF file"}
   * @param advice what to do, as an imperative: {@code "copy the file again"}
   */
  public ImageException(String name, String found, String expected, String advice) {
    super("%s: %s; expected %s; %s".formatted(name, found, expected, advice));
    this.name = name;
  }

  /** What was to be read: a file's path, or the name that its caller gave. */
  public String name() {
    return name;
  }
}
