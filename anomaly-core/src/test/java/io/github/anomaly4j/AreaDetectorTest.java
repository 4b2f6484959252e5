package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.area.Shape;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.spi.FeatureException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector of which one product's images are ignored from pixel 44 on, in both directions. */
class AreaDetectorTest {
  private static final int KEPT = 44;
  private static final int SIDE = 64;

  @TempDir static Path folder;

  private static AnomalyDetector detector;

  @BeforeAll
  static void train() throws IOException {
    detector = builder().train(images("one", 1));
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  private static AnomalyDetectorBuilder builder() {
    return AnomalyDetector.builder()
        .imageSize(64, 64)
        .poses(1)
        .memoryBankSize(150)
        .backboneBankSize(300)
        .areas(
            DrawnParts.DISC,
            Areas.of(SIDE, SIDE).include("disc", Shape.box(0, 0, KEPT, KEPT)).build());
  }

  /** The same parts; what is ignored is noise of a seed. */
  private static ImageSet images(String name, long seed) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (String category : List.of(DrawnParts.DISC, DrawnParts.SHEET)) {
      for (int i = 0; i < 10; i++) {
        Image image = DrawnParts.draw(category, i);
        Path file = folder.resolve(name + "-" + category + "-" + i + ".png");
        ImageIO.write(
            (category.equals(DrawnParts.DISC) ? noisy(image, seed + i) : image).toBufferedImage(),
            "png",
            file.toFile());
        entries.add(ImageEntry.normal(file, category));
      }
    }
    return ImageSet.of(entries);
  }

  private static Image noisy(Image image, long seed) {
    Random random = new Random(seed);
    float[] rgb = image.toArray();
    for (int i = 0; i < rgb.length; i++) {
      int x = i % SIDE;
      int y = i / SIDE % SIDE;
      if (x >= KEPT || y >= KEPT) {
        rgb[i] = random.nextInt(256) / 255f;
      }
    }
    return Image.of(SIDE, SIDE, rgb);
  }

  @Test
  void what_is_ignored_changes_no_bit_of_a_detection() {
    Image image = DrawnParts.draw(DrawnParts.DISC, 100);
    Detection plain = detector.forCategory(DrawnParts.DISC).detect(image);
    for (int seed = 0; seed < 5; seed++) {
      Detection noisy = detector.forCategory(DrawnParts.DISC).detect(noisy(image, 1000 + seed));
      assertThat(noisy.score()).isEqualTo(plain.score());
      assertThat(noisy.partialScores()).isEqualTo(plain.partialScores());
      assertThat(noisy.anomalyMap().toArray()).isEqualTo(plain.anomalyMap().toArray());
    }
  }

  @Test
  void what_is_ignored_in_training_changes_no_bit_of_a_detection() throws IOException {
    try (AnomalyDetector other = builder().train(images("two", 77))) {
      for (String category : detector.categories()) {
        Image image = DrawnParts.draw(category, 101);
        Detection one = detector.forCategory(category).detect(image);
        Detection two = other.forCategory(category).detect(image);
        assertThat(two.score()).isEqualTo(one.score());
        assertThat(two.threshold()).isEqualTo(one.threshold());
        assertThat(two.anomalyMap().toArray()).isEqualTo(one.anomalyMap().toArray());
      }
    }
  }

  @Test
  void damage_is_found_where_it_is_looked_for_alone() {
    Image normal = DrawnParts.draw(DrawnParts.DISC, 102);
    Detection whole = detector.forCategory(DrawnParts.DISC).detect(normal);
    Detection found =
        detector.forCategory(DrawnParts.DISC).detect(DrawnParts.damaged(normal, 20, 20));
    Detection ignored =
        detector.forCategory(DrawnParts.DISC).detect(DrawnParts.damaged(normal, 50, 50));
    assertThat(found.score()).isGreaterThan(whole.score());
    assertThat(found.passes()).isFalse();
    assertThat(ignored.score()).isEqualTo(whole.score());
    assertThat(found.regions()).isNotEmpty().allMatch(region -> region.areaName().equals("disc"));
    float lowest = found.anomalyMap().at(60, 60);
    assertThat(found.anomalyMap().at(10, 60)).isEqualTo(lowest);
    assertThat(found.anomalyMap().max()).isGreaterThan(lowest);
  }

  @Test
  void an_image_that_was_learned_with_areas_can_be_forgotten() throws IOException {
    List<ImageEntry> learned = images("one", 1).category(DrawnParts.DISC).entries();
    Image first = Image.read(learned.get(0).file());
    assertThat(detector.learned(first)).isTrue();
    try (AnomalyDetector less = detector.withoutImages(ImageSet.of(learned.subList(0, 1)))) {
      assertThat(less.learned(first)).isFalse();
      assertThat(less.learned(Image.read(learned.get(1).file()))).isTrue();
      assertThatThrownBy(() -> less.withoutImages(ImageSet.of(learned.subList(0, 1))))
          .hasMessageContaining("was never learned");
    }
  }

  @Test
  void areas_are_saved_and_learned_by_with_more_images() throws IOException {
    Path file = folder.resolve("areas.anomaly");
    detector.save(file);
    Image image = noisy(DrawnParts.draw(DrawnParts.DISC, 103), 5);
    try (AnomalyDetector loaded = AnomalyDetector.load(file);
        AnomalyDetector one = loaded.withNormal(images("three", 3).category(DrawnParts.DISC));
        AnomalyDetector two = loaded.withNormal(images("four", 4).category(DrawnParts.DISC))) {
      assertThat(loaded.forCategory(DrawnParts.DISC).detect(image).score())
          .isEqualTo(detector.forCategory(DrawnParts.DISC).detect(image).score());
      assertThat(two.forCategory(DrawnParts.DISC).detect(image).score())
          .isEqualTo(one.forCategory(DrawnParts.DISC).detect(image).score());
    }
  }

  @Test
  void an_unknown_product_may_have_any_size() {
    Random random = new Random(1);
    float[] rgb = new float[3 * 90 * 40];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = random.nextInt(2);
    }
    assertThat(detector.detect(Image.of(90, 40, rgb)).recognized()).isFalse();
    assertThat(detector.detect(Image.filled(SIDE, SIDE + 1, 1, 0, 0)).recognized()).isFalse();
  }

  @Test
  void an_image_of_another_size_is_refused() throws IOException {
    Image larger = Image.filled(SIDE, SIDE + 1, 0.5f, 0.5f, 0.5f);
    assertThatThrownBy(() -> detector.forCategory(DrawnParts.DISC).detect(larger))
        .isInstanceOf(FeatureException.class)
        .hasMessageContaining("64 x 65 pixels; expected 64 x 64, the size that the areas of");
    ImageSet set = images("five", 5);
    Path odd = set.entries().get(3).file();
    ImageIO.write(larger.toBufferedImage(), "png", odd.toFile());
    assertThatThrownBy(() -> builder().train(set))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(odd + ": 64 x 65 pixels; expected 64 x 64");
  }

  @Test
  void areas_of_a_product_that_is_not_there_are_refused() {
    Areas all = Areas.of(SIDE, SIDE).build();
    assertThatThrownBy(() -> builder().areas("dsc", all).train(images("six", 6)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("areas for dsc, but no images of it");
  }

  /** In every way of training: by a network, by Gaussians, from deep images, with copies. */
  @Test
  void what_is_ignored_influences_no_kind_of_evidence_and_no_range_of_numbers() throws IOException {
    Map<Evidence, Double> all = new HashMap<>();
    for (Evidence kind : Evidence.values()) {
      all.put(kind, 1.0);
    }
    Image image = DrawnParts.draw(DrawnParts.DISC, 300);
    Path file = writeDeep(image, "deep", 0);
    List<Detection> found = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      AnomalyDetectorBuilder builder =
          DrawnParts.builder()
              .evidence(all)
              .epochs(1)
              .networkPerCategory()
              .routing(Routing.TWO_STAGE)
              .backboneBankSize(300)
              .areas(
                  DrawnParts.DISC,
                  Areas.of(SIDE, SIDE).ignore(Shape.box(KEPT, 0, SIDE - KEPT, SIDE)).build());
      try (AnomalyDetector own = builder.train(deep(seed))) {
        found.add(own.forCategory(DrawnParts.DISC).detect(file));
        assertThat(own.provenance().warnings())
            .anyMatch(text -> text.contains("left out 1 image of disc"));
        // Its numbers go up to 65,535 where nothing is looked at.
        Detection white =
            own.forCategory(DrawnParts.DISC).detect(writeDeep(image, "white", 65_535));
        assertThat(white.warnings()).isEqualTo(found.get(found.size() - 1).warnings());
        assertThat(white.score()).isEqualTo(found.get(found.size() - 1).score());
      }
    }
    assertThat(found.get(1).partialScores()).isEqualTo(found.get(0).partialScores());
    assertThat(found.get(1).threshold()).isEqualTo(found.get(0).threshold());
    assertThat(found.get(1).anomalyMap().toArray()).isEqualTo(found.get(0).anomalyMap().toArray());
  }

  /** Images of 12 bits, of which the last one is a copy of the first in what is looked at. */
  private static ImageSet deep(int seed) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (String category : List.of(DrawnParts.DISC, DrawnParts.SHEET)) {
      int ignored = category.equals(DrawnParts.DISC) ? (seed == 1 ? 4095 : 65_535) : 0;
      for (int i = 0; i < 9; i++) {
        Path file =
            writeDeep(
                DrawnParts.draw(category, i % 8), category + i, Math.max(0, ignored - i * seed));
        entries.add(ImageEntry.normal(file, category));
      }
    }
    return ImageSet.of(entries);
  }

  private static Path writeDeep(Image image, String name, int ignored) throws IOException {
    BufferedImage deep = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int level = Math.round(4095 * image.at(0, x, y));
        deep.getRaster().setSample(x, y, 0, x >= KEPT && ignored > 0 ? ignored : level);
      }
    }
    Path file = folder.resolve(name + ".png");
    ImageIO.write(deep, "png", file.toFile());
    return file;
  }
}
