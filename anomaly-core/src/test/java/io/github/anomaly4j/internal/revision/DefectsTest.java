package io.github.anomaly4j.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  void what_cannot_teach_is_refused_and_the_detector_stays() throws IOException {
    List<ImageEntry> defects = defects();
    String before = detector.info().state();
    assertThatThrownBy(() -> detector.withDefects(ImageSet.of(defects.subList(0, 1)), images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 labeled defects of disc; at least 5");
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
