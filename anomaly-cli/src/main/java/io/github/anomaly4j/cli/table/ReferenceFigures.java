package io.github.anomaly4j.cli.table;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Another system's image AUROC on the same images, printed in a column of its own.
 *
 * @param figures in [0, 1], by category
 */
public record ReferenceFigures(Map<String, Double> figures) {
  private static final CsvMapper MAPPER =
      CsvMapper.builder().enable(CsvParser.Feature.TRIM_SPACES).build();

  public static final ReferenceFigures NONE = new ReferenceFigures(Map.of());

  private record Row(
      @JsonProperty(value = "category", required = true) String category,
      @JsonProperty(value = "auroc", required = true) double auroc) {}

  /**
   * Reads a CSV file with the columns {@code category} and {@code auroc}, the latter in [0, 1].
   *
   * @throws IOException if it cannot be read, or holds something else
   */
  public static ReferenceFigures read(Path csv) throws IOException {
    Map<String, Double> figures = new TreeMap<>();
    try (MappingIterator<Row> rows =
        MAPPER
            .readerFor(Row.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(Files.readString(csv))) {
      while (rows.hasNext()) {
        Row row = rows.next();
        if (!(row.auroc() >= 0 && row.auroc() <= 1)) {
          throw new IOException(
              "%s: the auroc of %s is %s; expected a number from 0 to 1"
                  .formatted(csv, row.category(), row.auroc()));
        }
        figures.put(row.category(), row.auroc());
      }
    } catch (RuntimeJsonMappingException | JacksonException e) {
      throw new IOException(
          csv + ": expected a CSV file with the columns category and auroc: " + e.getMessage(), e);
    }
    return new ReferenceFigures(figures);
  }

  public boolean isEmpty() {
    return figures.isEmpty();
  }

  public double of(String category) {
    return figures.getOrDefault(category, Double.NaN);
  }

  /** The mean over some categories; NaN if the figure of one of them is not known. */
  public double mean(Collection<String> categories) {
    return categories.stream().mapToDouble(this::of).average().orElse(Double.NaN);
  }
}
