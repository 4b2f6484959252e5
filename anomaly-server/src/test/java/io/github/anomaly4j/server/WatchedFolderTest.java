package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFolderTest {
  @TempDir Path data;
  @TempDir Path folder;

  private static void await(Path file) throws InterruptedException {
    for (int i = 0; i < 300 && !Files.exists(file); i++) {
      Thread.sleep(50);
    }
    assertThat(file).exists();
  }

  private static JsonNode inspections(AnomalyServer server) throws Exception {
    return get(server, "/api/v1/inspections").json().get("inspections");
  }

  private void put(String name, byte[] content, long second) throws IOException {
    Path next = folder.resolve(name + ".tmp");
    Files.write(next, content);
    Files.setLastModifiedTime(next, FileTime.fromMillis(1_700_000_000_000L + 1000 * second));
    Files.move(next, folder.resolve(name));
  }

  @Test
  void files_are_inspected_in_the_order_of_their_times_and_moved() throws Exception {
    put("b.png", DrawnParts.png(DrawnParts.DISC, 900, true), 1);
    put("a.png", DrawnParts.png(DrawnParts.SHEET, 901, false), 2);
    put("notes.txt", "no image".getBytes(java.nio.charset.StandardCharsets.UTF_8), 3);
    Files.write(folder.resolve("half.part"), new byte[10]);
    Files.createSymbolicLink(folder.resolve("link.png"), StationFixture.model());
    try (AnomalyServer server = station(data).watch(folder).start()) {
      await(folder.resolve("processed/a.png"));
      JsonNode found = inspections(server);
      assertThat(found.size()).isEqualTo(2);
      assertThat(found.at("/1/finding/product").asText()).isEqualTo("disc");
      assertThat(found.at("/1/finding/verdict").asText()).isEqualTo("ANOMALOUS");
      assertThat(found.at("/0/finding/product").asText()).isEqualTo("sheet");
      assertThat(found.at("/0/source").asText()).startsWith("folder ");
      // It might still be written to, and is given ten seconds.
      await(folder.resolve("unreadable/notes.txt"));
      assertThat(Files.readString(folder.resolve("unreadable/notes.txt.reason.txt")))
          .contains("expected");
      assertThat(folder.resolve("half.part")).exists();
      assertThat(folder.resolve("link.png")).exists();
      assertThat(inspections(server).size()).isEqualTo(2);
    }
  }

  @Test
  void a_file_is_not_read_before_it_is_complete() throws Exception {
    byte[] image = DrawnParts.png(DrawnParts.DISC, 902, false);
    try (AnomalyServer server = station(data).watch(folder).start()) {
      Path file = folder.resolve("slow.png");
      try (OutputStream out = Files.newOutputStream(file)) {
        for (int i = 0; i < 8; i++) {
          int from = i * image.length / 8;
          out.write(image, from, (i + 1) * image.length / 8 - from);
          out.flush();
          Thread.sleep(200);
          assertThat(inspections(server).size()).isZero();
        }
      }
      await(folder.resolve("processed/slow.png"));
      assertThat(inspections(server).at("/0/finding/verdict").asText()).isEqualTo("NORMAL");
    }
  }

  @Test
  void what_was_inspected_and_not_moved_is_moved_after_a_restart_and_not_inspected_again()
      throws Exception {
    byte[] image = DrawnParts.png(DrawnParts.DISC, 903, true);
    put("one.png", image, 1);
    try (AnomalyServer server = station(data).watch(folder).start()) {
      await(folder.resolve("processed/one.png"));
      assertThat(inspections(server).size()).isEqualTo(1);
    }
    // As if the process had been killed between the database and the move.
    Files.move(folder.resolve("processed/one.png"), folder.resolve("one.png"));
    try (AnomalyServer server = station(data).watch(folder).start()) {
      await(folder.resolve("processed/one.png"));
      assertThat(inspections(server).size()).isEqualTo(1);
      // The same picture as another file, of another time, is another part.
      put("one.png", image, 2);
      await(folder.resolve("processed/one-2.png"));
      assertThat(inspections(server).size()).isEqualTo(2);
    }
  }

  @Test
  void the_same_file_in_two_folders_of_one_name_is_two_parts(@TempDir Path other) throws Exception {
    Path second = Files.createDirectories(other.resolve(folder.getFileName()));
    byte[] image = DrawnParts.png(DrawnParts.DISC, 904, false);
    put("part.png", image, 1);
    Path twin = Files.write(second.resolve("part.png"), image);
    Files.setLastModifiedTime(twin, Files.getLastModifiedTime(folder.resolve("part.png")));
    try (AnomalyServer server = station(data).watch(folder).watch(second).start()) {
      await(folder.resolve("processed/part.png"));
      await(second.resolve("processed/part.png"));
      assertThat(inspections(server).size()).isEqualTo(2);
    }
  }

  /** A camera with three shots, one of them no image, and one that comes twice. */
  private static final class Camera implements ImageSource {
    private final BlockingQueue<Shot> shots = new LinkedBlockingQueue<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private volatile boolean closed;

    @Override
    public String name() {
      return "camera";
    }

    @Override
    public Optional<Shot> next() throws InterruptedException {
      while (!closed) {
        Shot shot = shots.poll(20, TimeUnit.MILLISECONDS);
        if (shot != null) {
          return Optional.of(shot);
        }
      }
      return Optional.empty();
    }

    @Override
    public synchronized void done(Shot shot, Outcome outcome, String reason) {
      outcomes.add(outcome);
    }

    synchronized List<Outcome> outcomes() {
      return List.copyOf(outcomes);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void a_source_of_ones_own_is_told_what_became_of_each_image() throws Exception {
    Camera camera = new Camera();
    byte[] image = DrawnParts.png(DrawnParts.DISC, 904, true);
    camera.shots.add(new ImageSource.Shot(image, "disc", "1"));
    camera.shots.add(new ImageSource.Shot(new byte[] {1, 2, 3}, null, "2"));
    camera.shots.add(new ImageSource.Shot(image, "disc", "1"));
    camera.shots.add(new ImageSource.Shot(image, "no such product", "3"));
    try (AnomalyServer server = station(data).source(camera).start()) {
      for (int i = 0; i < 200 && camera.outcomes().size() < 4; i++) {
        Thread.sleep(50);
      }
      assertThat(camera.outcomes())
          .containsExactly(
              ImageSource.Outcome.INSPECTED,
              ImageSource.Outcome.UNREADABLE,
              ImageSource.Outcome.INSPECTED,
              ImageSource.Outcome.FAILED);
      assertThat(inspections(server).size()).isEqualTo(1);
      assertThat(inspections(server).at("/0/source").asText()).isEqualTo("camera");
    }
  }

  @Test
  void test_images_are_replayed(@TempDir Path images) throws Exception {
    for (String kind : List.of("train/good", "test/good", "test/scratch")) {
      Path own = Files.createDirectories(images.resolve("disc").resolve(kind));
      for (int i = 0; i < 2; i++) {
        byte[] image = DrawnParts.png(DrawnParts.DISC, 910 + i, kind.endsWith("scratch"));
        Files.write(own.resolve(i + ".png"), image);
      }
    }
    try (AnomalyServer server = station(data).replay(images, Duration.ofMillis(20)).start()) {
      for (int i = 0; i < 200 && inspections(server).size() < 6; i++) {
        Thread.sleep(50);
      }
      assertThat(inspections(server).findValuesAsText("verdict")).contains("NORMAL", "ANOMALOUS");
    }
  }
}
