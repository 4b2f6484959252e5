package io.github.anomaly4j.internal.server.http;

import com.fasterxml.jackson.core.type.TypeReference;
import io.github.anomaly4j.DetectorInfo;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.server.desk.Events;
import io.github.anomaly4j.internal.server.model.Models;
import io.github.anomaly4j.internal.server.model.UnknownVersionException;
import io.github.anomaly4j.internal.server.model.Version;
import io.github.anomaly4j.internal.server.store.Audit;
import io.github.anomaly4j.server.Limits;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells of the model and changes which one is in use. */
final class ModelRoutes {
  private static final TypeReference<Map<String, Double>> THRESHOLDS = new TypeReference<>() {};

  private final Models models;
  private final Audit audit;
  private final Events events;
  private final Upload upload;
  private final Path uploads;

  ModelRoutes(Models models, Audit audit, Events events, Limits limits, Path uploads) {
    this.models = models;
    this.audit = audit;
    this.events = events;
    this.upload = new Upload(limits.maxModelBytes(), limits.timeout());
    this.uploads = uploads;
  }

  /** The version in use and what it is. */
  record Current(Version version, DetectorInfo info) {}

  /**
   * All versions.
   *
   * @param active the number of the one in use
   */
  record All(int active, List<Version> versions) {}

  /** The products that the model knows. */
  record Categories(List<String> categories) {}

  /** The thresholds of the scores by product. */
  record Thresholds(Map<String, Double> thresholds) {}

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/model", "The model in use", Current.class, this::current),
        Route.get("/api/v1/models", "All versions of the model", All.class, this::all),
        Route.post(
            "/api/v1/models",
            "Puts an uploaded model in use, as a new version",
            Route.Body.MODEL,
            Version.class,
            this::upload),
        Route.post(
            "/api/v1/models/reload",
            "Reads the station's model file again; a new version if it has changed",
            Route.Body.NONE,
            Version.class,
            this::reload),
        Route.post(
            "/api/v1/models/{number}/activate",
            "Puts a version in use, an earlier one to roll back",
            Route.Body.NONE,
            Version.class,
            this::activate),
        Route.get(
            "/api/v1/categories",
            "The products that the model knows",
            Categories.class,
            this::categories),
        Route.get(
            "/api/v1/thresholds", "The thresholds by product", Thresholds.class, this::thresholds),
        Route.put(
            "/api/v1/thresholds",
            "Sets thresholds by product, such as {\"screw\": 1.5}; a new version",
            Route.Body.JSON,
            Version.class,
            this::setThresholds));
  }

  private void current(Context request) {
    request.result(
        models.<byte[], RuntimeException>use(
            (detector, version) -> Json.write(new Current(version, detector.info()))));
  }

  private void all(Context request) {
    request.result(Json.write(new All(models.active().number(), models.list())));
  }

  private void upload(Context request) throws Problem, IOException {
    Path file = Files.createTempFile(uploads, "upload", ".anomaly");
    try {
      upload.file(request, file);
      done(request, "upload", models.upload(file, User.of(request)));
    } catch (ModelFileException e) {
      throw new Problem(422, "the body is no model that this station can load");
    } finally {
      Files.delete(file);
    }
  }

  private void reload(Context request) throws Problem {
    try {
      done(request, "reload", models.reload(User.of(request)));
    } catch (IOException e) {
      throw new Problem(409, "the version in use stays: " + e.getMessage());
    }
  }

  private void activate(Context request) throws Problem, IOException {
    try {
      int number = Integer.parseInt(request.pathParam("number"));
      done(request, "activate", models.activate(number));
    } catch (NumberFormatException e) {
      throw new Problem(400, "expected the number of a version");
    } catch (UnknownVersionException e) {
      throw new Problem(404, String.valueOf(e.getMessage()));
    }
  }

  private void done(Context request, String action, Version version) {
    String detail = "version %d is in use: %s".formatted(version.number(), version.change());
    audit.write(User.of(request), action, detail);
    events.tell("model", version);
    request.result(Json.write(version));
  }

  private void categories(Context request) {
    request.result(
        models.<byte[], RuntimeException>use(
            (detector, version) -> Json.write(new Categories(detector.categories()))));
  }

  private void thresholds(Context request) {
    request.result(
        models.<byte[], RuntimeException>use(
            (detector, version) -> {
              Map<String, Double> thresholds = new TreeMap<>();
              detector.categories().forEach(own -> thresholds.put(own, detector.threshold(own)));
              return Json.write(new Thresholds(thresholds));
            }));
  }

  private void setThresholds(Context request) throws Problem, IOException {
    String expected = "an object of numbers by product, such as {\"screw\": 1.5}";
    Map<String, Double> thresholds =
        Json.read(new Upload(1 << 20, Duration.ofSeconds(10)).bytes(request), THRESHOLDS, expected);
    List<String> known =
        models.<List<String>, RuntimeException>use((detector, version) -> detector.categories());
    if (thresholds.isEmpty()
        || !known.containsAll(thresholds.keySet())
        || thresholds.values().stream().anyMatch(own -> own == null || !Double.isFinite(own))) {
      throw new Problem(400, "expected %s; the products are %s".formatted(expected, known));
    }
    done(request, "thresholds", models.setThresholds(thresholds, User.of(request)));
  }
}
