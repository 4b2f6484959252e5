package io.github.anomaly4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HtmlTest {

  @Property
  void escaped_text_holds_no_markup(@ForAll String text) {
    String escaped = Html.escape(text);

    assertThat(escaped).doesNotContain("<", ">", "\"", "'");
    assertThat(escaped.replaceAll("&(amp|lt|gt|quot|#39);", "")).doesNotContain("&");
  }

  @Property
  void plain_text_stays_as_it_is(@ForAll int number) {
    assertThat(Html.escape("part_" + number + " äöü")).isEqualTo("part_" + number + " äöü");
  }

  @Test
  void a_figure_that_is_not_quite_perfect_is_not_printed_as_perfect() {
    assertThat(Html.figure(1)).isEqualTo("1.000");
    assertThat(Html.figure(0.9999)).isEqualTo("&gt;0.999");
    assertThat(Html.figure(0.9741)).isEqualTo("0.974");
    assertThat(Html.percent(0.99999)).isEqualTo("&gt;99.9&nbsp;%");
    assertThat(Html.percent(0.045)).isEqualTo("4.5&nbsp;%");
  }

  @Test
  void an_undefined_figure_is_a_dash_that_says_so() {
    assertThat(Html.figure(Double.NaN)).contains("–").contains("not defined");
    assertThat(Html.percent(Double.NaN)).contains("–");
  }

  @Test
  void sizes_and_times_have_units_that_suit_them() {
    assertThat(Html.bytes(2_500_000)).isEqualTo("2.4&nbsp;MiB");
    assertThat(Html.bytes(3_221_225_472L)).isEqualTo("3.0&nbsp;GiB");
    assertThat(Html.duration(90)).isEqualTo("90&nbsp;s");
    assertThat(Html.duration(754)).isEqualTo("13&nbsp;min");
    assertThat(Html.duration(9000)).isEqualTo("2.5&nbsp;h");
    assertThat(Html.milliseconds(3.14159)).isEqualTo("3.1&nbsp;ms");
    assertThat(Html.count(1, "image", "images")).isEqualTo("1 image");
    assertThat(Html.count(12_345, "image", "images")).isEqualTo("12&#8239;345 images");
  }
}
