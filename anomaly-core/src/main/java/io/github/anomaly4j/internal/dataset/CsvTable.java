package io.github.anomaly4j.internal.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file with a header (RFC 4180); its errors name the file and the line. */
final class CsvTable {
  private static final ObjectReader READER =
      new CsvMapper()
          .readerFor(String[].class)
          .withFeatures(
              CsvParser.Feature.WRAP_AS_ARRAY,
              CsvParser.Feature.TRIM_SPACES,
              CsvParser.Feature.SKIP_EMPTY_LINES);

  private record Line(int number, List<String> cells) {}

  /**
   * One row.
   *
   * @param place the file and the line, for errors
   * @param cells by column; missing or empty cells are absent
   */
  record Row(String place, Map<String, String> cells) {
    String get(String column, String otherwise) {
      return cells.getOrDefault(column, otherwise);
    }

    String get(String column) throws IOException {
      if (!cells.containsKey(column)) {
        throw error("the " + column + " is empty: every row needs one");
      }
      return cells.get(column);
    }

    IOException error(@Nullable String problem) {
      return new IOException(place + ": " + problem);
    }
  }

  private CsvTable() {}

  /**
   * Reads a file whose columns may be in any order.
   *
   * @param required columns that the file must have
   * @param optional columns that it may have
   * @throws IOException if it cannot be read or has other columns
   */
  static List<Row> read(Path file, List<String> required, List<String> optional)
      throws IOException {
    List<Line> lines = lines(file);
    List<String> header =
        lines.isEmpty()
            ? List.of()
            : lines.get(0).cells().stream().map(cell -> cell.toLowerCase(Locale.ROOT)).toList();
    List<String> unknown = new ArrayList<>(header);
    required.forEach(unknown::remove);
    optional.forEach(unknown::remove);
    if (!header.containsAll(required) || !unknown.isEmpty()) {
      throw new IOException(
          "%s has the columns %s; expected a first line with %s%s, each once, with commas between"
              .formatted(
                  file,
                  header,
                  String.join(", ", required),
                  optional.isEmpty() ? "" : " and, if wanted, " + String.join(", ", optional)));
    }
    List<Row> rows = new ArrayList<>();
    for (Line line : lines.subList(1, lines.size())) {
      Row row = row(file + ", line " + line.number(), header, line.cells());
      if (!row.cells().isEmpty()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static Row row(String place, List<String> header, List<String> cells) throws IOException {
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).isBlank()) {
        continue;
      }
      if (i >= header.size()) {
        throw new IOException(
            "%s: has %d cells for %d columns: put a cell that holds a comma in double quotes"
                .formatted(place, cells.size(), header.size()));
      }
      row.put(header.get(i), cells.get(i));
    }
    return new Row(place, row);
  }

  private static List<Line> lines(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    int number = 1;
    try (InputStream in = Files.newInputStream(file);
        MappingIterator<String[]> rows = READER.readValues(in)) {
      while (rows.hasNextValue()) {
        number = rows.getCurrentLocation().getLineNr();
        lines.add(new Line(number, Arrays.asList(rows.nextValue())));
      }
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      String problem =
          e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
      throw new IOException(
          "%s, line %d: %s; expected CSV in UTF-8".formatted(file, number, problem), e);
    }
    return lines;
  }
}
