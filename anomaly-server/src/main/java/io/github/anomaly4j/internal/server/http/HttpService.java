package io.github.anomaly4j.internal.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.anomaly4j.internal.server.desk.Desk;
import io.github.anomaly4j.internal.server.desk.Events;
import io.github.anomaly4j.internal.server.inspect.Admission;
import io.github.anomaly4j.internal.server.model.Models;
import io.github.anomaly4j.internal.server.review.Changes;
import io.github.anomaly4j.internal.server.review.NothingToDoException;
import io.github.anomaly4j.internal.server.store.Audit;
import io.github.anomaly4j.internal.server.store.Inspections;
import io.github.anomaly4j.server.Limits;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves routes over HTTP by Javalin on Jetty. Whatever is refused is refused here in the same way:
 * JSON that holds nothing of the request, and a request id, by which the log calls what failed.
 */
public final class HttpService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);
  private static final String REQUEST_ID = "X-Request-Id";
  private static final String BEGAN = "anomaly.began";
  private static final int MORE_THREADS = 64;
  private static final int MOST_CONNECTIONS = 1000;
  private static final int SLOWEST_BYTES_A_SECOND = 256;

  private final Javalin javalin;
  private final EventRoute events;

  private HttpService(Javalin javalin, EventRoute events) {
    this.javalin = javalin;
    this.events = events;
  }

  /**
   * Where a service listens and what it accepts.
   *
   * @param port 0 for any that is free
   * @param spool a folder for the parts of forms
   */
  public record Settings(String host, int port, Limits limits, Access access, Path spool) {}

  /**
   * What a service serves.
   *
   * @param ready whether the station can inspect images
   */
  public record Parts(
      Models models,
      Desk desk,
      Inspections inspections,
      Changes changes,
      Audit audit,
      Events events,
      Admission admission,
      PrometheusMeterRegistry registry,
      BooleanSupplier ready) {}

  /** Begins to serve. */
  public static HttpService start(Settings settings, Parts parts) {
    Limits limits = settings.limits();
    List<Route> all = new ArrayList<>();
    all.addAll(new DetectRoutes(parts.desk(), parts.admission(), limits).routes());
    all.addAll(
        new ModelRoutes(parts.models(), parts.audit(), parts.events(), limits, settings.spool())
            .routes());
    all.addAll(
        new InspectionRoutes(parts.inspections(), parts.events(), parts.models(), parts.admission())
            .routes());
    all.addAll(new ReviewRoutes(parts.changes(), parts.audit(), parts.events()).routes());
    EventRoute events = new EventRoute(parts.events(), limits.timeout());
    all.add(events.route());
    all.addAll(PageRoutes.routes());
    all.addAll(new StateRoutes(parts.models(), parts.registry(), parts.ready()).routes());
    Route document =
        Route.get(
            "/openapi.json", "This document", null, request -> request.result(OpenApi.of(all)));
    all.add(document);
    Javalin javalin =
        Javalin.create(
            config -> {
              configure(config, settings);
              before(config, settings.access());
              all.forEach(route -> serve(config, route, settings.access()));
              after(config, parts.registry());
              refuse(config);
            });
    return new HttpService(javalin.start(), events);
  }

  private static void configure(JavalinConfig config, Settings settings) {
    Limits limits = settings.limits();
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.defaultContentType = "application/json";
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = limits.maxImageBytes();
    config.jetty.multipartConfig.cacheDirectory(settings.spool().toString());
    config.jetty.multipartConfig.maxFileSize(limits.maxImageBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(8 * limits.maxImageBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxInMemoryFileSize(1, SizeUnit.MB);
    config.jetty.threadPool =
        new QueuedThreadPool(limits.concurrency() + limits.queue() + MORE_THREADS);
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new RefusalHandler());
          server.setHandler(new MinimumDataRateHandler(SLOWEST_BYTES_A_SECOND, 0));
          server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
        });
    config.jetty.addConnector((server, http) -> connector(server, http, settings));
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, Settings settings) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.limits().timeout().toMillis());
    return connector;
  }

  private static void before(JavalinConfig config, Access access) {
    config.routes.before(
        request -> {
          request.attribute(BEGAN, System.nanoTime());
          String id = UUID.randomUUID().toString();
          request.attribute(REQUEST_ID, id);
          request.header(REQUEST_ID, id);
          request.header("X-Content-Type-Options", "nosniff");
          request.header("Referrer-Policy", "no-referrer");
          request.header("Cache-Control", "no-store");
          request.header(
              "Content-Security-Policy",
              "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
          access.checkHost(request);
        });
  }

  private static void serve(JavalinConfig config, Route route, Access access) {
    config.routes.addHttpHandler(
        route.method(),
        route.path(),
        request -> {
          if (route.changes()) {
            User.set(request, access.checkUser(request));
          }
          route.handler().handle(request);
        });
  }

  private static void after(JavalinConfig config, MeterRegistry registry) {
    config.routes.after(
        request -> {
          Long began = request.attribute(BEGAN);
          if (began == null) {
            return;
          }
          Endpoint endpoint = request.endpoints().lastHttpEndpoint();
          Timer.builder("anomaly.http")
              .description("requests by method, route and status")
              .tag("method", request.method().name())
              .tag("route", endpoint == null ? "none" : endpoint.path)
              .tag("status", Integer.toString(request.statusCode()))
              .register(registry)
              .record(Duration.ofNanos(System.nanoTime() - began));
        });
  }

  private static void refuse(JavalinConfig config) {
    config.routes.exception(
        Problem.class, (e, request) -> refuse(request, e.status(), String.valueOf(e.getMessage())));
    config.routes.exception(
        Admission.BusyException.class,
        (e, request) -> {
          request.header("Retry-After", "1");
          refuse(request, e.full() ? 429 : 503, String.valueOf(e.getMessage()));
        });
    config.routes.exception(
        HttpResponseException.class,
        // Its own message holds the path.
        (e, request) -> refuse(request, e.getStatus(), sentence(e.getStatus())));
    config.routes.exception(
        NothingToDoException.class,
        (e, request) -> refuse(request, 409, String.valueOf(e.getMessage())));
    config.routes.exception(
        JdbiException.class,
        (e, request) -> {
          LOG.error("request {}: the database", id(request), e);
          refuse(request, 503, "the station's database does not answer");
        });
    config.routes.exception(
        Exception.class,
        (e, request) -> {
          LOG.error("request {} failed", id(request), e);
          refuse(request, 500, "the station failed; its log tells of this request");
        });
  }

  private static void refuse(Context request, int status, String error) {
    try {
      request
          .status(status)
          .contentType("application/json")
          .result(Json.write(new Problem.Body(status, error, id(request))));
    } catch (RuntimeException e) {
      // The client has gone and its response with it. Javalin would handle what is thrown here,
      // again and again.
      LOG.debug("a client has gone before it was answered", e);
    }
  }

  private static String id(Context request) {
    String id = request.attribute(REQUEST_ID);
    return id == null ? "" : id;
  }

  private static String sentence(int status) {
    return switch (status) {
      case 404 -> "there is nothing here; /openapi.json lists what there is";
      case 405 -> "this is not answered by that method; /openapi.json lists what is";
      case 413 -> "the body is too long";
      default -> "the request is refused";
    };
  }

  /** The error of a request that does not get as far as the routes. */
  static byte[] unread(int status, String id) {
    return new String(Json.write(new Problem.Body(status, "the request cannot be read", id)), UTF_8)
        .getBytes(UTF_8);
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** Stops; running requests get a moment to end. */
  @Override
  public void close() {
    events.close();
    javalin.stop();
  }
}
