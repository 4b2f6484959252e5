package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default evidence, with the library's own trunk. */
class DefaultDetectorTest {
  @TempDir static Path folder;

  private static ImageSet images;
  private static AnomalyDetector detector;

  @BeforeAll
  static void train() throws IOException {
    images = DrawnParts.write(folder, 6);
    detector = builder().train(images);
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  private static AnomalyDetectorBuilder builder() {
    return AnomalyDetector.builder()
        .imageSize(64, 64)
        .poses(0)
        .memoryBankSize(150)
        .backboneBankSize(300);
  }

  @Test
  void the_trunk_counts_by_default_and_finds_damage() {
    Image normal = DrawnParts.draw(DrawnParts.DISC, 100);
    Detection whole = detector.forCategory(DrawnParts.DISC).detect(normal);
    Detection damaged =
        detector.forCategory(DrawnParts.DISC).detect(DrawnParts.damaged(normal, 20, 30));

    assertThat(whole.partialScores().keySet())
        .contains(Evidence.BACKBONE.key(), Evidence.PATCH.key(), Evidence.IMAGE.key());
    assertThat(damaged.score()).isGreaterThan(whole.score());
    assertThat(damaged.partialScores().get(Evidence.BACKBONE.key()))
        .isGreaterThan(whole.partialScores().get(Evidence.BACKBONE.key()));
    assertThat(damaged.passes()).isFalse();
  }

  /** Without it, a shift by a few pixels made most normal images of real products false alarms. */
  @Test
  void the_trunk_learns_other_poses() throws IOException {
    assertThat(patches(2)).isGreaterThan(2 * patches(0));
  }

  /** How many patches the trunk's memory bank of a product holds, if it may hold all. */
  private static int patches(int poses) throws IOException {
    Path file = folder.resolve("poses-" + poses + ".anomaly");
    try (AnomalyDetector posed = builder().backboneBankSize(100_000).poses(poses).train(images)) {
      posed.save(file);
    }
    return ModelFile.read(file, "detector", JsonNode.class)
        .tensors()
        .length("category/0/backbone/scales");
  }

  @Test
  void a_saved_detector_holds_the_trunk_and_needs_no_permission_to_run_it() throws IOException {
    Path file = folder.resolve("default.anomaly");
    detector.save(file);
    Image image = DrawnParts.draw(DrawnParts.SHEET, 100);
    try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
      assertThat(loaded.detect(image).score()).isEqualTo(detector.detect(image).score());
    }
  }

  @Test
  void the_same_images_give_the_same_detector_on_any_number_of_threads() throws IOException {
    Image image = DrawnParts.draw(DrawnParts.SHEET, 101);
    try (AnomalyDetector again = builder().threads(1).train(images)) {
      assertThat(again.detect(image).score()).isEqualTo(detector.detect(image).score());
    }
  }

  @Test
  void a_detection_has_the_same_bits_whether_one_thread_computes_it_or_three() {
    Image image = DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 104), 20, 30);
    Detection alone = detector.detect(image);
    try (Workers three = Workers.of(3)) {
      Detection shared = three.run(() -> detector.detect(image));
      assertThat(shared.score()).isEqualTo(alone.score());
      assertThat(shared.partialScores()).isEqualTo(alone.partialScores());
      assertThat(shared.anomalyMap().toArray()).isEqualTo(alone.anomalyMap().toArray());
    }
  }

  @Test
  void more_normal_images_are_learned_with_the_same_trunk() throws IOException {
    ImageSet more = DrawnParts.write(Files.createDirectory(folder.resolve("more")), 9);
    try (AnomalyDetector extended = detector.withNormal(more)) {
      assertThat(extended.provenance().changes())
          .containsExactly("6 normal images added, 12 left out that were known already");
      assertThat(extended.detect(DrawnParts.draw(DrawnParts.DISC, 102)).passes()).isTrue();
    }
  }

  @Test
  void a_file_whose_trunk_was_altered_is_refused_with_its_name() throws IOException {
    refused("settings", "4096 x 4096", backbone -> settings(backbone, 4096), bytes -> bytes);
    refused("length", "bytes of weights", backbone -> {}, bytes -> Arrays.copyOf(bytes, 10));
    refused("infinite", "a weight of Infinity", backbone -> {}, bytes -> filled(bytes, 0x7c00));
    refused("large", "gives a value of", backbone -> {}, bytes -> filled(bytes, 0x7bff));
    refused("missing", "the weights of its trunk are missing", backbone -> {}, bytes -> null);
  }

  @Test
  void a_trunk_of_another_checksum_than_the_permitted_one_is_refused() throws IOException {
    Path file = folder.resolve("checked.anomaly");
    detector.save(file);
    assertThatThrownBy(
            () -> AnomalyDetector.loader().backboneSha256("0".repeat(64)).load(file).close())
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("only that of " + "0".repeat(64));
  }

  @Test
  void frames_of_every_shape_can_be_learned() throws IOException {
    for (int[] frame : new int[][] {{256, 32}, {40, 32}, {96, 64}}) {
      try (AnomalyDetector other = builder().imageSize(frame[0], frame[1]).train(images)) {
        assertThat(other.detect(DrawnParts.draw(DrawnParts.DISC, 103)).score()).isFinite();
      }
    }
    assertThatThrownBy(() -> builder().imageSize(100, 75).train(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a multiple of 8");
  }

  @Test
  void the_trunk_alone_describes_patches_in_its_own_frame() throws IOException {
    try (AnomalyDetector alone = builder().evidence(Map.of(Evidence.BACKBONE, 1.0)).train(images)) {
      Path file = folder.resolve("alone.anomaly");
      alone.save(file);
      Image image = DrawnParts.draw(DrawnParts.DISC, 104);
      try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
        assertThat(loaded.detect(image).score()).isEqualTo(alone.detect(image).score());
      }
    }
  }

  private static void refused(
      String name, String message, Consumer<ObjectNode> backbone, UnaryOperator<byte[]> weights)
      throws IOException {
    Path sound = folder.resolve("sound.anomaly");
    detector.save(sound);
    ModelFile<JsonNode> whole = ModelFile.read(sound, "detector", JsonNode.class);
    ObjectNode saved = (ObjectNode) whole.content().get("config").get("backbone");
    Map<String, Tensor> tensors = new LinkedHashMap<>(whole.tensors().byName());
    byte[] altered = weights.apply(whole.tensors().bytes("backbone/model"));
    if (altered == null) {
      tensors.remove("backbone/model");
    } else {
      tensors.put("backbone/model", new Tensor.Bytes(altered));
      saved.put("length", altered.length);
      saved.put("sha256", Hashing.sha256().hashBytes(altered).toString());
    }
    backbone.accept(saved);
    Path file = folder.resolve(name + ".anomaly");
    new ModelFile<>(whole.content(), Tensors.of(tensors)).write(file, "detector");
    assertThatThrownBy(() -> AnomalyDetector.load(file).close())
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(name + ".anomaly")
        .hasMessageContaining(message);
  }

  private static void settings(ObjectNode backbone, int side) {
    backbone.put("settings", "{\"width\":%d,\"height\":%d}".formatted(side, side));
  }

  private static byte[] filled(byte[] bytes, int half) {
    byte[] altered = new byte[bytes.length];
    for (int i = 0; i < altered.length; i += 2) {
      altered[i] = (byte) half;
      altered[i + 1] = (byte) (half >> 8);
    }
    return altered;
  }
}
