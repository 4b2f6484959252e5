package io.github.anomaly4j.internal.server.inspect;

import java.util.List;

/** The product that a caller named is none of the model's. */
public final class UnknownProductNameException extends Exception {
  private static final long serialVersionUID = 1L;

  UnknownProductNameException(List<String> known) {
    super("the model does not know the product that was named; it knows " + known);
  }
}
