package io.github.anomaly4j.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.anomaly4j.artifact.AtomicFile;
import io.github.anomaly4j.eval.Evaluation;
import java.io.IOException;
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
    write(folder.resolve(JSON), JsonFigures.of(evaluation));
    write(folder.resolve(CSV), CsvScores.of(evaluation));
    write(folder.resolve(HTML), HtmlPage.of(evaluation));
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(UTF_8)));
  }
}
