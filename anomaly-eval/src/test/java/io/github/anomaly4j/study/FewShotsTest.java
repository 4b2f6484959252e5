package io.github.anomaly4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files that are no images, since none is decoded. */
class FewShotsTest {
  @TempDir private static Path folder;
  private static ImageSet set;

  @BeforeAll
  static void write() throws IOException {
    List<ImageEntry> entries = new ArrayList<>(parts("bolt", 12, 12));
    entries.addAll(parts("nut", 30, 7));
    set = ImageSet.of(entries);
  }

  /** Training images, of which some are copies of the others, and two test images. */
  private static List<ImageEntry> parts(String category, int learned, int different)
      throws IOException {
    List<ImageEntry> parts = new ArrayList<>();
    for (int i = 0; i < learned; i++) {
      Path file = Files.writeString(folder.resolve(category + i), category + i % different);
      parts.add(ImageEntry.normal(file, category));
    }
    for (String kind : List.of(ImageEntry.GOOD, "dent")) {
      Path file = folder.resolve(category + kind);
      parts.add(new ImageEntry(file, category, Split.TEST, kind, Optional.empty()));
    }
    return parts;
  }

  private static List<ImageEntry> learned(ImageSet from, String category, int shots, int number)
      throws IOException {
    return FewShots.draw(from, shots, 1, number).training().category(category).entries();
  }

  @Test
  void a_draw_has_as_many_different_images_of_every_category_and_the_whole_test()
      throws IOException {
    for (int number = 0; number < 20; number++) {
      ImageSet drawn = FewShots.draw(set, 7, 1, number);
      assertThat(drawn.test().entries()).isEqualTo(set.test().entries());
      assertThat(set.training().entries()).containsAll(drawn.training().entries());
      for (String category : set.categories()) {
        Set<String> contents = new HashSet<>();
        for (ImageEntry entry : drawn.training().category(category).entries()) {
          contents.add(Files.readString(entry.file()));
        }
        assertThat(contents).hasSize(7);
        assertThat(drawn.training().category(category).size()).isEqualTo(7);
      }
    }
  }

  @Test
  void draws_differ_by_number_and_by_seed_alone() throws IOException {
    Set<Set<ImageEntry>> different = new HashSet<>();
    for (int number = 0; number < 20; number++) {
      different.add(new HashSet<>(learned(set, "bolt", 4, number)));
      assertThat(FewShots.draw(set, 4, 1, number).entries())
          .isEqualTo(FewShots.draw(set, 4, 1, number).entries())
          .isNotEqualTo(FewShots.draw(set, 4, 2, number).entries());
    }
    // Of 495 possible ones.
    assertThat(different).hasSizeGreaterThan(17);
  }

  @Test
  void every_image_is_drawn_as_often_as_any_other() throws IOException {
    int[] times = new int[12];
    for (int number = 0; number < 1200; number++) {
      for (ImageEntry entry : learned(set, "bolt", 4, number)) {
        times[set.entries().indexOf(entry)]++;
      }
    }
    // 400 on average, with a standard deviation of 16.
    assertThat(Arrays.stream(times)).allMatch(count -> count > 335 && count < 465);
  }

  @Test
  void fewer_shots_are_the_first_of_more_and_other_categories_do_not_matter() throws IOException {
    for (int number = 0; number < 5; number++) {
      List<ImageEntry> six = learned(set, "nut", 6, number);
      assertThat(learned(set, "nut", 4, number)).isEqualTo(six.subList(0, 4));
      assertThat(learned(set.category("nut"), "nut", 6, number)).isEqualTo(six);
    }
  }

  @Test
  void too_few_shots_and_categories_that_have_fewer_images_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FewShots.draw(set, 3, 1, 0))
        .withMessage("shots must be at least 4, was 3");
    assertThatThrownBy(() -> FewShots.draw(set, 8, 1, 0))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessage("category nut has 7 normal training images that differ, fewer than 8 shots");
    assertThatThrownBy(() -> FewShots.draw(set.test(), 4, 1, 0))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining("category bolt has 0 normal training images");
  }

  @Test
  void a_spread_is_the_mean_and_the_deviation_estimated_from_a_sample() {
    Spread spread = Spread.of(List.of(0.7, 0.8, 0.9));
    assertThat(spread.mean()).isCloseTo(0.8, within(1e-12));
    assertThat(spread.deviation()).isCloseTo(0.1, within(1e-12));
    assertThat(Spread.of(List.of(0.5))).isEqualTo(new Spread(0.5, Double.NaN));
    assertThat(Spread.of(List.of(0.5, Double.NaN))).isEqualTo(new Spread(Double.NaN, Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
  }
}
