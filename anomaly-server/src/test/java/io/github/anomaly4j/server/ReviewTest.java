package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.detect;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.json;
import static io.github.anomaly4j.server.StationFixture.post;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.anomaly4j.server.StationFixture.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewTest {
  @TempDir Path data;

  private static long inspect(AnomalyServer server, String product, long seed, boolean scratched)
      throws Exception {
    return detect(server, "", DrawnParts.png(product, seed, scratched))
        .json()
        .at("/inspection/id")
        .asLong();
  }

  private static void say(AnomalyServer server, long id, String label) throws Exception {
    Answer answer =
        json(
            server, "PUT", "/api/v1/inspections/" + id + "/label", "{\"label\":\"" + label + "\"}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private static String verdict(AnomalyServer server, long seed) throws Exception {
    return detect(server, "", DrawnParts.png(DrawnParts.DISC, seed, true))
        .json()
        .at("/inspection/finding/verdict")
        .asText();
  }

  @Test
  void a_false_alarm_is_previewed_learned_and_undone() throws Exception {
    try (AnomalyServer server = station(data).start()) {
      long alarm = inspect(server, DrawnParts.DISC, 700, true);
      inspect(server, DrawnParts.DISC, 701, false);
      long other = inspect(server, DrawnParts.SHEET, 702, true);
      assertThat(post(server, "/api/v1/changes/preview").status()).isEqualTo(409);
      say(server, alarm, "FALSE_ALARM");
      JsonNode pending = get(server, "/api/v1/changes").json();
      assertThat(pending.at("/added/0/id").asLong()).isEqualTo(alarm);

      Answer previewed = post(server, "/api/v1/changes/preview");
      JsonNode preview = previewed.json();
      assertThat(previewed.status()).as(previewed.text()).isEqualTo(200);
      assertThat(preview.get("looked").asInt()).isEqualTo(3);
      assertThat(preview.get("changed").size()).isEqualTo(1);
      assertThat(preview.at("/changed/0/inspection/id").asLong()).isEqualTo(alarm);
      assertThat(preview.at("/changed/0/before").asText()).isEqualTo("ANOMALOUS");
      assertThat(preview.at("/changed/0/after").asText()).isEqualTo("NORMAL");
      // Nothing has changed yet.
      assertThat(verdict(server, 700)).isEqualTo("ANOMALOUS");

      String token = "{\"token\":\"" + preview.get("token").asText() + "\"}";
      Answer applied = json(server, "POST", "/api/v1/changes/apply", token);
      assertThat(applied.json().get("number").asInt()).as(applied.text()).isEqualTo(2);
      assertThat(verdict(server, 700)).isEqualTo("NORMAL");
      assertThat(get(server, "/api/v1/changes").json().get("added").size()).isZero();
      assertThat(json(server, "POST", "/api/v1/changes/apply", token).status()).isEqualTo(409);

      assertThat(post(server, "/api/v1/changes/undo").json().get("number").asInt()).isEqualTo(1);
      assertThat(verdict(server, 700)).isEqualTo("ANOMALOUS");
      assertThat(get(server, "/api/v1/changes").json().get("added").size()).isEqualTo(1);
      assertThat(post(server, "/api/v1/changes/undo").status()).isEqualTo(409);

      // A label that came after the preview is not applied unseen.
      String before = post(server, "/api/v1/changes/preview").json().get("token").asText();
      say(server, other, "FALSE_ALARM");
      assertThat(
              json(server, "POST", "/api/v1/changes/apply", "{\"token\":\"" + before + "\"}")
                  .status())
          .isEqualTo(409);
      List<String> actions =
          get(server, "/api/v1/audit").json().get("lines").findValuesAsText("action");
      assertThat(actions).containsExactly("label", "undo", "apply", "label");
    }
  }

  @Test
  void defects_are_learned_once_there_are_five_and_the_training_images_are_here() throws Exception {
    try (AnomalyServer server = station(data).training(StationFixture.training()).start()) {
      for (int i = 0; i < 4; i++) {
        say(server, inspect(server, DrawnParts.DISC, 710 + i, true), "CONFIRMED");
      }
      Answer few = post(server, "/api/v1/changes/preview");
      assertThat(few.status()).isEqualTo(409);
      assertThat(few.text()).contains("4 defects of disc teach nothing yet: at least 5");
      say(server, inspect(server, DrawnParts.DISC, 714, true), "CONFIRMED");
      Answer preview = post(server, "/api/v1/changes/preview");
      assertThat(preview.status()).as(preview.text()).isEqualTo(200);
      String token = preview.json().get("token").asText();
      Answer applied =
          json(server, "POST", "/api/v1/changes/apply", "{\"token\":\"" + token + "\"}");
      assertThat(applied.json().get("change").asText())
          .isEqualTo("learned 0 false alarms and 5 defects");
      JsonNode next =
          detect(server, "", DrawnParts.png(DrawnParts.DISC, 720, true))
              .json()
              .at("/inspection/finding");
      assertThat(next.at("/knownDefect/seen").asInt()).isEqualTo(5);

      // One more, beside a false alarm: both are learned of the file, not of the last version.
      say(server, inspect(server, DrawnParts.DISC, 715, true), "CONFIRMED");
      say(server, inspect(server, DrawnParts.SHEET, 716, true), "FALSE_ALARM");
      String again = post(server, "/api/v1/changes/preview").json().get("token").asText();
      assertThat(
              json(server, "POST", "/api/v1/changes/apply", "{\"token\":\"" + again + "\"}")
                  .json()
                  .get("change")
                  .asText())
          .isEqualTo("learned 1 false alarms and 6 defects");
    }
  }

  @Test
  void defects_without_the_training_images_are_told_to_teach_nothing() throws Exception {
    try (AnomalyServer server = station(data).start()) {
      say(server, inspect(server, DrawnParts.DISC, 730, true), "CONFIRMED");
      assertThat(get(server, "/api/v1/changes").json().at("/left/0").asText())
          .contains("--training");
    }
  }

  @Test
  void what_happens_is_told_as_it_happens() throws Exception {
    try (AnomalyServer server = station(data).start()) {
      BlockingQueue<String> lines = new LinkedBlockingQueue<>();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.address() + "api/v1/events"))
              .header("Accept", "text/event-stream")
              .build();
      HttpClient.newHttpClient()
          .sendAsync(request, BodyHandlers.ofLines())
          .thenAccept(response -> response.body().forEach(lines::add));
      assertThat(next(lines, ":")).contains("listening");
      long id = inspect(server, DrawnParts.DISC, 740, true);
      assertThat(next(lines, "event:")).contains("inspection");
      assertThat(next(lines, "data:")).contains("\"id\":" + id);
      say(server, id, "CONFIRMED");
      assertThat(next(lines, "event:")).contains("label");
    }
  }

  private static String next(BlockingQueue<String> lines, String start)
      throws InterruptedException, IOException {
    for (int i = 0; i < 50; i++) {
      String line = lines.poll(5, TimeUnit.SECONDS);
      if (line == null) {
        throw new IOException("no event within 5 seconds");
      }
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new IOException("no line that begins with " + start);
  }
}
