package io.github.anomaly4j.internal.server.http;

import com.fasterxml.jackson.core.type.TypeReference;
import io.github.anomaly4j.internal.server.desk.Events;
import io.github.anomaly4j.internal.server.model.Version;
import io.github.anomaly4j.internal.server.review.Changes;
import io.github.anomaly4j.internal.server.store.Audit;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What people said becomes a new version of the model. */
final class ReviewRoutes {
  private static final int LOOKED = 100;
  private static final int LINES = 200;
  private static final TypeReference<Map<String, String>> TOKEN = new TypeReference<>() {};

  private final Changes changes;
  private final Audit audit;
  private final Events events;

  ReviewRoutes(Changes changes, Audit audit, Events events) {
    this.changes = changes;
    this.audit = audit;
    this.events = events;
  }

  /** The last lines of the audit log, the last one first. */
  record Log(List<Audit.Line> lines) {}

  List<Route> routes() {
    return List.of(
        Route.get(
            "/api/v1/changes",
            "What was labeled and the model in use has not learned",
            Changes.Pending.class,
            request -> request.result(Json.write(changes.pending()))),
        Route.post(
            "/api/v1/changes/preview",
            "Which of the last " + LOOKED + " inspections would have another verdict",
            Route.Body.NONE,
            Changes.Preview.class,
            request -> request.result(Json.write(changes.preview(LOOKED)))),
        Route.post(
            "/api/v1/changes/apply",
            "Puts the model of a preview in use: {\"token\": \"...\"}",
            Route.Body.JSON,
            Version.class,
            this::apply),
        Route.post(
            "/api/v1/changes/undo",
            "Puts the version in use again that was before",
            Route.Body.NONE,
            Version.class,
            request -> done(request, changes.undo(User.of(request)))),
        Route.get(
            "/api/v1/audit",
            "Who changed what, and when",
            Log.class,
            request -> request.result(Json.write(new Log(audit.last(LINES))))));
  }

  private void apply(Context request) throws Exception {
    String token =
        Json.read(
                new Upload(1000, Duration.ofSeconds(10)).bytes(request),
                TOKEN,
                "{\"token\": \"...\"}")
            .get("token");
    if (token == null) {
      throw new Problem(400, "expected the token of a preview: {\"token\": \"...\"}");
    }
    done(request, changes.apply(token, User.of(request)));
  }

  private void done(Context request, Version version) {
    events.tell("model", version);
    request.result(Json.write(version));
  }
}
