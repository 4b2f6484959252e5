package io.github.anomaly4j.internal.server.http;

import io.github.anomaly4j.internal.server.model.Models;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Tells how the station is. */
final class StateRoutes {
  private final Models models;
  private final PrometheusMeterRegistry registry;
  private final BooleanSupplier ready;

  StateRoutes(Models models, PrometheusMeterRegistry registry, BooleanSupplier ready) {
    this.models = models;
    this.registry = registry;
    this.ready = ready;
  }

  /**
   * How it is.
   *
   * @param status "up", or "down" if it should get no images
   * @param model the number of the version in use
   */
  record State(String status, int model) {}

  List<Route> routes() {
    return List.of(
        Route.get("/health", "Whether the process is alive", State.class, this::health),
        Route.get("/ready", "Whether it can inspect images: 503 if not", State.class, this::ready),
        Route.get("/metrics", "Metrics in the format of Prometheus", null, this::metrics));
  }

  private void health(Context request) {
    request.result(Json.write(new State("up", models.active().number())));
  }

  private void ready(Context request) {
    boolean up = ready.getAsBoolean();
    request.status(up ? 200 : 503);
    request.result(Json.write(new State(up ? "up" : "down", models.active().number())));
  }

  private void metrics(Context request) {
    request.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape());
  }
}
