package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.allowed;
import static io.github.anomaly4j.server.StationFixture.detect;
import static io.github.anomaly4j.server.StationFixture.form;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.json;
import static io.github.anomaly4j.server.StationFixture.post;
import static io.github.anomaly4j.server.StationFixture.send;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.server.StationFixture.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {
  @TempDir static Path data;
  private static AnomalyServer server;

  @BeforeAll
  static void start() throws IOException {
    server = station(data).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void an_image_gets_the_verdict_and_the_numbers_of_the_library() throws Exception {
    byte[] image = DrawnParts.png(DrawnParts.DISC, 500, true);
    Answer answer = detect(server, "", image);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode finding = answer.json().at("/inspection/finding");
    try (AnomalyDetector detector = AnomalyDetector.load(StationFixture.model())) {
      Detection own = detector.detect(image);
      assertThat(finding.get("score").asDouble()).isEqualTo(own.score());
      assertThat(finding.get("threshold").asDouble()).isEqualTo(own.threshold());
      assertThat(finding.get("pValue").asDouble()).isEqualTo(own.pValue().value());
      assertThat(finding.get("verdict").asText()).isEqualTo("ANOMALOUS");
      assertThat(finding.get("product").asText()).isEqualTo("disc");
      assertThat(finding.get("regions").size()).isEqualTo(own.regions().size()).isPositive();
      assertThat(finding.get("regions").get(0).get("contour").size()).isGreaterThanOrEqualTo(4);
    }
    assertThat(answer.header("X-Request-Id")).hasSize(36);
    Answer normal = detect(server, "", DrawnParts.png(DrawnParts.DISC, 501, false));
    assertThat(normal.json().at("/inspection/finding/passes").asBoolean()).isTrue();
  }

  @Test
  void the_heat_map_comes_with_the_answer_if_it_is_asked_for() throws Exception {
    byte[] image = DrawnParts.png(DrawnParts.SHEET, 502, true);
    JsonNode answer = detect(server, "?heatmap=inline&product=sheet", image).json();
    byte[] jpeg = Base64.getDecoder().decode(answer.get("heatmap").asText());
    assertThat(ImageIO.read(new ByteArrayInputStream(jpeg)).getWidth()).isEqualTo(64);
    assertThat(detect(server, "", image).json().get("heatmap").isNull()).isTrue();
  }

  @Test
  void a_form_and_bytes_without_a_type_are_taken_too() throws Exception {
    byte[] image = DrawnParts.png(DrawnParts.DISC, 503, false);
    Answer inForm = send(form(server, "/api/v1/detect", List.of(image)));
    assertThat(inForm.status()).as(inForm.text()).isEqualTo(200);
    Answer bytes =
        send(
            allowed(server, "/api/v1/detect")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(image)));
    assertThat(bytes.json().at("/inspection/finding/score"))
        .isEqualTo(inForm.json().at("/inspection/finding/score"));
  }

  @Test
  void an_image_of_a_batch_that_cannot_be_read_does_not_stop_the_others() throws Exception {
    List<byte[]> images =
        List.of(
            DrawnParts.png(DrawnParts.DISC, 504, false),
            "no image".getBytes(StandardCharsets.UTF_8),
            DrawnParts.png(DrawnParts.DISC, 505, true));
    JsonNode answers = send(form(server, "/api/v1/batch", images)).json().get("images");
    assertThat(answers.size()).isEqualTo(3);
    assertThat(answers.get(0).at("/inspection/finding/passes").asBoolean()).isTrue();
    assertThat(answers.get(1).get("inspection").isNull()).isTrue();
    assertThat(answers.get(1).get("error").asText()).contains("expected");
    assertThat(answers.get(2).at("/inspection/finding/passes").asBoolean()).isFalse();
  }

  @Test
  void the_document_names_every_route_and_the_types_of_its_answers() throws Exception {
    JsonNode document = get(server, "/openapi.json").json();
    assertThat(document.get("openapi").asText()).startsWith("3.");
    List<String> paths = new ArrayList<>();
    document.get("paths").fieldNames().forEachRemaining(paths::add);
    assertThat(paths)
        .contains(
            "/api/v1/detect",
            "/api/v1/batch",
            "/api/v1/model",
            "/api/v1/models",
            "/api/v1/models/{number}/activate",
            "/api/v1/thresholds",
            "/health",
            "/ready",
            "/metrics",
            "/openapi.json");
    JsonNode finding = document.at("/components/schemas/Finding/properties");
    assertThat(finding.at("/score/type").asText()).isEqualTo("number");
    assertThat(finding.at("/regions/items/$ref").asText()).isEqualTo("#/components/schemas/Region");
    assertThat(document.at("/components/schemas/Region/properties/contour").isMissingNode())
        .isFalse();
    for (String path : paths) {
      if (document.at("/paths/" + path.replace("/", "~1") + "/get").isObject()
          && !path.contains("{")
          && !path.equals("/api/v1/events")) {
        assertThat(get(server, path).status()).as(path).isEqualTo(200);
      }
    }
  }

  @Test
  void what_is_measured_can_be_scraped() throws Exception {
    detect(server, "", DrawnParts.png(DrawnParts.SHEET, 506, false));
    String metrics = get(server, "/metrics").text();
    assertThat(metrics)
        .contains("anomaly_detection_seconds_bucket{product=\"sheet\",verdict=\"normal\"")
        .contains("anomaly_p_value_bucket{product=\"sheet\"")
        .contains("anomaly_score{product=\"sheet\"}")
        .contains("anomaly_queue")
        .contains("anomaly_http_seconds_count{method=\"POST\",route=\"/api/v1/detect\"")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void thresholds_are_set_as_a_new_version_and_rolled_back(@TempDir Path own) throws Exception {
    try (AnomalyServer station = station(own).start()) {
      byte[] image = DrawnParts.png(DrawnParts.DISC, 507, true);
      double before = get(station, "/api/v1/thresholds").json().at("/thresholds/disc").asDouble();
      assertThat(detect(station, "", image).json().at("/inspection/finding/verdict").asText())
          .isEqualTo("ANOMALOUS");
      Answer set = json(station, "PUT", "/api/v1/thresholds", "{\"disc\": 99.5}");
      assertThat(set.json().get("number").asInt()).as(set.text()).isEqualTo(2);
      JsonNode passed = detect(station, "", image).json().at("/inspection/finding");
      assertThat(passed.get("verdict").asText()).isEqualTo("NORMAL");
      assertThat(passed.get("threshold").asDouble()).isEqualTo(99.5);
      assertThat(passed.get("model").asInt()).isEqualTo(2);
      assertThat(post(station, "/api/v1/models/1/activate").status()).isEqualTo(200);
      assertThat(detect(station, "", image).json().at("/inspection/finding/threshold").asDouble())
          .isCloseTo(before, within(0.0));
      JsonNode all = get(station, "/api/v1/models").json();
      assertThat(all.get("active").asInt()).isEqualTo(1);
      assertThat(all.get("versions").size()).isEqualTo(2);
      assertThat(post(station, "/api/v1/models/7/activate").status()).isEqualTo(404);
      assertThat(json(station, "PUT", "/api/v1/thresholds", "{\"disc\": null}").status())
          .isEqualTo(400);
    }
    // What was rolled back to is in use after a restart too.
    try (AnomalyServer again = station(own).start()) {
      assertThat(get(again, "/api/v1/models").json().get("active").asInt()).isEqualTo(1);
      assertThatThrownBy(() -> station(own).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another station");
    }
  }

  @Test
  void a_model_is_replaced_while_images_are_scored_and_none_fails(@TempDir Path own)
      throws Exception {
    Path file = Files.copy(StationFixture.model(), own.resolve("m.anomaly"));
    try (AnomalyServer station = AnomalyServer.of(file).data(own.resolve("data")).port(0).start();
        AnomalyDetector detector = AnomalyDetector.load(file);
        AnomalyDetector other = detector.withThreshold("disc", 77)) {
      byte[] image = DrawnParts.png(DrawnParts.DISC, 508, false);
      AtomicBoolean done = new AtomicBoolean();
      List<CompletableFuture<List<Integer>>> clients =
          Stream.generate(
                  () -> CompletableFuture.supplyAsync(() -> scoreUntil(done, station, image)))
              .limit(3)
              .toList();
      for (int i = 0; i < 5; i++) {
        (i % 2 == 0 ? other : detector).save(file);
        assertThat(post(station, "/api/v1/models/reload").json().get("number").asInt())
            .isEqualTo(i + 2);
      }
      assertThat(post(station, "/api/v1/models/reload").json().get("number").asInt()).isEqualTo(6);
      Files.writeString(file, "no model");
      assertThat(post(station, "/api/v1/models/reload").status()).isEqualTo(409);
      done.set(true);
      for (CompletableFuture<List<Integer>> client : clients) {
        assertThat(client.get()).isNotEmpty().containsOnly(200);
      }
      assertThat(detect(station, "", image).json().at("/inspection/finding/threshold").asDouble())
          .isEqualTo(77);
    }
  }

  private static List<Integer> scoreUntil(AtomicBoolean done, AnomalyServer station, byte[] image) {
    List<Integer> statuses = new ArrayList<>();
    try {
      while (!done.get()) {
        statuses.add(detect(station, "", image).status());
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return statuses;
  }

  @Test
  void an_uploaded_model_is_put_in_use(@TempDir Path own) throws Exception {
    try (AnomalyServer station = station(own).start();
        AnomalyDetector detector = AnomalyDetector.load(StationFixture.model());
        AnomalyDetector other = detector.withThreshold("sheet", 55)) {
      Path file = own.resolve("other.anomaly");
      other.save(file);
      Answer uploaded = send(allowed(station, "/api/v1/models").POST(BodyPublishers.ofFile(file)));
      assertThat(uploaded.json().get("number").asInt()).as(uploaded.text()).isEqualTo(2);
      assertThat(get(station, "/api/v1/thresholds").json().at("/thresholds/sheet").asDouble())
          .isEqualTo(55);
      Answer refused =
          send(allowed(station, "/api/v1/models").POST(BodyPublishers.ofString("no model")));
      assertThat(refused.status()).isEqualTo(422);
      assertThat(get(station, "/api/v1/models").json().get("active").asInt()).isEqualTo(2);
      assertThat(own.resolve("spool")).isEmptyDirectory();
    }
  }

  @Test
  void what_is_beyond_concurrency_and_queue_is_told_to_come_later(@TempDir Path own)
      throws Exception {
    Limits tight = Limits.defaults().withConcurrency(1, 1);
    try (AnomalyServer station = station(own).limits(tight).start()) {
      byte[] image = DrawnParts.png(DrawnParts.DISC, 509, false);
      List<CompletableFuture<Answer>> sent =
          Stream.generate(
                  () ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            try {
                              return send(form(station, "/api/v1/batch", copies(image)));
                            } catch (IOException | InterruptedException e) {
                              throw new IllegalStateException(e);
                            }
                          },
                          command -> new Thread(command).start()))
              .limit(12)
              .toList();
      int refused = 0;
      for (CompletableFuture<Answer> each : sent) {
        Answer answer = each.get();
        assertThat(answer.status()).isIn(200, 429);
        if (answer.status() == 429) {
          refused++;
          assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
      }
      assertThat(refused).isBetween(1, 11);
      assertThat(detect(station, "", image).status()).isEqualTo(200);
    }
  }

  private static List<byte[]> copies(byte[] image) {
    return Stream.generate(() -> image).limit(20).toList();
  }
}
