package io.github.anomaly4j.internal.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NeighborSearchTest {
  private static final int CHANNELS = ExactSearch.FEW_CHANNELS + 1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private NeighborSearch search(int points) {
    PrintStream before = System.err;
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      return NeighborSearch.of(new float[points * CHANNELS], CHANNELS);
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void a_large_bank_is_searched_exactly_without_the_module_for_it_and_a_warning_names_it() {
    NeighborSearch search = search(NeighborSearch.EXACT_UP_TO + 1);
    assertThat(search).isInstanceOf(ExactSearch.class);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("a memory bank of 200001 patches is searched exactly")
        .containsOnlyOnce("anomaly-jvector");
  }

  @Test
  void a_bank_that_is_not_large_needs_no_module() {
    assertThat(search(1000)).isInstanceOf(ExactSearch.class);
    assertThat(bytes.size()).isZero();
  }
}
