package io.github.anomaly4j.internal.server.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the station answers to. The server serves what the routes say, and its OpenAPI
 * document is made of them: neither knows one that the other does not.
 *
 * @param method GET for what only reads; anything else needs a key
 * @param path as Javalin and OpenAPI write it, {@code /api/v1/models/{number}}
 * @param summary one sentence
 * @param queries what may follow the question mark
 * @param body what is sent
 * @param answer the type of what comes back; {@code null} if it is no JSON
 * @param handler does it
 */
record Route(
    HandlerType method,
    String path,
    String summary,
    List<Query> queries,
    Body body,
    @Nullable Type answer,
    Handler handler) {

  /** What is sent. */
  enum Body {
    NONE,
    IMAGE,
    IMAGES,
    MODEL,
    JSON
  }

  /** A parameter of the query, with a sentence about it. */
  record Query(String name, String description) {}

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {
    /**
     * Answers.
     *
     * @throws Exception if the request is refused ({@link Problem}) or fails
     */
    void handle(Context request) throws Exception;
  }

  Route {
    queries = List.copyOf(queries);
  }

  static Route get(String path, String summary, @Nullable Type answer, Handler handler) {
    return new Route(HandlerType.GET, path, summary, List.of(), Body.NONE, answer, handler);
  }

  static Route post(
      String path, String summary, Body body, @Nullable Type answer, Handler handler) {
    return new Route(HandlerType.POST, path, summary, List.of(), body, answer, handler);
  }

  static Route put(String path, String summary, Body body, @Nullable Type answer, Handler handler) {
    return new Route(HandlerType.PUT, path, summary, List.of(), body, answer, handler);
  }

  Route query(String name, String description) {
    List<Query> more = new ArrayList<>(queries);
    more.add(new Query(name, description));
    return new Route(method, path, summary, more, body, answer, handler);
  }

  /** Whether it changes something. */
  boolean changes() {
    return method != HandlerType.GET;
  }
}
