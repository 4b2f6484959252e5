package io.github.anomaly4j.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.data.ImageEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class CategoryMappingPropertiesTest {
  private static final Path SOURCE = Path.of("mapping.json");
  private static final Path FOLDER = Path.of("images");

  @Property(tries = 200)
  void a_number_belongs_to_the_range_around_it_whatever_its_leading_zeros(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 12) Integer> lengths,
      @ForAll @IntRange(max = 4) int zeros)
      throws IOException {
    CategoryMapping mapping = new CategoryMapping(SOURCE);
    List<Path> images = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int length : lengths) {
      int first = images.size();
      String category = "from " + first;
      mapping.add(category, first + "-" + (first + length - 1));
      for (int number = first; number < first + length; number++) {
        images.add(FOLDER.resolve("0".repeat(zeros) + number + ".png"));
        expected.add(category);
      }
    }
    assertThat(mapping.entries(FOLDER, images))
        .extracting(ImageEntry::category)
        .containsExactlyElementsOf(expected);
  }

  @Property
  void two_ranges_are_refused_exactly_if_they_share_a_number(
      @ForAll @LongRange(max = 40) long a,
      @ForAll @LongRange(max = 9) long lengthOfA,
      @ForAll @LongRange(max = 40) long b,
      @ForAll @LongRange(max = 9) long lengthOfB)
      throws IOException {
    CategoryMapping mapping = new CategoryMapping(SOURCE);
    mapping.add("a", a + "-" + (a + lengthOfA));
    String range = b + "-" + (b + lengthOfB);
    if (Math.max(a, b) <= Math.min(a + lengthOfA, b + lengthOfB)) {
      assertThatThrownBy(() -> mapping.add("b", range))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("mapping.json", "to a", "to b (as " + range + ")");
    } else {
      mapping.add("b", range);
    }
  }

  @Property(tries = 200)
  void a_range_runs_backwards_exactly_if_its_last_number_is_the_smaller_one(
      @ForAll @LongRange(min = 0) long first, @ForAll @LongRange(min = 0) long last)
      throws IOException {
    CategoryMapping mapping = new CategoryMapping(SOURCE);
    if (last < first) {
      assertThatThrownBy(() -> mapping.add("a", first + "-" + last))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("backwards");
    } else {
      mapping.add("a", first + "-" + last);
    }
  }
}
