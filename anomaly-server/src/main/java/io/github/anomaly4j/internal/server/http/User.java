package io.github.anomaly4j.internal.server.http;

import static java.util.Objects.requireNonNull;

import io.javalin.http.Context;

/** The user of a request that changes something. */
final class User {
  private static final String ATTRIBUTE = "anomaly.user";

  private User() {}

  static void set(Context request, String user) {
    request.attribute(ATTRIBUTE, user);
  }

  static String of(Context request) {
    String user = request.attribute(ATTRIBUTE);
    return requireNonNull(user, "a request that changes something has a user");
  }
}
