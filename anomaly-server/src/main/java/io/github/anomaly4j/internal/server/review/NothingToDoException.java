package io.github.anomaly4j.internal.server.review;

/** A change cannot be made; the message says why, for the person who asked for it. */
public final class NothingToDoException extends Exception {
  private static final long serialVersionUID = 1L;

  NothingToDoException(String message) {
    super(message);
  }
}
