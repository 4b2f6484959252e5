package io.github.anomaly4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** On names of files, since none is opened. */
class ContaminationPropertiesTest {

  private static List<ImageEntry> parts(String category, int learned, int good, int defective) {
    List<ImageEntry> parts = new ArrayList<>();
    for (int i = 0; i < learned; i++) {
      parts.add(ImageEntry.normal(Path.of(category, "train", i + ".png"), category));
    }
    for (int i = 0; i < good + defective; i++) {
      String kind = i < good ? ImageEntry.GOOD : "dent";
      Path file = Path.of(category, kind, i + ".png");
      Optional<Path> mask = i < good ? Optional.empty() : Optional.of(Path.of(i + "_mask.png"));
      parts.add(new ImageEntry(file, category, Split.TEST, kind, mask));
    }
    return parts;
  }

  private static int mixedIn(int learned, int defective, double share) {
    ImageSet set = ImageSet.of(parts("nut", learned, 2, defective));
    return Contamination.of(set, share, 1).mixedIn().get("nut");
  }

  @Property(tries = 300)
  void as_many_are_mixed_in_as_the_share_and_half_of_the_defective_ones_allow(
      @ForAll @IntRange(min = 0, max = 700) int learned,
      @ForAll @IntRange(min = 0, max = 80) int defective,
      @ForAll @IntRange(min = 1, max = 50) int percent) {
    int most = 0;
    while (100 * (most + 1) <= percent * (learned + most + 1) && 2 * (most + 1) <= defective) {
      most++;
    }
    double share = percent / 100.0;
    if (most == 0) {
      assertThatIllegalArgumentException().isThrownBy(() -> mixedIn(learned, defective, share));
    } else {
      assertThat(mixedIn(learned, defective, share)).isEqualTo(most);
    }
  }

  @Example
  void a_twentieth_of_32_and_560_normal_images_are_1_and_29() {
    assertThat(mixedIn(32, 100, 0.05)).isEqualTo(1);
    assertThat(mixedIn(560, 100, 0.05)).isEqualTo(29);
    assertThat(mixedIn(19, 100, 0.05)).isEqualTo(1);
    assertThat(mixedIn(560, 31, 0.05)).isEqualTo(15);
    assertThat(mixedIn(7, 100, 0.5)).isEqualTo(7);
  }

  @Property(tries = 50)
  void images_change_from_test_to_training_and_nothing_else_does(@ForAll long seed) {
    List<ImageEntry> entries = parts("nut", 20, 3, 9);
    entries.addAll(parts("bolt", 30, 2, 12));
    entries.addAll(parts("plain", 30, 2, 0));
    ImageSet set = ImageSet.of(entries);
    Contamination mixed = Contamination.of(set, 0.1, seed);
    assertThat(mixed.mixedIn()).containsEntry("nut", 2).containsEntry("bolt", 3);
    assertThat(mixed.mixedIn()).containsEntry("plain", 0).hasSize(3);

    assertThat(mixed.clean().training().entries()).isEqualTo(set.training().entries());
    assertThat(mixed.contaminated().test().entries()).isEqualTo(mixed.clean().test().entries());
    List<ImageEntry> gone = new ArrayList<>(set.test().entries());
    assertThat(gone).containsAll(mixed.clean().test().entries());
    gone.removeAll(mixed.clean().test().entries());
    assertThat(gone).hasSize(5).allMatch(ImageEntry::anomalous);
    List<ImageEntry> added = new ArrayList<>(mixed.contaminated().training().entries());
    added.removeAll(set.training().entries());
    assertThat(added)
        .isEqualTo(
            gone.stream().map(one -> ImageEntry.normal(one.file(), one.category())).toList());

    assertThat(Contamination.of(set, 0.1, seed).contaminated().entries())
        .isEqualTo(mixed.contaminated().entries());
  }

  @Example
  void another_seed_draws_other_images() {
    ImageSet set = ImageSet.of(parts("nut", 200, 2, 100));
    assertThat(Contamination.of(set, 0.1, 1).clean().entries())
        .isNotEqualTo(Contamination.of(set, 0.1, 2).clean().entries());
  }

  @Example
  void shares_that_are_none_or_mix_nothing_in_are_refused() {
    ImageSet set = ImageSet.of(parts("nut", 10, 2, 6));
    for (double share : new double[] {0, -0.1, 0.51, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Contamination.of(set, share, 1))
          .withMessageContaining("at most 0.5");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Contamination.of(set, 0.05, 1))
        .withMessageContaining("not one image");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Contamination.of(set.training(), 0.5, 1))
        .withMessageContaining("two defective test images");
  }
}
