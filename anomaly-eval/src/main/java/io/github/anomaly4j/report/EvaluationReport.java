package io.github.anomaly4j.report;

import io.github.anomaly4j.eval.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The three files of an evaluation, all UTF-8:
 *
 * <ul>
 *   <li>{@value #JSON}: every figure, for programs. {@code categories.NAME}, {@code mean} and
 *       {@code meanHard} each hold {@code imageAuroc}, {@code averagePrecision}, {@code f1Max},
 *       {@code pixelAuroc} and {@code aupro}; beside them {@code pooled.imageAuroc}, {@code
 *       routing.accuracy}, {@code train.seconds}, {@code train.peakMemoryBytes}, {@code
 *       latencyMs.p50}, {@code latencyMs.p95} and {@code model.bytes}. A figure that is not defined
 *       is {@code null};
 *   <li>{@value #CSV}: one line a picture with its score and the decision (RFC 4180);
 *   <li>{@value #HTML}: a page for people, which needs no other file, no network and no scripts.
 * </ul>
 */
public final class EvaluationReport {

  /** The name of the figures' file. */
  public static final String JSON = "evaluation.json";

  /** The name of the scores' file. */
  public static final String CSV = "scores.csv";

  /** The name of the page. */
  public static final String HTML = "report.html";

  private EvaluationReport() {}

  /**
   * Writes the three files. Each is written beside its place and moved there when complete, so that
   * no reader sees half of one. Figures and scores are written first: drawing the page needs the
   * fonts of the system, and may fail where there are none.
   *
   * @param evaluation to write
   * @param folder where to; made if absent; files of these names are replaced
   * @throws IOException if a file cannot be written
   */
  public static void write(Evaluation evaluation, Path folder) throws IOException {
    Files.createDirectories(folder);
    WholeFile.write(folder.resolve(JSON), JsonFigures.of(evaluation));
    WholeFile.write(folder.resolve(CSV), CsvScores.of(evaluation));
    WholeFile.write(folder.resolve(HTML), HtmlPage.of(evaluation));
  }
}
