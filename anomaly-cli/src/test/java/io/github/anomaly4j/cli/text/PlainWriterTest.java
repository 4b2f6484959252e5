package io.github.anomaly4j.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainWriterTest {

  @ParameterizedTest
  @CsvSource({
    "'a\u001b[2Jb', 'a\\u001b[2Jb'",
    "'a\rb', 'a\\u000db'",
    "'a\u009bb\u202ec', 'a\\u009bb\\u202ec'",
    "'a\u0007\u0008', 'a\\u0007\\u0008'",
    "'a\tb\nc\r\nd', 'a\tb\nc\r\nd'",
    "'Größe 4 漢字', 'Größe 4 漢字'"
  })
  void a_terminal_gets_nothing_to_obey_but_line_ends_and_tabs(String text, String shown) {
    StringWriter out = new StringWriter();
    PrintWriter plain = PlainWriter.before(new PrintWriter(out));
    plain.print(text);
    plain.flush();
    assertThat(out.toString()).isEqualTo(shown);
  }
}
