package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.allowed;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.json;
import static io.github.anomaly4j.server.StationFixture.post;
import static io.github.anomaly4j.server.StationFixture.send;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionsKeptTest {
  @TempDir Path data;

  private static void threshold(AnomalyServer server, double value) throws Exception {
    String body = "{\"disc\": " + value + "}";
    assertThat(json(server, "PUT", "/api/v1/thresholds", body).status()).isEqualTo(200);
  }

  private static int active(AnomalyServer server) throws Exception {
    return get(server, "/api/v1/models").json().get("active").asInt();
  }

  private static List<Integer> listed(AnomalyServer server) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    get(server, "/api/v1/models")
        .json()
        .get("versions")
        .forEach(version -> numbers.add(version.get("number").asInt()));
    return numbers;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("models"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".anomaly"))
          .sorted()
          .toList();
    }
  }

  @Test
  void the_last_versions_are_kept_and_the_one_in_use_the_one_before_it_and_what_they_are_made_of()
      throws Exception {
    try (AnomalyServer server = station(data).keepVersions(3).start()) {
      for (int i = 0; i < 5; i++) {
        threshold(server, 50 + i);
      }
      // The first one is the file of which the others are made.
      assertThat(listed(server)).containsExactly(1, 4, 5, 6);
      assertThat(files()).containsExactly("1.anomaly", "4.anomaly", "5.anomaly", "6.anomaly");
      assertThat(post(server, "/api/v1/models/2/activate").status()).isEqualTo(404);
      assertThat(post(server, "/api/v1/models/4/activate").status()).isEqualTo(200);
      for (int i = 0; i < 3; i++) {
        threshold(server, 60 + i);
      }
      // The seventh came when the fourth was in use.
      assertThat(listed(server)).containsExactly(1, 7, 8, 9);
      assertThat(post(server, "/api/v1/models/7/activate").status()).isEqualTo(200);
      assertThat(post(server, "/api/v1/changes/undo").status()).isEqualTo(409);
      threshold(server, 70);
      assertThat(post(server, "/api/v1/changes/undo").json().get("number").asInt()).isEqualTo(7);
    }
  }

  @Test
  void a_restart_does_not_take_the_model_file_for_a_new_one_when_its_version_is_gone()
      throws Exception {
    Path other = data.resolve("other.anomaly");
    try (AnomalyDetector detector = AnomalyDetector.load(StationFixture.model());
        AnomalyDetector changed = detector.withThreshold("disc", 33)) {
      changed.save(other);
    }
    try (AnomalyServer server = station(data).keepVersions(2).start()) {
      assertThat(
              send(allowed(server, "/api/v1/models")
                      .header("Content-Type", "application/octet-stream")
                      .POST(BodyPublishers.ofFile(other)))
                  .status())
          .isEqualTo(200);
      threshold(server, 50);
      threshold(server, 51);
      assertThat(listed(server)).containsExactly(2, 3, 4);
    }
    try (AnomalyServer server = station(data).keepVersions(2).start()) {
      assertThat(active(server)).isEqualTo(4);
      threshold(server, 52);
      assertThat(active(server)).as("numbers are not given twice").isEqualTo(5);
    }
  }

  @Test
  void what_a_killed_process_left_half_written_is_removed() throws Exception {
    Path spool = Files.createDirectories(data.resolve("spool"));
    Path images = Files.createDirectories(data.resolve("images"));
    Files.write(spool.resolve("upload17.anomaly"), new byte[10]);
    Files.write(images.resolve("abcdef01.next"), new byte[10]);
    Path kept = Files.write(images.resolve("notes.txt"), new byte[10]);
    try (AnomalyServer server = station(data).start()) {
      assertThat(get(server, "/ready").status()).isEqualTo(200);
      assertThat(spool).isEmptyDirectory();
      try (Stream<Path> files = Files.list(images)) {
        assertThat(files).containsExactly(kept);
      }
    }
  }

  @Test
  void fewer_than_two_versions_are_refused() {
    assertThatThrownBy(() -> station(data).keepVersions(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2");
  }
}
