package io.github.anomaly4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionTest {
  @TempDir private Path folder;

  @Test
  void lines_are_in_the_order_in_which_people_number_files() throws IOException {
    Path file = folder.resolve("made/submission.csv");
    Submission.write(
        Map.of(
            Path.of("test/10.png"), -0.5,
            Path.of("test/2.jpg"), 1e-9,
            Path.of("other/b,1.x.png"), 3.0),
        file);
    assertThat(file).hasContent("id,score\n2,1.0E-9\n10,-0.5\n\"b,1.x\",3.0\n");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void images_of_one_id_are_refused_with_both_names_and_nothing_is_replaced() throws IOException {
    Path file = Files.writeString(folder.resolve("submission.csv"), "old");
    Path a = Path.of("a/1.png");
    Path b = Path.of("b/1.png");
    assertThatThrownBy(() -> Submission.check(List.of(a, b)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(a.toString(), b.toString(), "same id in a submission, 1;");
    assertThatThrownBy(() -> Submission.write(Map.of(a, 1.0, b, 2.0), file))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).hasContent("old");
  }

  @Test
  void a_place_that_cannot_be_written_to_is_named() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("submission.csv/in the way"));
    assertThatThrownBy(() -> Submission.write(Map.of(Path.of("1.png"), 1.0), taken.getParent()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(taken.getParent().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "=cmd' /C calc'!A0|'=cmd' /C calc'!A0",
        "@SUM(1)|'@SUM(1)",
        "+A1|'+A1",
        "-A1|'-A1",
        "a;=A1|a;'=A1",
        "\uFF1DA1|'\uFF1DA1",
        "007|007",
        "-5|-5",
        "+0.5|+0.5",
        "a=b|a=b"
      })
  void no_id_is_a_formula_and_numbers_stay_as_they_are(String name, String id) throws IOException {
    Path file = folder.resolve("submission.csv");
    Submission.write(Map.of(Path.of(name.replace("/", ":") + ".png"), 0.5), file);
    assertThat(file).content().isEqualTo("id,score\n" + id.replace("/", ":") + ",0.5\n");
  }
}
