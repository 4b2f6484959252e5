package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.allowed;
import static io.github.anomaly4j.server.StationFixture.detect;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.json;
import static io.github.anomaly4j.server.StationFixture.send;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.anomaly4j.server.StationFixture.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the station keeps, on any database. */
abstract class StoreContract {
  @TempDir Path data;

  /** A database without tables; {@code null} for the file in the data folder. */
  abstract String database() throws Exception;

  private AnomalyServer start(String url, long bytes) throws IOException {
    AnomalyServerBuilder builder = station(data).keepImages(bytes);
    return url == null ? builder.start() : builder.database(url).start();
  }

  private static List<Long> ids(JsonNode list) {
    List<Long> ids = new ArrayList<>();
    list.get("inspections").forEach(each -> ids.add(each.get("id").asLong()));
    return ids;
  }

  @Test
  void inspections_images_and_labels_are_there_after_a_restart_and_are_filtered() throws Exception {
    String url = database();
    List<Long> ids = new ArrayList<>();
    byte[] last = DrawnParts.png(DrawnParts.SHEET, 603, true);
    JsonNode found;
    try (AnomalyServer server = start(url, 1 << 30)) {
      ids.add(id(detect(server, "", DrawnParts.png(DrawnParts.DISC, 600, false))));
      ids.add(id(detect(server, "", DrawnParts.png(DrawnParts.DISC, 601, true))));
      ids.add(id(detect(server, "", DrawnParts.png(DrawnParts.SHEET, 602, false))));
      found = detect(server, "", last).json().get("inspection");
      ids.add(found.get("id").asLong());
      assertThat(ids).isSorted().doesNotHaveDuplicates();
      Answer said = json(server, "PUT", label(ids.get(1)), "{\"label\": \"FALSE_ALARM\"}");
      assertThat(said.status()).as(said.text()).isEqualTo(200);
      assertThat(json(server, "PUT", label(ids.get(1)), "{\"label\": \"MISSED\"}").status())
          .isEqualTo(409);
    }
    try (AnomalyServer server = start(url, 1 << 30)) {
      assertThat(ids(get(server, "/api/v1/inspections").json()))
          .containsExactly(ids.get(3), ids.get(2), ids.get(1), ids.get(0));
      assertThat(ids(get(server, "/api/v1/inspections?product=disc&verdict=ANOMALOUS").json()))
          .containsExactly(ids.get(1));
      assertThat(ids(get(server, "/api/v1/inspections?before=" + ids.get(2) + "&limit=1").json()))
          .containsExactly(ids.get(1));
      assertThat(get(server, "/api/v1/inspections/" + ids.get(3)).json()).isEqualTo(found);
      assertThat(get(server, found.get("image").asText()).response().body()).isEqualTo(last);
      assertThat(get(server, found.get("heatmap").asText()).header("Content-Type"))
          .startsWith("image/jpeg");
      JsonNode labeled = get(server, "/api/v1/inspections/" + ids.get(1)).json();
      assertThat(labeled.get("label").asText()).isEqualTo("FALSE_ALARM");
      assertThat(labeled.get("labelBy").asText()).isEqualTo("operator");
      assertThat(get(server, "/api/v1/audit").json().at("/lines/0/detail").asText())
          .isEqualTo("inspection " + ids.get(1) + ": FALSE_ALARM");
      assertThat(send(allowed(server, label(ids.get(1))).DELETE()).json().get("label").isNull())
          .isTrue();
      assertThat(get(server, "/ready").status()).isEqualTo(200);
    }
  }

  private static String label(long id) {
    return "/api/v1/inspections/" + id + "/label";
  }

  private static long id(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().at("/inspection/id").asLong();
  }

  private static List<Answer> together(int count, IntFunction<Answer> call) throws Exception {
    List<CompletableFuture<Answer>> sent =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> call.apply(i), command -> new Thread(command).start()))
            .toList();
    List<Answer> answers = new ArrayList<>();
    for (CompletableFuture<Answer> each : sent) {
      answers.add(each.get());
    }
    return answers;
  }

  private static Answer unchecked(java.util.concurrent.Callable<Answer> call) {
    try {
      return call.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void the_same_image_from_several_clients_is_inspected_for_each_and_stored_once()
      throws Exception {
    byte[] image = DrawnParts.png(DrawnParts.DISC, 610, false);
    try (AnomalyServer server = start(database(), 1 << 30)) {
      List<Answer> answers = together(8, i -> unchecked(() -> detect(server, "", image)));
      assertThat(answers).extracting(StoreContract::id).doesNotHaveDuplicates().hasSize(8);
      assertThat(answers)
          .extracting(answer -> answer.json().at("/inspection/imageHash").asText())
          .containsOnly(com.google.common.hash.Hashing.sha256().hashBytes(image).toString());
    }
  }

  @Test
  void an_image_that_is_sent_again_under_its_key_is_kept_once() throws Exception {
    byte[] image = DrawnParts.png(DrawnParts.DISC, 611, true);
    try (AnomalyServer server = start(database(), 1 << 30)) {
      List<Answer> answers =
          together(
              8,
              i ->
                  unchecked(
                      () ->
                          send(
                              allowed(server, "/api/v1/detect")
                                  .header("Content-Type", "image/png")
                                  .header("Idempotency-Key", "part-17")
                                  .POST(BodyPublishers.ofByteArray(image)))));
      assertThat(answers).extracting(StoreContract::id).containsOnly(id(answers.get(0)));
      assertThat(ids(get(server, "/api/v1/inspections").json())).hasSize(1);
    }
  }

  @Test
  void the_oldest_images_are_deleted_beyond_the_limit_but_not_labeled_ones() throws Exception {
    try (AnomalyServer server = start(database(), 60_000)) {
      long labeled = id(detect(server, "", DrawnParts.png(DrawnParts.DISC, 620, true)));
      json(server, "PUT", label(labeled), "{\"label\": \"CONFIRMED\"}");
      long old = id(detect(server, "", DrawnParts.png(DrawnParts.DISC, 621, false)));
      long last = old;
      for (int i = 0; i < 12; i++) {
        last = id(detect(server, "", DrawnParts.png(DrawnParts.DISC, 630 + i, false)));
      }
      assertThat(get(server, "/api/v1/inspections/" + old + "/image").status()).isEqualTo(410);
      assertThat(get(server, "/api/v1/inspections/" + old).status()).isEqualTo(200);
      assertThat(get(server, "/api/v1/inspections/" + last + "/image").status()).isEqualTo(200);
      assertThat(get(server, "/api/v1/inspections/" + labeled + "/image").status()).isEqualTo(200);
    }
  }
}
