package io.github.anomaly4j.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefectsTest {
  private static final String DISC = DrawnParts.DISC;
  private static final int EACH = 30;

  @TempDir private static Path folder;

  private static ImageSet images;
  private static AnomalyDetector detector;

  @BeforeAll
  static void train() throws IOException {
    images = DrawnParts.write(folder.resolve("images"), EACH);
    detector = DrawnParts.builder().train(images);
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  /** A shade over a third of the image, fainter than a defect that stands out by itself. */
  private static Image shaded(long seed, boolean left) {
    Image image = DrawnParts.draw(DISC, seed);
    float[] rgb = image.toArray();
    for (int i = 0; i < rgb.length; i++) {
      int x = i % image.width();
      if (left ? x < 22 : x > 41) {
        rgb[i] *= left ? 0.9f : 1.08f;
      }
    }
    return Image.of(image.width(), image.height(), rgb);
  }

  private static ImageEntry entry(Image image, String name, String kind) throws IOException {
    Path file = folder.resolve(name + ".png");
    ImageIO.write(image.toBufferedImage(), "png", file.toFile());
    return new ImageEntry(file, DISC, Split.TEST, kind, Optional.empty());
  }

  private static List<ImageEntry> defects() throws IOException {
    List<ImageEntry> defects = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      defects.add(entry(shaded(700 + i, true), "dark" + i, "shadow"));
      defects.add(entry(shaded(800 + i, false), "bright" + i, "glare"));
    }
    return defects;
  }

  private static int found(AnomalyDetector some, boolean left) {
    int found = 0;
    for (int seed = 900; seed < 920; seed++) {
      found += some.forCategory(DISC).detect(shaded(seed, left)).anomalous() ? 1 : 0;
    }
    return found;
  }

  private static int alarms(AnomalyDetector some) {
    int alarms = 0;
    for (int seed = 1000; seed < 1040; seed++) {
      alarms += some.forCategory(DISC).detect(DrawnParts.draw(DISC, seed)).anomalous() ? 1 : 0;
    }
    return alarms;
  }

  @Test
  void labeled_defects_are_found_more_often_named_saved_and_undone() throws IOException {
    Path file = folder.resolve("taught.anomaly");
    try (AnomalyDetector taught = detector.withDefects(ImageSet.of(defects()), images);
        AnomalyDetector undone = taught.revert()) {
      taught.save(file);
      try (AnomalyDetector loaded = AnomalyDetector.load(file);
          AnomalyDetector again = loaded.revert()) {
        Image dark = shaded(950, true);
        Detection found = loaded.forCategory(DISC).detect(dark);
        assertThat(found.score()).isEqualTo(taught.forCategory(DISC).detect(dark).score());
        assertThat(found.contributions().values().stream().mapToDouble(own -> own).sum())
            .isCloseTo(found.deviation(), within(1e-9));
        assertThat(again.info().state()).isEqualTo(detector.info().state());
      }
      assertThat(found(taught, true) + found(taught, false))
          .isGreaterThanOrEqualTo(found(detector, true) + found(detector, false));
      assertThat(alarms(taught)).isLessThanOrEqualTo(alarms(detector) + 2);
      Detection blatant =
          taught.forCategory(DISC).detect(DrawnParts.damaged(DrawnParts.draw(DISC, 990), 25, 25));
      assertThat(blatant.anomalous()).isTrue();
      assertThat(blatant.knownDefect().orElseThrow().seen()).isEqualTo(6);
      assertThat(
              detector
                  .forCategory(DISC)
                  .detect(DrawnParts.damaged(DrawnParts.draw(DISC, 990), 25, 25))
                  .knownDefect())
          .isEmpty();
      assertThat(undone.info().state()).isEqualTo(detector.info().state());
      assertThatThrownBy(() -> taught.withDefects(ImageSet.of(defects()), images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("learned defects already");
    }
  }

  @Test
  void a_file_whose_lessons_do_not_fit_its_memory_bank_is_refused() throws IOException {
    Path file = folder.resolve("whole.anomaly");
    try (AnomalyDetector taught = detector.withDefects(ImageSet.of(defects()), images)) {
      taught.save(file);
    }
    for (String lesson : List.of("expected", "feedback")) {
      for (int moments : new int[] {2, 300}) {
        assertThatThrownBy(() -> AnomalyDetector.load(altered(file, lesson, "patch", moments)))
            .isInstanceOf(ModelFileException.class)
            .hasMessageContaining(
                lesson + " of disc is for " + moments + " moments, and the memory bank of patch");
      }
      assertThatThrownBy(() -> AnomalyDetector.load(altered(file, lesson, "image", 2)))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining(lesson + " of disc is by image, which has no memory bank");
    }
  }

  private static Path altered(Path file, String lesson, String evidence, int moments)
      throws IOException {
    ModelFile<JsonNode> whole = ModelFile.read(file, "detector", JsonNode.class);
    ((ObjectNode) whole.content().get("categories").get(0).get(lesson)).put("evidence", evidence);
    Map<String, Tensor> tensors = new LinkedHashMap<>(whole.tensors().byName());
    tensors.replaceAll(
        (name, tensor) -> {
          if (!name.startsWith("category/0/" + lesson + "/")) {
            return tensor;
          }
          float[] values = new float[name.endsWith("/defects") ? 12 * moments : moments];
          Arrays.fill(values, 1);
          return new Tensor.Floats(values);
        });
    Path altered = folder.resolve("altered.anomaly");
    new ModelFile<>(whole.content(), Tensors.of(tensors)).write(altered, "detector");
    return altered;
  }

  @Test
  void copies_of_a_defect_count_once_and_a_threshold_that_somebody_set_stays() throws IOException {
    List<ImageEntry> defects = defects();
    List<ImageEntry> copies = new ArrayList<>(defects.subList(0, 4));
    copies.addAll(defects.subList(0, 4));
    assertThatThrownBy(() -> detector.withDefects(ImageSet.of(copies), images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 different labeled defects of disc; at least 5");
    copies.addAll(defects.subList(4, 7));
    try (AnomalyDetector set = detector.withThreshold(DISC, 1.25);
        AnomalyDetector taught = set.withDefects(ImageSet.of(copies), images);
        AnomalyDetector found = detector.withDefects(ImageSet.of(copies), images)) {
      assertThat(taught.threshold(DISC)).isEqualTo(1.25);
      assertThat(found.threshold(DISC)).isNotEqualTo(detector.threshold(DISC));
      assertThat(found.provenance().changes())
          .containsExactly("7 labeled defects learned, 4 copies left out");
    }
  }

  @Test
  void too_few_training_images_are_refused_with_the_number_that_is_needed() throws IOException {
    ImageSet few = ImageSet.of(images.category(DISC).entries().subList(0, 5));
    try (AnomalyDetector small = DrawnParts.builder().train(few)) {
      assertThatThrownBy(() -> small.withDefects(ImageSet.of(defects()), few))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("disc was trained on 5 images; at least 10 are needed");
    }
  }

  @Test
  void what_cannot_teach_is_refused_and_the_detector_stays() throws IOException {
    List<ImageEntry> defects = defects();
    String before = detector.info().state();
    assertThatThrownBy(() -> detector.withDefects(ImageSet.of(defects.subList(0, 1)), images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 different labeled defects of disc; at least 5");
    assertThatThrownBy(
            () ->
                detector.withDefects(
                    ImageSet.of(defects),
                    ImageSet.of(images.category(DISC).entries().subList(1, EACH))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 of the 30 images");
    ImageEntry other = ImageEntry.normal(entry(shaded(1, true), "other", "x").file(), DISC);
    assertThatThrownBy(
            () ->
                detector.withDefects(
                    ImageSet.of(defects),
                    ImageSet.of(
                        Stream.concat(images.entries().stream(), Stream.of(other)).toList())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other.png is none of the 30 images");
    assertThatThrownBy(() -> detector.withDefects(images, images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("normal images among the labeled defects");
    ImageEntry learned =
        new ImageEntry(
            images.category(DISC).entries().get(0).file(),
            DISC,
            Split.TEST,
            "shadow",
            Optional.empty());
    assertThatThrownBy(
            () ->
                detector.withDefects(
                    ImageSet.of(Stream.concat(defects.stream(), Stream.of(learned)).toList()),
                    images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("learned as normal");
    ImageEntry unknown =
        new ImageEntry(defects.get(0).file(), "gear", Split.TEST, "shadow", Optional.empty());
    assertThatThrownBy(() -> detector.withDefects(ImageSet.of(List.of(unknown)), images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown category gear");
    assertThat(detector.info().state()).isEqualTo(before);
  }
}
