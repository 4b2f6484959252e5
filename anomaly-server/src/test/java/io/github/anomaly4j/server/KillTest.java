package io.github.anomaly4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Sets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is killed under load; {@code -Dkills=20} kills it more often. */
class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 2);
  private static final int CLIENTS = 3;

  private final HttpClient http = HttpClient.newHttpClient();

  /** The time of each inspection by its id, as they were answered. */
  private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();

  @TempDir Path data;
  @TempDir Path folder;

  private record Running(Process process, String address, String key) {}

  private Running start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx1g",
                // There may be no folder for temporary files: the station has its own.
                "-Djava.io.tmpdir=" + data.resolve("none"),
                "io.github.anomaly4j.server.Main",
                "--model",
                StationFixture.model().toString(),
                "--data",
                data.toString(),
                "--watch",
                folder.toString(),
                "--port",
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line).as("the address").isNotNull().contains("#key=");
    int cut = line.indexOf("#key=");
    return new Running(process, line.substring(0, cut), line.substring(cut + 5));
  }

  @Test
  void what_was_acknowledged_is_in_the_database_once_and_no_file_is_lost_or_repeated()
      throws Exception {
    Random random = new Random(7);
    int files = 0;
    byte[] image = DrawnParts.png(DrawnParts.DISC, 950, false);
    for (int kill = 0; kill < KILLS; kill++) {
      Running running = start();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Thread client = new Thread(() -> sendUntilItEnds(running, image));
        client.start();
        clients.add(client);
      }
      for (int i = 0; i < 20; i++) {
        byte[] part = DrawnParts.png(DrawnParts.SHEET, 10_000 + files, false);
        Files.write(folder.resolve("f" + files++ + ".png"), part);
      }
      int before = acknowledged.size();
      for (int i = 0; i < 600 && acknowledged.size() < before + 5; i++) {
        Thread.sleep(50);
      }
      Thread.sleep(random.nextInt(1000));
      running.process().destroyForcibly().waitFor();
      for (Thread client : clients) {
        client.join(TimeUnit.SECONDS.toMillis(20));
      }
    }
    assertThat(acknowledged).isNotEmpty();
    Running last = start();
    try {
      Path processed = folder.resolve("processed");
      for (int i = 0; i < 600 && count(processed) < files; i++) {
        Thread.sleep(50);
      }
      assertThat(count(processed)).isEqualTo(files);
      Map<Long, String> kept = new HashMap<>();
      List<String> images = new ArrayList<>();
      for (JsonNode each : all(last)) {
        assertThat(kept.put(each.get("id").asLong(), each.get("time").asText())).isNull();
        if (each.get("source").asText().startsWith("folder")) {
          images.add(each.get("imageHash").asText());
        }
      }
      System.out.printf(
          "%d kills: of %d acknowledged inspections and %d files, %d are missing%n",
          KILLS,
          acknowledged.size(),
          files,
          Sets.difference(acknowledged.entrySet(), kept.entrySet()).size());
      assertThat(kept).containsAllEntriesOf(acknowledged);
      assertThat(images).hasSize(files).doesNotHaveDuplicates();
    } finally {
      last.process().destroy();
      assertThat(last.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void sendUntilItEnds(Running running, byte[] image) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(running.address() + "api/v1/detect"))
            .header("X-Api-Key", running.key())
            .header("Content-Type", "image/png")
            .POST(BodyPublishers.ofByteArray(image))
            .build();
    try {
      while (true) {
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() == 200) {
          JsonNode inspection = new ObjectMapper().readTree(answer.body()).get("inspection");
          acknowledged.putIfAbsent(inspection.get("id").asLong(), inspection.get("time").asText());
        }
      }
    } catch (IOException | InterruptedException e) {
      // It was killed.
    }
  }

  private static int count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.count();
    }
  }

  private List<JsonNode> all(Running running) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    String before = "";
    while (true) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(running.address() + "api/v1/inspections?limit=200" + before))
              .build();
      byte[] body = http.send(request, BodyHandlers.ofByteArray()).body();
      JsonNode page = new ObjectMapper().readTree(body).get("inspections");
      if (page.isEmpty()) {
        return all;
      }
      page.forEach(all::add);
      before = "&before=" + page.get(page.size() - 1).get("id").asLong();
    }
  }
}
