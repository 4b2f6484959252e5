package io.github.anomaly4j.natives;

import org.jspecify.annotations.Nullable;

/**
 * A native library cannot be loaded: there is none for this system, or the folder that it is
 * unpacked to is full, read-only or does not allow execution, or the Java runtime lacks a module.
 * The message names the folder, the space that it needs, and the system property that sets another
 * folder, or the module.
 *
 * <p>Unless the message asks for a new process, the same call works once the cause is removed.
 */
public final class NativeBackendException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what is wrong and what to do about it
   */
  public NativeBackendException(String message) {
    super(message);
  }

  /**
   * @param message what is wrong and what to do about it
   * @param cause what the library's loader said
   */
  public NativeBackendException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
