package io.github.anomaly4j.natives;

/**
 * A native library cannot be loaded: none is there for this system, or the folder that it is
 * unpacked to cannot be written or executed from, or is full. The message names the folder, what it
 * must have room for, and the system property that names another.
 *
 * <p>Unless the message asks for a new process, nothing is spoilt: once the cause is gone, the same
 * call works.
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
  public NativeBackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
