package io.github.anomaly4j.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NaturalOrderPropertiesTest {

  @Property
  void it_is_a_total_order_in_which_only_equals_are_equal(
      @ForAll("names") String a, @ForAll("names") String b, @ForAll("names") String c) {
    assertTotal(NaturalOrder.NAMES, a, b, c);
  }

  @Property
  void so_it_is_of_paths(
      @ForAll @Size(min = 1, max = 3) List<@From("names") String> a,
      @ForAll @Size(min = 1, max = 3) List<@From("names") String> b,
      @ForAll @Size(min = 1, max = 3) List<@From("names") String> c) {
    assertTotal(NaturalOrder.PATHS, path(a), path(b), path(c));
  }

  @Property
  void numbers_of_any_length_are_ordered_by_value(
      @ForAll @BigRange(min = "0", max = "99999999999999999999999999") BigInteger a,
      @ForAll @BigRange(min = "0", max = "99999999999999999999999999") BigInteger b,
      @ForAll @IntRange(max = 3) int zeros) {
    int order =
        NaturalOrder.NAMES.compare("part " + "0".repeat(zeros) + a + ".png", "part " + b + ".png");
    if (!a.equals(b)) {
      assertThat(Integer.signum(order)).isEqualTo(a.compareTo(b));
    }
  }

  @Property
  void names_without_digits_are_ordered_as_strings(
      @ForAll("words") String a, @ForAll("words") String b) {
    assertThat(NaturalOrder.NAMES.compare(a, b)).isEqualTo(a.compareTo(b));
  }

  @Example
  void a_folder_lists_as_people_count() {
    List<Path> files =
        List.of(
            Path.of("2"),
            Path.of("2/10.png"),
            Path.of("10/2.png"),
            Path.of("10/02b.png"),
            Path.of("10/2b.png"),
            Path.of("10/10.png"),
            Path.of("a.png"));
    assertThat(files.stream().sorted(Comparator.reverseOrder()).sorted(NaturalOrder.PATHS))
        .containsExactlyElementsOf(files);
  }

  private static <T> void assertTotal(Comparator<T> order, T a, T b, T c) {
    assertThat(Integer.signum(order.compare(a, b))).isEqualTo(-Integer.signum(order.compare(b, a)));
    assertThat(order.compare(a, b) == 0).isEqualTo(a.equals(b));
    if (order.compare(a, b) <= 0 && order.compare(b, c) <= 0) {
      assertThat(order.compare(a, c)).isNotPositive();
    }
  }

  private static Path path(List<String> names) {
    return Path.of(String.join("/", names));
  }

  /** Short ones of few characters, so that many have something in common. */
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("019a.-²").ofMinLength(1).ofMaxLength(6);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().alpha().withChars("-._ ²é").ofMaxLength(8);
  }
}
