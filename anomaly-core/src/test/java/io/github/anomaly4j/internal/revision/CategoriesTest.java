package io.github.anomaly4j.internal.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.detector.DetectorFile;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CategoriesTest {
  private static final String DISC = DrawnParts.DISC;
  private static final String SHEET = DrawnParts.SHEET;
  private static final int EACH = 12;

  @TempDir private static Path folder;

  private static ImageSet images;

  @BeforeAll
  static void draw() throws IOException {
    images = DrawnParts.write(folder.resolve("images"), EACH);
  }

  private static Detection named(AnomalyDetector detector, String category, Image image) {
    return detector.forCategory(category).detect(image);
  }

  private static AnomalyDetector reloaded(AnomalyDetector detector) throws IOException {
    Path file = folder.resolve("reloaded.anomaly");
    detector.save(file);
    return AnomalyDetector.load(file);
  }

  @Test
  void an_added_product_is_found_and_judged_and_the_other_keeps_its_scores() throws IOException {
    for (Routing routing : Routing.values()) {
      try (AnomalyDetector discs =
              DrawnParts.builder().routing(routing).train(images.category(DISC));
          AnomalyDetector both = discs.withCategory(images.category(SHEET));
          AnomalyDetector loaded = reloaded(both);
          AnomalyDetector undone = loaded.revert()) {
        assertThat(loaded.categories()).containsExactly(DISC, SHEET);
        assertThat(loaded.provenance().changes())
            .containsExactly("category sheet added, 12 images");
        int alarms = 0;
        for (int seed = 200; seed < 210; seed++) {
          Image disc = DrawnParts.draw(DISC, seed);
          Image sheet = DrawnParts.draw(SHEET, seed);
          Detection before = named(discs, DISC, disc);
          Detection after = named(loaded, DISC, disc);
          assertThat(after.score()).isEqualTo(before.score());
          assertThat(after.threshold()).isEqualTo(before.threshold());
          assertThat(after.anomalyMap().toArray()).isEqualTo(before.anomalyMap().toArray());
          assertThat(loaded.detect(disc).category()).isEqualTo(DISC);
          Detection found = loaded.detect(sheet);
          assertThat(found.category()).isEqualTo(SHEET);
          assertThat(found.recognized()).isTrue();
          alarms += found.passes() ? 0 : 1;
          Detection defect = loaded.detect(DrawnParts.damaged(sheet, 20, 20));
          assertThat(defect.category()).isEqualTo(SHEET);
          assertThat(defect.passes()).isFalse();
        }
        assertThat(alarms).isLessThanOrEqualTo(2);
        assertThat(undone.categories()).containsExactly(DISC);
        assertThat(undone.info().state()).isEqualTo(discs.info().state());
      }
    }
  }

  @Test
  void a_product_that_is_taken_out_is_not_found_any_more_and_comes_back_by_revert()
      throws IOException {
    for (Routing routing : Routing.values()) {
      try (AnomalyDetector both = DrawnParts.builder().routing(routing).train(images);
          AnomalyDetector sheets = both.withoutCategory(DISC);
          AnomalyDetector loaded = reloaded(sheets);
          AnomalyDetector undone = loaded.revert()) {
        assertThat(loaded.categories()).containsExactly(SHEET);
        Image sheet = DrawnParts.draw(SHEET, 300);
        assertThat(named(loaded, SHEET, sheet).score())
            .isEqualTo(named(both, SHEET, sheet).score());
        assertThat(loaded.detect(DrawnParts.draw(DISC, 300)).category()).isEqualTo(SHEET);
        assertThat(loaded.learned(Image.read(images.category(DISC).entries().get(0).file())))
            .isFalse();
        assertThat(undone.info().state()).isEqualTo(both.info().state());
        assertThat(undone.detect(DrawnParts.draw(DISC, 300)).category()).isEqualTo(DISC);
        assertThatThrownBy(() -> loaded.withoutCategory(SHEET))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("the only category");
        assertThatThrownBy(() -> loaded.withoutCategory(DISC))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("unknown category disc");
      }
    }
  }

  @Test
  void a_product_is_refused_that_is_known_or_that_a_network_would_have_to_learn()
      throws IOException {
    try (AnomalyDetector discs = DrawnParts.builder().train(images.category(DISC))) {
      assertThatThrownBy(() -> discs.withCategory(images.category(DISC)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("knows disc already");
      assertThatThrownBy(() -> discs.withCategory(images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one category at a time");
      ImageSet few = ImageSet.of(images.category(SHEET).entries().subList(0, 3));
      assertThatThrownBy(() -> discs.withCategory(few)).hasMessageContaining("at least 4");
      assertThat(discs.categories()).containsExactly(DISC);
    }
    try (AnomalyDetector network =
        DrawnParts.builder()
            .epochs(1)
            .evidence(Map.of(Evidence.MASK, 1.0))
            .train(images.category(DISC))) {
      assertThatThrownBy(() -> network.withCategory(images.category(SHEET)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("train again");
    }
  }

  /** Discs with a defect, taken for normal. */
  private static List<ImageEntry> mistakes() throws IOException {
    List<ImageEntry> wrong = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Path file = folder.resolve("wrong" + i + ".png");
      Image image = DrawnParts.damaged(DrawnParts.draw(DISC, 400 + i), 22 + 3 * i, 25);
      ImageIO.write(image.toBufferedImage(), "png", file.toFile());
      wrong.add(ImageEntry.normal(file, DISC));
    }
    return wrong;
  }

  @Test
  void defects_that_were_learned_by_mistake_are_found_once_they_are_taken_out() throws IOException {
    List<ImageEntry> wrong = mistakes();
    ImageSet all = ImageSet.of(Stream.concat(images.entries().stream(), wrong.stream()).toList());
    ImageSet mistakes = ImageSet.of(wrong);
    try (AnomalyDetector mixed = DrawnParts.builder().train(all);
        AnomalyDetector clean = mixed.withoutImages(mistakes);
        AnomalyDetector loaded = reloaded(clean);
        AnomalyDetector undone = loaded.revert()) {
      for (ImageEntry entry : wrong) {
        Image image = Image.read(entry.file());
        assertThat(named(mixed, DISC, image).anomalous()).isFalse();
        assertThat(named(loaded, DISC, image).anomalous()).isTrue();
        assertThat(mixed.learned(image)).isTrue();
        assertThat(loaded.learned(image)).isFalse();
      }
      assertThat(loaded.threshold(DISC)).isLessThan(mixed.threshold(DISC));
      // Of so few images, those of all products together decide.
      assertThat(loaded.threshold(SHEET)).isLessThan(mixed.threshold(SHEET));
      int alarms = 0;
      for (int seed = 500; seed < 520; seed++) {
        alarms += named(loaded, DISC, DrawnParts.draw(DISC, seed)).anomalous() ? 1 : 0;
      }
      assertThat(alarms).isLessThanOrEqualTo(3);
      assertThat(undone.info().state()).isEqualTo(mixed.info().state());
      assertThatThrownBy(() -> loaded.withoutImages(mistakes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("wrong0.png was never learned");
    }
  }

  private static ImageSet some(String category, int from, int to) {
    return ImageSet.of(images.category(category).entries().subList(from, to));
  }

  @Test
  void images_may_be_taken_out_in_any_order_and_what_somebody_set_stays() throws IOException {
    ImageSet discs = ImageSet.of(mistakes());
    ImageSet sheets = some(SHEET, 3, 5);
    ImageSet both =
        ImageSet.of(Stream.concat(discs.entries().stream(), sheets.entries().stream()).toList());
    ImageSet mixed =
        ImageSet.of(Stream.concat(images.entries().stream(), discs.entries().stream()).toList());
    try (AnomalyDetector all = DrawnParts.builder().train(mixed);
        AnomalyDetector once = all.withoutImages(both);
        AnomalyDetector first = all.withoutImages(discs);
        AnomalyDetector loaded = reloaded(first);
        AnomalyDetector second = loaded.withoutImages(sheets);
        AnomalyDetector other = all.withoutImages(sheets);
        AnomalyDetector reversed = other.withoutImages(discs);
        AnomalyDetector set = all.withThreshold(SHEET, 1.5);
        AnomalyDetector kept = set.withoutImages(both)) {
      for (String category : List.of(DISC, SHEET)) {
        assertThat(first.threshold(category)).isNotEqualTo(all.threshold(category));
        for (AnomalyDetector one : List.of(second, reversed)) {
          assertThat(one.threshold(category)).isEqualTo(once.threshold(category));
          Image image = DrawnParts.draw(category, 700);
          assertThat(named(one, category, image).mapThreshold())
              .isEqualTo(named(once, category, image).mapThreshold());
        }
      }
      assertThat(kept.threshold(SHEET)).isEqualTo(1.5);
      assertThat(kept.threshold(DISC)).isEqualTo(once.threshold(DISC));
    }
  }

  @Test
  void thresholds_of_a_file_that_does_not_tell_whether_training_found_them_stay()
      throws IOException {
    Path file = folder.resolve("older.anomaly");
    ImageSet discs = ImageSet.of(mistakes());
    ImageSet mixed =
        ImageSet.of(Stream.concat(images.entries().stream(), discs.entries().stream()).toList());
    try (AnomalyDetector detector = DrawnParts.builder().train(mixed)) {
      detector.save(file);
    }
    ModelFile<JsonNode> content = ModelFile.read(file, DetectorFile.KIND, JsonNode.class);
    content
        .content()
        .get("categories")
        .forEach(category -> assertThat(((ObjectNode) category).remove("found")).isNotNull());
    content.write(file, DetectorFile.KIND);
    try (AnomalyDetector loaded = AnomalyDetector.load(file);
        AnomalyDetector left = loaded.withoutImages(discs)) {
      assertThat(left.threshold(DISC)).isEqualTo(loaded.threshold(DISC));
      assertThat(left.threshold(SHEET)).isEqualTo(loaded.threshold(SHEET));
    }
  }

  @Test
  void an_image_that_was_added_later_is_forgotten_too() throws IOException {
    Path file = folder.resolve("later.png");
    Image defect = DrawnParts.damaged(DrawnParts.draw(DISC, 600), 25, 25);
    ImageIO.write(defect.toBufferedImage(), "png", file.toFile());
    ImageSet added = ImageSet.of(List.of(ImageEntry.normal(file, DISC)));
    try (AnomalyDetector first = DrawnParts.builder().train(images);
        AnomalyDetector second = first.withNormal(added);
        AnomalyDetector third = second.withoutImages(added)) {
      double known = named(second, DISC, defect).score();
      assertThat(known).isLessThan(named(first, DISC, defect).score());
      assertThat(named(third, DISC, defect).score()).isGreaterThan(known);
      assertThat(third.threshold(DISC)).isEqualTo(first.threshold(DISC));
    }
  }

  @Test
  void images_that_are_known_already_and_none_at_all_are_no_change() throws IOException {
    Path file = folder.resolve("new.png");
    Path copy = folder.resolve("copy.png");
    for (Path one : List.of(file, copy)) {
      ImageIO.write(DrawnParts.draw(DISC, 650).toBufferedImage(), "png", one.toFile());
    }
    List<ImageEntry> given = new ArrayList<>(some(DISC, 0, 3).entries());
    given.add(ImageEntry.normal(file, DISC));
    given.add(ImageEntry.normal(copy, DISC));
    try (AnomalyDetector first = DrawnParts.builder().train(images);
        AnomalyDetector second = first.withNormal(ImageSet.of(given));
        AnomalyDetector alone =
            first.withNormal(ImageSet.of(List.of(ImageEntry.normal(file, DISC))))) {
      assertThat(second.provenance().changes())
          .containsExactly("1 normal images added, 4 left out that were known already");
      Image image = DrawnParts.draw(DISC, 651);
      assertThat(named(second, DISC, image).score()).isEqualTo(named(alone, DISC, image).score());
      assertThatThrownBy(() -> second.withNormal(ImageSet.of(given)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("knows all 5 images already");
      ImageSet none = images.test();
      for (ThrowingCallable change :
          List.<ThrowingCallable>of(
              () -> first.withNormal(none),
              () -> first.withoutImages(none),
              () -> first.withDefects(none, images),
              () -> first.withThresholds(ThresholdRule.fixed(1), none))) {
        assertThatThrownBy(change)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("no image is given");
      }
    }
  }

  @Test
  void an_image_that_another_product_knows_too_stays_learned() throws IOException {
    ImageEntry shared = images.category(DISC).entries().get(0);
    List<ImageEntry> entries = new ArrayList<>(images.entries());
    entries.add(ImageEntry.normal(shared.file(), SHEET));
    try (AnomalyDetector both = DrawnParts.builder().train(ImageSet.of(entries));
        AnomalyDetector sheets = both.withoutCategory(DISC);
        AnomalyDetector forgotten = both.withoutImages(ImageSet.of(List.of(shared)))) {
      assertThat(sheets.learned(Image.read(shared.file()))).isTrue();
      assertThat(forgotten.learned(Image.read(shared.file()))).isTrue();
    }
  }

  @Test
  void too_few_images_are_not_left() throws IOException {
    try (AnomalyDetector detector = DrawnParts.builder().train(images)) {
      ImageSet most = ImageSet.of(images.category(DISC).entries().subList(0, EACH - 3));
      assertThatThrownBy(() -> detector.withoutImages(most))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 4");
    }
  }
}
