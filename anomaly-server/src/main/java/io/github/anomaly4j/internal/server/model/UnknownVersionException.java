package io.github.anomaly4j.internal.server.model;

/** There is no such version. */
public final class UnknownVersionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnknownVersionException(int last) {
    super("there is no such version of the model; the last one is " + last);
  }
}
