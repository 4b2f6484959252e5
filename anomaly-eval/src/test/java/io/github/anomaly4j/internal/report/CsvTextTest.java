package io.github.anomaly4j.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class CsvTextTest {

  @Test
  void cells_are_quoted_where_they_must_be_and_nowhere_else() {
    assertThat(
            CsvText.of(
                List.of(
                    List.of("a", "b c", " d", "", "a long cell with spaces; and #signs 'as here'"),
                    List.of("a,b", "say \"it\"", "two\nlines", "\r", "-1.5E-7"),
                    List.of("#note", "ä", "tab\there", "'=1", "C:\\x"))))
        .isEqualTo(
            """
            a,b c, d,,a long cell with spaces; and #signs 'as here'
            "a,b","say ""it""\","two
            lines","\r",-1.5E-7
            #note,ä,tab\there,'=1,C:\\x
            """);
  }

  @Property
  void every_cell_is_quoted_as_rfc_4180_says(@ForAll @NotEmpty List<String> cells) {
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      expected.append(i == 0 ? "" : ",");
      boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      expected.append(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
    }
    assertThat(CsvText.of(List.of(cells))).isEqualTo(expected + "\n");
  }
}
