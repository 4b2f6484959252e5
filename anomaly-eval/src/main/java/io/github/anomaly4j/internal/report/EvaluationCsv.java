package io.github.anomaly4j.internal.report;

import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.ScoredImage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The scores of an evaluation: one line an image. No name is a formula. */
public final class EvaluationCsv {
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
          "warnings",
          "p_value");

  private EvaluationCsv() {}

  /** The text of the file. */
  public static String of(Evaluation evaluation) {
    List<String> parts =
        List.copyOf(
            evaluation.images().stream()
                .flatMap(image -> image.partialScores().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new)));
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(COLUMNS);
    parts.forEach(part -> header.add("score_" + part));
    rows.add(header);
    for (ScoredImage image : evaluation.images()) {
      List<String> cells = new ArrayList<>();
      cells.add(CsvText.name(image.entry().path()));
      cells.add(CsvText.name(image.entry().category()));
      cells.add(CsvText.name(image.predictedCategory()));
      cells.add(image.entry().anomalous() ? "defective" : "normal");
      cells.add(CsvText.name(image.entry().defect()));
      cells.add(Double.toString(image.score()));
      cells.add(Double.toString(image.threshold()));
      cells.add(Boolean.toString(image.anomalous()));
      cells.add(Boolean.toString(image.recognized()));
      cells.add(
          image.warnings().stream()
              .map(warning -> warning.kind().name())
              .distinct()
              .collect(Collectors.joining(" ")));
      cells.add(Double.toString(image.pValue()));
      for (String part : parts) {
        Double score = image.partialScores().get(part);
        cells.add(score == null ? "" : score.toString());
      }
      rows.add(cells);
    }
    return CsvText.of(rows);
  }
}
