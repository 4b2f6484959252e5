package io.github.anomaly4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkipPatternTest {

  @Test
  void the_usual_patterns_go_from_all_skips_to_none() {
    assertThat(SkipPattern.defaults(4))
        .containsExactly(
            new SkipPattern("all", List.of(1.0, 1.0, 1.0, 1.0)),
            new SkipPattern("none", List.of(0.0, 0.0, 0.0, 0.0)),
            new SkipPattern("no-top", List.of(0.0, 1.0, 1.0, 1.0)),
            new SkipPattern("lower-half", List.of(0.0, 0.0, 1.0, 1.0)),
            new SkipPattern("thin", List.of(0.25, 0.5, 1.0, 1.0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void no_two_of_the_usual_patterns_are_the_same_training(int depth) {
    assertThat(SkipPattern.defaults(depth))
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(pattern -> assertThat(pattern.skips()).hasSize(depth))
        .extracting(SkipPattern::skips)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_pattern_without_a_name_is_named_by_its_strengths() {
    assertThat(SkipPattern.of(List.of(0.0, 0.25, 1.0)).name()).isEqualTo("0-0.25-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a/b", "a b", "a,b"})
  void what_is_no_folder_or_cell_is_refused_as_a_name(String name) {
    assertThatThrownBy(() -> new SkipPattern(name, List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("letters");
  }

  @Test
  void strengths_out_of_range_are_refused() {
    for (double skip : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new SkipPattern("x", List.of(1.0, skip)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Double.toString(skip));
    }
    assertThatThrownBy(() -> SkipPattern.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SkipPattern.defaults(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
