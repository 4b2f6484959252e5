package io.github.anomaly4j.report;

import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.ScoredImage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One line an image, quoted as RFC 4180 says, with line feeds alone; no name is a formula. */
final class CsvScores {
  private static final List<String> COLUMNS =
      List.of(
          "path",
          "category",
          "predicted_category",
          "label",
          "defect",
          "score",
          "threshold",
          "anomalous",
          "recognized",
          "warnings");

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.][0-9]+)?");

  /** The places where a formula begins; spreadsheets of East Asia know the wide signs too. */
  private static final Pattern FORMULA =
      Pattern.compile("(^|[;\\t\\r\\n])(?=\\s*[=+\\-@\\t\\r\uFF1D\uFF0B\uFF0D\uFF20])");

  private CsvScores() {}

  static String of(Evaluation evaluation) {
    List<String> parts =
        List.copyOf(
            evaluation.images().stream()
                .flatMap(image -> image.partialScores().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new)));
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>(COLUMNS);
    parts.forEach(part -> header.add("score_" + part));
    line(csv, header);
    for (ScoredImage image : evaluation.images()) {
      List<String> cells = new ArrayList<>();
      cells.add(name(image.entry().path()));
      cells.add(name(image.entry().category()));
      cells.add(name(image.predictedCategory()));
      cells.add(image.entry().anomalous() ? "defective" : "normal");
      cells.add(name(image.entry().defect()));
      cells.add(Double.toString(image.score()));
      cells.add(Double.toString(image.threshold()));
      cells.add(Boolean.toString(image.anomalous()));
      cells.add(Boolean.toString(image.recognized()));
      cells.add(
          image.warnings().stream()
              .map(warning -> warning.kind().name())
              .distinct()
              .collect(Collectors.joining(" ")));
      for (String part : parts) {
        Double score = image.partialScores().get(part);
        cells.add(score == null ? "" : score.toString());
      }
      line(csv, cells);
    }
    return csv.toString();
  }

  static void line(StringBuilder csv, List<String> cells) {
    csv.append(cells.stream().map(CsvScores::quoted).collect(Collectors.joining(","))).append('\n');
  }

  /**
   * A name that no spreadsheet takes for a formula: what begins like one, or would in a spreadsheet
   * that parts cells by semicolons, gets an apostrophe before it (OWASP, CSV injection). Numbers
   * are none.
   */
  static String name(String name) {
    return NUMBER.matcher(name).matches() ? name : FORMULA.matcher(name).replaceAll("$1'");
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
