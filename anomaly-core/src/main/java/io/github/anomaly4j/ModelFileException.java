package io.github.anomaly4j;

import java.io.IOException;
import java.nio.file.Path;

/** A model file is refused; the message names the file, what is wrong with it and what to do. */
public final class ModelFileException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param file the refused file
   * @param problem what was found, what was expected, what to do
   */
  public ModelFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  /**
   * @param name what the caller calls the refused file or stream
   * @param problem what was found, what was expected, what to do
   */
  public ModelFileException(String name, String problem) {
    super(name + ": " + problem);
  }

  /**
   * @param name what the caller calls the refused file or stream
   * @param problem what was found, what was expected, what to do
   * @param cause what failed underneath
   */
  public ModelFileException(String name, String problem, Throwable cause) {
    super(name + ": " + problem, cause);
  }

  /**
   * @param file the refused file
   * @param problem what was found, what was expected, what to do
   * @param cause what failed underneath
   */
  public ModelFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
