package io.github.anomaly4j.internal.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.type.TypeReference;
import io.github.anomaly4j.Detection.Verdict;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.server.desk.Events;
import io.github.anomaly4j.internal.server.inspect.Admission;
import io.github.anomaly4j.internal.server.model.Models;
import io.github.anomaly4j.internal.server.store.Inspection;
import io.github.anomaly4j.internal.server.store.Inspections;
import io.github.anomaly4j.internal.server.store.Label;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** Tells what was inspected, and takes what people say of it. */
final class InspectionRoutes {
  private static final int MOST = 200;
  private static final int USUAL = 50;
  private static final TypeReference<Map<String, String>> LABEL = new TypeReference<>() {};

  private final Inspections inspections;
  private final Events events;
  private final Models models;
  private final Admission admission;

  InspectionRoutes(Inspections inspections, Events events, Models models, Admission admission) {
    this.inspections = inspections;
    this.events = events;
    this.models = models;
    this.admission = admission;
  }

  /** Some inspections, the last one first. */
  record Some(List<Inspection> inspections) {}

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/inspections", "The last inspections", Some.class, this::list)
            .query("product", "only of this one")
            .query("verdict", "only NORMAL, ANOMALOUS or UNKNOWN_PRODUCT")
            .query("before", "only those with a lower id")
            .query("limit", "how many, 1 to " + MOST + "; " + USUAL + " by default"),
        Route.get("/api/v1/inspections/{id}", "An inspection", Inspection.class, this::one),
        Route.get(
            "/api/v1/inspections/{id}/image",
            "Its image, as a browser shows it",
            null,
            this::image),
        Route.get(
            "/api/v1/inspections/{id}/heatmap", "Its image with the heat map", null, this::heatmap),
        Route.put(
            "/api/v1/inspections/{id}/label",
            "Says of it CONFIRMED, FALSE_ALARM or MISSED: {\"label\": \"FALSE_ALARM\"}",
            Route.Body.JSON,
            Inspection.class,
            this::label),
        new Route(
            HandlerType.DELETE,
            "/api/v1/inspections/{id}/label",
            "Takes back what was said of it",
            List.of(),
            Route.Body.NONE,
            Inspection.class,
            request -> say(request, null)));
  }

  private void list(Context request) throws Problem {
    String verdict = request.queryParam("verdict");
    String product = request.queryParam("product");
    Long before = number(request.queryParam("before"), "before", Long.MAX_VALUE);
    Long limit = number(request.queryParam("limit"), "limit", MOST);
    request.result(
        Json.write(
            new Some(
                inspections.list(
                    new Inspections.Filter(
                        product == null || product.isEmpty() ? null : product,
                        verdict == null || verdict.isEmpty()
                            ? null
                            : value(Verdict.values(), verdict, "verdict"),
                        before,
                        limit == null ? USUAL : limit.intValue())))));
  }

  private static @Nullable Long number(@Nullable String text, String name, long most)
      throws Problem {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new Problem(400, "%s must be a whole number from 1 to %d".formatted(name, most));
  }

  private static <T extends Enum<T>> T value(T[] values, @Nullable String text, String name)
      throws Problem {
    for (T value : values) {
      if (value.name().equals(text)) {
        return value;
      }
    }
    throw new Problem(400, name + " must be one of " + Arrays.toString(values));
  }

  private void one(Context request) throws Problem {
    request.result(Json.write(found(request)));
  }

  private Inspection found(Context request) throws Problem {
    Long id = number(request.pathParam("id"), "the id", Long.MAX_VALUE);
    return Optional.ofNullable(id)
        .flatMap(inspections::get)
        .orElseThrow(() -> new Problem(404, "there is no such inspection"));
  }

  private void image(Context request) throws Exception {
    byte[] file = file(found(request).imageHash());
    String type = browserType(file);
    if (type != null) {
      send(request, type, file);
      return;
    }
    // Decoding takes as much memory as scoring: not more of both together than the limits say.
    try (Admission.Place place = admission.place()) {
      Admission.Turn turn = place.turn();
      try (turn) {
        send(request, "image/png", png(file));
      }
    }
  }

  private byte[] png(byte[] file) throws IOException {
    ImageReader reader =
        models.<ImageReader, RuntimeException>use((detector, version) -> detector.reader());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    // Given the bytes' stream itself, ImageIO would write to a temporary file first.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(reader.read(file, "image").toBufferedImage(), "png", out);
    }
    return png.toByteArray();
  }

  private void heatmap(Context request) throws Problem, IOException {
    send(request, "image/jpeg", file(found(request).heatmapHash()));
  }

  /** An inspection's files never change. */
  private static void send(Context request, String type, byte[] file) {
    request.header("Cache-Control", "private, max-age=" + Duration.ofDays(7).toSeconds());
    request.contentType(type).result(file);
  }

  private byte[] file(String hash) throws Problem, IOException {
    return inspections
        .file(hash)
        .orElseThrow(() -> new Problem(410, "the files of this inspection are no longer kept"));
  }

  /** By the first bytes, not by what the sender said. */
  private static @Nullable String browserType(byte[] file) {
    if (file.length > 3 && (file[0] & 0xff) == 0xff && (file[1] & 0xff) == 0xd8) {
      return "image/jpeg";
    }
    String start = new String(file, 0, Math.min(4, file.length), ISO_8859_1);
    if (start.equals("\u0089PNG")) {
      return "image/png";
    }
    return start.toUpperCase(Locale.ROOT).equals("GIF8") ? "image/gif" : null;
  }

  private void label(Context request) throws Exception {
    Map<String, String> body =
        Json.read(
            new Upload(1000, Duration.ofSeconds(10)).bytes(request),
            LABEL,
            "{\"label\": \"FALSE_ALARM\"}");
    say(request, value(Label.values(), body.get("label"), "label"));
  }

  private void say(Context request, @Nullable Label label) throws Problem {
    Inspection inspection = found(request);
    if (label != null && !label.fits(inspection.finding().verdict())) {
      throw new Problem(
          409,
          "a part that passed may be MISSED and no FALSE_ALARM; one that did not pass, the other"
              + " way round");
    }
    inspections.label(inspection.id(), label, User.of(request));
    Inspection labeled = found(request);
    events.tell("label", labeled);
    request.result(Json.write(labeled));
  }
}
