package io.github.anomaly4j.internal.server.http;

import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.internal.server.desk.Desk;
import io.github.anomaly4j.internal.server.inspect.Admission;
import io.github.anomaly4j.internal.server.inspect.UnknownProductNameException;
import io.github.anomaly4j.internal.server.store.Inspection;
import io.github.anomaly4j.server.Limits;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Scores images that are sent. */
final class DetectRoutes {
  private static final int MOST_IMAGES = 64;
  private static final Pattern KEY = Pattern.compile("[\\w-]{1,100}");
  private static final String SOURCE = "http";

  private final Desk desk;
  private final Admission admission;
  private final Upload upload;

  DetectRoutes(Desk desk, Admission admission, Limits limits) {
    this.desk = desk;
    this.admission = admission;
    this.upload = new Upload(limits.maxImageBytes(), limits.timeout());
  }

  /**
   * What is answered for an image.
   *
   * @param inspection what was found and is kept; {@code null} if there is an error
   * @param heatmap a JPEG file in Base64, if it was asked for
   * @param error why there is no finding, for an image of a batch
   */
  record Answer(
      @Nullable Inspection inspection, @Nullable String heatmap, @Nullable String error) {}

  /** The answers for the images of a batch, in their order. */
  record Batch(List<Answer> images) {
    Batch {
      images = List.copyOf(images);
    }
  }

  List<Route> routes() {
    return List.of(
        described(
            Route.post(
                "/api/v1/detect", "Scores an image", Route.Body.IMAGE, Answer.class, this::one)),
        described(
            Route.post(
                "/api/v1/batch",
                "Scores up to " + MOST_IMAGES + " images; one that fails does not stop the others",
                Route.Body.IMAGES,
                Batch.class,
                this::several)));
  }

  private static Route described(Route route) {
    return route
        .query("product", "which product it is; found by itself if it is not given")
        .query("heatmap", "inline: the answer holds the heat map; none, the default");
  }

  private void one(Context request) throws Exception {
    boolean inline = inline(request);
    String key = key(request);
    try (Admission.Place place = admission.place()) {
      byte[] image = upload.image(request);
      try {
        request.result(Json.write(answer(image, place, request, inline, key)));
      } catch (ImageException e) {
        throw new Problem(422, String.valueOf(e.getMessage()));
      }
    }
  }

  private void several(Context request) throws Exception {
    boolean inline = inline(request);
    List<Answer> answers = new ArrayList<>();
    try (Admission.Place place = admission.place()) {
      for (UploadedFile image : upload.images(request, MOST_IMAGES)) {
        try {
          answers.add(answer(Upload.read(image), place, request, inline, null));
        } catch (ImageException e) {
          answers.add(new Answer(null, null, String.valueOf(e.getMessage())));
        }
      }
    }
    request.result(Json.write(new Batch(answers)));
  }

  private Answer answer(
      byte[] image, Admission.Place place, Context request, boolean inline, @Nullable String key)
      throws Problem, IOException, Admission.BusyException, InterruptedException {
    Admission.Turn turn = place.turn();
    try (turn) {
      Desk.Done done =
          desk.inspect(new Desk.Piece(image, request.queryParam("product"), SOURCE, key));
      return new Answer(
          done.inspection(),
          inline ? Base64.getEncoder().encodeToString(done.heatmap()) : null,
          null);
    } catch (UnknownProductNameException e) {
      throw new Problem(400, String.valueOf(e.getMessage()));
    }
  }

  /** A client that sends an image again under the same key gets the same inspection. */
  private static @Nullable String key(Context request) throws Problem {
    String key = request.header("Idempotency-Key");
    if (key == null) {
      return null;
    }
    if (!KEY.matcher(key).matches()) {
      throw new Problem(400, "an Idempotency-Key has 1 to 100 letters, digits, _ and -");
    }
    return SOURCE + ":" + key;
  }

  private static boolean inline(Context request) throws Problem {
    String heatmap = request.queryParam("heatmap");
    if (heatmap == null || heatmap.equals("none")) {
      return false;
    }
    if (!heatmap.equals("inline")) {
      throw new Problem(400, "heatmap must be none or inline");
    }
    return true;
  }
}
