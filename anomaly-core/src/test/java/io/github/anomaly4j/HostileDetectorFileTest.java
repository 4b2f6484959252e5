package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.detector.FrameMemory;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that would take endless time or memory end within 5 s and 512 MB, named. */
class HostileDetectorFileTest {
  private static final int SECONDS = 5;

  @TempDir private static Path folder;
  private static Path sound;

  @BeforeAll
  static void train() throws IOException {
    sound = folder.resolve("sound.anomaly");
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .imageSize(64, 64)
            .memoryBankSize(100)
            .poses(0)
            .evidence(Map.of(Evidence.PATCH, 1.0, Evidence.DETAIL, 1.0, Evidence.IMAGE, 1.0))
            .train(DrawnParts.write(folder, 4))) {
      detector.save(sound);
    }
  }

  @Test
  @Timeout(120)
  void a_hostile_file_ends_in_a_message_that_names_it_within_5_s_and_512_mb() throws Exception {
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(sound, "score ");
    files.put(frame(1024), "score ");
    files.put(frame(2048), "an image in a frame of 2048 x 2048 pixels takes");
    files.put(frame(4096), "an image in a frame of 4096 x 4096 pixels takes");
    files.put(bank(200_000, 20), "score ");
    files.put(bank(200_001, 17), "category/0/patch: a memory bank of more than 200,000 patches");
    files.put(collidingNames(3, 250_000), "250000 tensors, more than 131072");
    files.put(collidingNames(4, 100_000), "no configuration");
    files.put(collidingNames(3, 100_000), "no configuration");
    files.put(content("fields", "{" + fields(1_000_000) + "}"), "an object of too many fields");
    files.put(content("lists", "[" + "[],".repeat(4_000_000) + "[]]"), "objects");
    files.put(content("numbers", "[" + "1,".repeat(7_000_000) + "1]"), "values");
    files.put(content("deep", "[".repeat(900) + "]".repeat(900)), "levels");
    files.put(content("digits", "9".repeat(10_000_000)), "");
    List<String> lines = probe(files.keySet());
    assertThat(lines).hasSameSizeAs(files.keySet());
    int line = 0;
    for (Map.Entry<Path, String> file : files.entrySet()) {
      String[] found = lines.get(line++).split("\t", 2);
      assertThat(found[1])
          .startsWith(
              file.getValue().equals("score ")
                  ? "score "
                  : "ModelFileException " + file.getKey() + ": ")
          .contains(file.getValue());
      assertThat(Long.parseLong(found[0])).as(found[1]).isLessThan(SECONDS * 1000L);
    }
  }

  @Test
  void a_frame_is_refused_by_the_heap_that_there_is() {
    FrameMemory.check(512, 512, 512 << 20);
    FrameMemory.check(4096, 4096, 16L << 30);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrameMemory.check(2048, 2048, 512 << 20))
        .withMessageContaining("the heap may grow to 512 MiB")
        .withMessageContaining("-Xmx");
  }

  private static List<String> probe(Iterable<Path> files) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                HostileFileProbe.class.getName()));
    files.forEach(file -> command.add(file.toString()));
    Path printed = folder.resolve("printed.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(printed.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(printed).stream().filter(line -> line.contains("\t")).toList();
  }

  private static Path frame(int side) throws IOException {
    return altered(
        "frame" + side,
        content ->
            ((ObjectNode) content.get("config")).put("imageWidth", side).put("imageHeight", side),
        tensors -> {});
  }

  private static Path bank(int patches, int dimensions) throws IOException {
    return altered(
        "bank" + patches,
        content -> ((ObjectNode) content.get("config")).put("memoryBankSize", 1_000_000),
        tensors -> {
          String folder = "category/0/patch/";
          float[] bank = new float[patches * dimensions];
          for (int i = 0; i < bank.length; i++) {
            bank[i] = i * 7919 % 1009 / 1009f;
          }
          float[] scales = new float[patches];
          Arrays.fill(scales, 1);
          int features = tensors.get(folder + "mean").length();
          tensors.put(folder + "projection", new Tensor.Floats(new float[features * dimensions]));
          tensors.put(folder + "bank", new Tensor.Floats(bank));
          tensors.put(folder + "scales", new Tensor.Floats(scales));
          tensors.remove(folder + "images");
        });
  }

  private static Path altered(
      String name, Consumer<ObjectNode> content, Consumer<Map<String, Tensor>> tensors)
      throws IOException {
    ModelFile<JsonNode> whole = ModelFile.read(sound, "detector", JsonNode.class);
    content.accept((ObjectNode) whole.content());
    Map<String, Tensor> altered = new LinkedHashMap<>(whole.tensors().byName());
    tensors.accept(altered);
    Path file = folder.resolve(name + ".anomaly");
    new ModelFile<>(whole.content(), Tensors.of(altered)).write(file, "detector");
    return file;
  }

  /** Names of one hash code: "Aa" and "BB" have the same. */
  private static String colliding(int number, int length) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < length; bit++) {
      name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  private static Path collidingNames(int version, int count) throws IOException {
    // More of them would be refused by the length of the manifest alone.
    String sound =
        "\",\"type\":\"bytes\",\"length\":0,\"sha256\":\"%s\"}"
            .formatted(Hashing.sha256().hashBytes(new byte[0]));
    String end = count > 100_000 ? "\",\"length\":0}" : sound;
    StringBuilder tensors = new StringBuilder();
    for (int i = 0; i < count; i++) {
      tensors
          .append(i == 0 ? "{" : ",{")
          .append("\"name\":\"")
          .append(colliding(i, 18))
          .append(end);
    }
    return manifest(version, "colliding" + version + count, "{}", tensors.toString());
  }

  private static String fields(int count) {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < count / 4; i++) {
      fields.append(i == 0 ? "\"" : ",\"").append(colliding(i, 20)).append("\":1");
    }
    return fields.toString();
  }

  private static Path content(String name, String unknown) throws IOException {
    return manifest(4, name, "{\"unknown\":" + unknown + "}", "");
  }

  private static Path manifest(int version, String name, String content, String tensors)
      throws IOException {
    byte[] manifest =
        ("{\"formatVersion\":%d,\"kind\":\"detector\",\"content\":%s,\"tensors\":[%s]}")
            .formatted(version, content, tensors)
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeBytes("ANOMALY4");
    out.writeInt(version);
    out.writeInt(manifest.length);
    out.write(Hashing.sha256().hashBytes(manifest).asBytes());
    out.write(manifest);
    return Files.write(folder.resolve(name + ".anomaly"), bytes.toByteArray());
  }
}
