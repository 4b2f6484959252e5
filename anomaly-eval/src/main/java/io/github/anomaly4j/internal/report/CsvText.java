package io.github.anomaly4j.internal.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/** CSV as RFC 4180 describes it, but with line feeds alone between lines. */
public final class CsvText {
  private static final ObjectWriter WRITER =
      CsvMapper.builder()
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .build()
          .writer(CsvSchema.emptySchema());

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.][0-9]+)?");

  /** The places where a formula begins; spreadsheets of East Asia know the wide signs too. */
  private static final Pattern FORMULA =
      Pattern.compile("(^|[;\\t\\r\\n])(?=\\s*[=+\\-@\\t\\r\uFF1D\uFF0B\uFF0D\uFF20])");

  private CsvText() {}

  /**
   * The lines of a file. Cells are quoted where they must be.
   *
   * @param rows cells of each line, the header included
   */
  public static String of(List<List<String>> rows) {
    try {
      return WRITER.writeValueAsString(
          rows.stream().map(row -> row.toArray(String[]::new)).collect(toImmutableList()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A name that no spreadsheet takes for a formula. A name that begins like one, or would in a
   * spreadsheet that separates cells by semicolons, gets an apostrophe before it (OWASP, CSV
   * injection). Numbers stay as they are.
   */
  public static String name(String name) {
    return NUMBER.matcher(name).matches() ? name : FORMULA.matcher(name).replaceAll("$1'");
  }
}
