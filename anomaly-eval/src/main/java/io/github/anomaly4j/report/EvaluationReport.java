package io.github.anomaly4j.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.internal.file.AtomicFile;
import io.github.anomaly4j.internal.file.AtomicFile.Content;
import io.github.anomaly4j.internal.report.EvaluationCsv;
import io.github.anomaly4j.internal.report.EvaluationJson;
import io.github.anomaly4j.internal.report.EvaluationPage;
import io.github.anomaly4j.internal.report.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the three files of an evaluation, all UTF-8:
 *
 * <ul>
 *   <li>{@value #JSON}: every figure, for programs. {@code categories.NAME}, {@code mean} and
 *       {@code meanHard} each hold {@code imageAuroc}, {@code averagePrecision}, {@code f1Max},
 *       {@code pixelAuroc} and {@code aupro}; there are also {@code pooled.imageAuroc}, {@code
 *       routing.accuracy}, {@code train.seconds}, {@code train.peakMemoryBytes}, {@code
 *       latencyMs.p50}, {@code latencyMs.p95} and {@code model.bytes}; {@code warnings} is a list
 *       of texts, {@code imageWarnings.KIND} is the number of images that have a warning of that
 *       {@linkplain io.github.anomaly4j.Warning.Kind kind}. A figure that is not defined is {@code
 *       null}. {@code quotedNames}, where there are any, has the exact names of those that get an
 *       apostrophe in {@value #CSV};
 *   <li>{@value #CSV}: one line an image with its score, the decision and the kinds of its warnings
 *       (RFC 4180). A name that a spreadsheet would take for a formula has an apostrophe before it;
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
   * Writes the three files. They appear under their names when all three are complete. On failure
   * the files that were there before stay. Only where the page cannot be drawn, which needs the
   * fonts of the system, figures and scores are written without it, an older page is removed, and
   * what the drawing threw is thrown.
   *
   * @param evaluation to write
   * @param folder where to; made if absent; files of these names are replaced
   * @throws IOException if a file cannot be written
   */
  public static void write(Evaluation evaluation, Path folder) throws IOException {
    Map<Path, Content> files = new LinkedHashMap<>();
    files.put(folder.resolve(JSON), content(EvaluationJson.of(evaluation)));
    files.put(folder.resolve(CSV), content(EvaluationCsv.of(evaluation)));
    try {
      files.put(folder.resolve(HTML), content(Pages.of(EvaluationPage.of(evaluation, CSV))));
    } catch (RuntimeException | Error e) {
      AtomicFile.writeAll(files);
      Files.deleteIfExists(folder.resolve(HTML));
      throw e;
    }
    AtomicFile.writeAll(files);
  }

  private static Content content(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return out -> out.write(bytes);
  }
}
