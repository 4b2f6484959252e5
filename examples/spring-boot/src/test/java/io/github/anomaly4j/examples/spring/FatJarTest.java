package io.github.anomaly4j.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed jar, run by {@code java -jar} as a user does. */
class FatJarTest {
  private static final Path JAR = Path.of(System.getProperty("example.jar"));
  private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

  @TempDir private static Path folder;

  private static Path model;

  private final HttpClient client = HttpClient.newHttpClient();
  private Process process;
  private Path output;
  private String address;

  @BeforeAll
  static void train() throws IOException {
    model = train(folder.resolve("sheets.anomaly"), 1);
  }

  private static Path train(Path file, int seed) throws IOException {
    List<ImageEntry> sheets = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sheets.add(ImageEntry.normal(i + ".png", "sheet", ImageContent.of(sheet(i, false))));
    }
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .imageSize(64, 64)
            .evidence(Evidence.waveletWeights())
            .poses(0)
            .seed(seed)
            .train(ImageSet.of(sheets))) {
      detector.save(file);
    }
    return file;
  }

  /** The file of an image of a striped sheet, with a scratch or without. */
  private static byte[] sheet(int number, boolean scratched) throws IOException {
    Random random = new Random(number);
    float[] rgb = new float[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i++) {
      boolean damaged = scratched && Math.abs(i % 64 - 30) < 3 && i / 64 % 64 > 20;
      double value = 0.5 + 0.2 * Math.sin(i % 64 / 2.0) + 0.02 * random.nextGaussian();
      rgb[i] = damaged ? 1 : (float) Math.min(1, value);
    }
    var png = new ByteArrayOutputStream();
    ImageIO.write(Image.of(64, 64, rgb).toBufferedImage(), "png", png);
    return png.toByteArray();
  }

  private void start(Path jar, String... arguments) throws IOException {
    output = Files.createTempFile(folder, "output", ".txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    // Natives are unpacked from the jars in the jar, not taken from what earlier runs unpacked.
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("natives"));
    command.addAll(List.of("-jar", jar.toString(), "--server.port=0"));
    command.addAll(List.of(arguments));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
  }

  private void awaitStart() throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (address == null) {
      String printed = Files.readString(output);
      assertThat(process.isAlive() && System.nanoTime() < end).as(printed).isTrue();
      Matcher started = STARTED.matcher(printed);
      if (started.find()) {
        address = "http://127.0.0.1:" + started.group(1);
      } else {
        Thread.sleep(50);
      }
    }
  }

  @AfterEach
  void stop() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private HttpResponse<String> post(String path, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Content-Type", body.length == 0 ? "application/json" : "image/png")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(address + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void the_jar_answers_about_uploads_tells_its_model_and_replaces_it() throws Exception {
    start(JAR, "--anomaly.model=" + model);
    awaitStart();
    assertThat(get("/actuator/health").path("status").asText()).isEqualTo("UP");
    byte[] scratched = sheet(9, true);
    HttpResponse<String> answer = post("/inspect", scratched);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode detection = new ObjectMapper().readTree(answer.body());
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      assertThat(detection.path("score").asDouble()).isEqualTo(detector.detect(scratched).score());
      assertThat(detection.path("passes").asBoolean()).isFalse();
      JsonNode told = get("/actuator/anomaly").path("detector");
      assertThat(told.path("state").asText()).isEqualTo(detector.info().state());
      assertThat(told.path("provenance").path("seed").asInt()).isEqualTo(1);
    }
    HttpResponse<String> refused = post("/inspect", new byte[10]);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(get("/actuator/metrics/anomaly.detections").toString()).contains("sheet", "refused");

    Path next = train(folder.resolve("next.anomaly"), 2);
    Files.move(next, model, StandardCopyOption.REPLACE_EXISTING);
    assertThat(post("/actuator/anomaly", new byte[0]).statusCode()).isEqualTo(200);
    assertThat(get("/actuator/anomaly").path("detector").path("provenance").path("seed").asInt())
        .isEqualTo(2);

    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output)).contains("New model of").doesNotContain("ERROR");
  }

  @Test
  void a_model_may_be_packed_into_the_jar() throws Exception {
    Path jar = Files.copy(JAR, folder.resolve("with-model.jar"));
    try (FileSystem entries = FileSystems.newFileSystem(jar)) {
      Files.write(
          entries.getPath("BOOT-INF/classes/packed.anomaly"),
          Files.readAllBytes(train(folder.resolve("packed.anomaly"), 3)));
    }
    start(jar, "--anomaly.model=classpath:packed.anomaly", "--anomaly.reload.interval=0s");
    awaitStart();
    assertThat(get("/actuator/anomaly").path("detector").path("provenance").path("seed").asInt())
        .isEqualTo(3);
    assertThat(post("/inspect", sheet(9, true)).statusCode()).isEqualTo(200);
  }

  @Test
  void a_jar_without_its_model_ends_and_says_why() throws Exception {
    start(JAR, "--anomaly.model=" + folder.resolve("none.anomaly"));
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(output))
        .contains("APPLICATION FAILED TO START", folder.resolve("none.anomaly").toString())
        .doesNotContain("\tat ");
  }

  @Test
  void the_example_has_at_most_sixty_lines() throws IOException {
    try (Stream<String> lines =
        Files.lines(
            Path.of("src/main/java/io/github/anomaly4j/examples/spring/InspectionService.java"))) {
      assertThat(lines.count()).isLessThanOrEqualTo(60);
    }
  }
}
