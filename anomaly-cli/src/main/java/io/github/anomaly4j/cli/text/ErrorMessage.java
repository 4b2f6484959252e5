package io.github.anomaly4j.cli.text;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Describes a failure in one line. */
public final class ErrorMessage {
  private ErrorMessage() {}

  public static String of(Throwable problem) {
    if (problem instanceof UncheckedIOException) {
      return of(problem.getCause());
    }
    if (problem instanceof ExceptionInInitializerError && problem.getCause() != null) {
      // ND4J wraps whatever keeps it from starting, memory that ran out included.
      return of(rootOf(problem));
    }
    String text = problem.getMessage();
    if (problem instanceof FileSystemException file && file.getReason() == null) {
      // These say the file's name alone and leave the rest to their class.
      text = file.getFile() + ": " + reason(file);
    } else if (problem instanceof OutOfMemoryError) {
      text = "out of memory (" + text + "); give Java more, as with -Xmx4g";
    } else if (problem instanceof LinkageError) {
      // These say a name alone.
      text = "a class or a native library cannot be loaded (" + text + ")";
    } else if (text == null || text.isBlank()) {
      text = problem.getClass().getSimpleName() + " (--verbose shows where)";
    }
    return OptionNames.in(text.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  private static Throwable rootOf(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String reason(FileSystemException problem) {
    if (problem instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (problem instanceof AccessDeniedException) {
      return "access denied";
    }
    if (problem instanceof NotDirectoryException) {
      return "not a folder";
    }
    if (problem instanceof FileAlreadyExistsException) {
      return "exists already";
    }
    return problem.getClass().getSimpleName();
  }
}
