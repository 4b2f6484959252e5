package io.github.anomaly4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.spi.BackboneSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A saved detector brings a program, its backbone: nothing runs it without leave. */
@Timeout(20)
class UntrustedBackboneTest {
  private static final int SIZE = 32;
  private static final String TENSOR = "backbone/model";

  @TempDir private static Path folder;
  private static Path model;
  private static Path holding;
  private static Path naming;
  private static String sha256;

  @BeforeAll
  static void train() throws IOException {
    model = Files.write(folder.resolve("tiny.onnx"), TinyModel.classifier(1, SIZE, SIZE).bytes());
    sha256 = Hashing.sha256().hashBytes(Files.readAllBytes(model)).toString();
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Path file = folder.resolve("part" + i + ".png");
      ImageIO.write(draw(i).toBufferedImage(), "png", file.toFile());
      entries.add(ImageEntry.normal(file, "part"));
    }
    ImageSet images = ImageSet.of(entries);
    holding = saved("holding.anomaly", OnnxBackbone.of(model).layers("pool"), images);
    naming = saved("naming.anomaly", OnnxBackbone.of(model).layers("pool").asReference(), images);
  }

  private static Path saved(String name, BackboneSource backbone, ImageSet images)
      throws IOException {
    Path file = folder.resolve(name);
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .features(backbone)
            .evidence(Map.of(Evidence.BACKBONE, 1.0))
            .imageSize(SIZE, SIZE)
            .backboneBankSize(100)
            .poses(0)
            .train(images)) {
      detector.save(file);
    }
    return file;
  }

  @Test
  void a_backbone_is_not_run_without_leave_whether_held_or_named() {
    for (Path file : List.of(holding, naming)) {
      assertThatThrownBy(() -> AnomalyDetector.load(file))
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith(file + ": ")
          .hasMessageContaining("is not run without your leave")
          .hasMessageContaining("tiny.onnx (onnx, SHA-256 " + sha256 + ")")
          .hasMessageContaining("trustBackbone()")
          .hasMessageContaining("--trust-backbone");
    }
  }

  @Test
  void trust_or_its_checksum_lets_it_run() throws IOException {
    double score;
    try (AnomalyDetector loaded = trusting().load(holding)) {
      score = loaded.detect(draw(9)).score();
    }
    for (Path file : List.of(holding, naming)) {
      for (DetectorLoader loader :
          List.of(
              trusting(),
              AnomalyDetector.loader().backboneSha256(sha256),
              AnomalyDetector.loader().backbone(OnnxBackbone.of(model).layers("pool")))) {
        try (AnomalyDetector loaded = loader.load(file)) {
          assertThat(loaded.detect(draw(9)).score()).isEqualTo(score);
        }
      }
    }
  }

  @Test
  void another_checksum_than_the_expected_is_refused_even_if_trusted() {
    String other = "0".repeat(64);
    assertThatThrownBy(() -> trusting().backboneSha256(other).load(holding))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(holding + ": ")
        .hasMessageContaining(sha256)
        .hasMessageContaining("only that of " + other + " may be run");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnomalyDetector.loader().backboneSha256("abc"))
        .withMessageContaining("64 hexadecimal digits");
  }

  @Test
  void a_held_backbone_that_is_not_the_recorded_one_is_refused_before_it_is_opened()
      throws IOException {
    // Bytes that are no model at all: were they opened, the message would say so.
    Path altered =
        altered(
            holding,
            "other.anomaly",
            backbone -> {},
            tensors -> tensors.put(TENSOR, new Tensor.Bytes(new byte[] {0, 1, 2, 3})));
    Path longer =
        altered(
            holding, "longer.anomaly", backbone -> backbone.put("length", 1 << 30), tensors -> {});
    for (Path file : List.of(altered, longer)) {
      assertThatThrownBy(() -> trusting().load(file))
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith(file + ": is damaged or was altered: the backbone in it");
    }
  }

  @Test
  void a_folder_of_the_caller_s_lets_named_ones_run_and_no_others(@TempDir Path elsewhere)
      throws IOException {
    Path moved = Files.copy(naming, elsewhere.resolve("moved.anomaly"));
    assertThatThrownBy(() -> trusting().load(moved))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(moved + ": needs the backbone tiny.onnx (")
        .hasMessageContaining("there is no such file in " + elsewhere);
    try (AnomalyDetector loaded = AnomalyDetector.loader().backboneFolder(folder).load(moved)) {
      assertThat(loaded.detect(draw(9)).score()).isFinite();
    }
    assertThatThrownBy(() -> AnomalyDetector.loader().backboneFolder(folder).load(holding))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("is not run without your leave");
  }

  @Test
  @Timeout(5)
  void a_name_opens_nothing_but_the_recorded_file_and_tells_nothing_of_others(@TempDir Path outside)
      throws Exception {
    Files.write(folder.resolve("other.onnx"), new byte[(int) Files.size(model)]);
    Files.createDirectory(folder.resolve("folder.onnx"));
    Files.copy(model, outside.resolve("tiny.onnx"));
    List<String> names =
        new ArrayList<>(
            List.of(
                "/dev/zero",
                "/etc/passwd",
                "/etc/no-such-file",
                folder.relativize(outside).resolve("tiny.onnx").toString(),
                outside.resolve("tiny.onnx").toString(),
                "..",
                ".",
                "./tiny.onnx",
                "absent.onnx",
                "folder.onnx",
                "other.onnx",
                "pipe.onnx",
                "linked.onnx"));
    boolean unix = Files.exists(Path.of("/dev/zero"));
    assumeTrue(unix, "no devices or pipes here");
    pipe(folder.resolve("pipe.onnx"));
    Files.createSymbolicLink(folder.resolve("linked.onnx"), Path.of("/dev/zero"));
    for (String name : names) {
      Path file =
          altered(naming, "named.anomaly", backbone -> backbone.put("name", name), tensors -> {});
      for (long length : new long[] {Files.size(model), 1, Integer.MAX_VALUE - 8}) {
        Path stated =
            altered(file, "stated.anomaly", backbone -> backbone.put("length", length), t -> {});
        assertThatThrownBy(() -> trusting().load(stated))
            .isInstanceOf(ModelFileException.class)
            .hasMessage(
                "%s: needs the backbone %s (%d bytes, SHA-256 %s), and there is no such file in %s: put it there, or say where it is by AnomalyDetector.loader().backboneFolder(...) or backbone(...), on the command line --backbone-folder",
                stated, name, length, sha256, folder)
            .hasNoCause();
      }
    }
    Files.delete(folder.resolve("linked.onnx"));
  }

  @Test
  void a_name_or_a_size_that_no_file_has_is_refused() throws IOException {
    for (Consumer<ObjectNode> change :
        List.<Consumer<ObjectNode>>of(
            backbone -> backbone.put("name", ""),
            backbone -> backbone.put("name", "a\u001b[2Jb"),
            backbone -> backbone.put("name", "a\0b"),
            backbone -> backbone.put("name", "a".repeat(256)),
            backbone -> backbone.put("kind", "../onnx"),
            backbone -> backbone.put("sha256", "0"),
            backbone -> backbone.put("length", 0),
            backbone -> backbone.put("length", 1L << 40),
            backbone -> backbone.put("settings", " ".repeat(70_000)),
            backbone -> backbone.putNull("name"))) {
      Path file = altered(naming, "refused.anomaly", change, tensors -> {});
      assertThatThrownBy(() -> trusting().load(file))
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith(file + ": ")
          .hasMessageNotContaining("\u001b");
    }
  }

  @Test
  void a_saved_detector_does_not_tell_where_its_backbone_lay() throws IOException {
    for (Path file : List.of(holding, naming)) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
          .contains("tiny.onnx")
          .doesNotContain(folder.toString());
    }
  }

  private static DetectorLoader trusting() {
    return AnomalyDetector.loader().trustBackbone();
  }

  private static Path altered(
      Path file, String name, Consumer<ObjectNode> backbone, Consumer<Map<String, Tensor>> change)
      throws IOException {
    ModelFile<JsonNode> whole = ModelFile.read(file, "detector", JsonNode.class);
    backbone.accept((ObjectNode) whole.content().get("config").get("backbone"));
    Map<String, Tensor> tensors = new LinkedHashMap<>(whole.tensors().byName());
    change.accept(tensors);
    Path altered = folder.resolve(name);
    new ModelFile<>(whole.content(), Tensors.of(tensors)).write(altered, "detector");
    return altered;
  }

  private static void pipe(Path path) throws Exception {
    int code = new ProcessBuilder("mkfifo", path.toString()).start().waitFor();
    assumeTrue(code == 0, "no mkfifo here");
  }

  private static Image draw(long seed) {
    Random random = new Random(seed);
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = 0.4f + 0.05f * random.nextFloat() + i % 4 / 2 * 0.1f;
    }
    return Image.of(SIZE, SIZE, rgb);
  }
}
