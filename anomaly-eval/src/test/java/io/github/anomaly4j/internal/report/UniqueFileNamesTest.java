package io.github.anomaly4j.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.data.ImageEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UniqueFileNamesTest {

  @Test
  void names_differ_whatever_the_case_and_are_short_enough() {
    List<ImageEntry> entries =
        Stream.of("a/x.png", "b/X.png", "c/" + "ö".repeat(100) + ".png")
            .map(file -> ImageEntry.normal(Path.of(file), "Nut"))
            .toList();
    assertThat(UniqueFileNames.of(entries))
        .containsExactly("Nut-good-x", "Nut-good-X-2", "ö".repeat(60));
  }
}
