package io.github.anomaly4j.cli.command;

import static java.util.stream.Collectors.joining;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.cli.progress.EvaluationBar;
import io.github.anomaly4j.cli.table.EvaluationTable;
import io.github.anomaly4j.cli.table.Reference;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import io.github.anomaly4j.eval.Evaluator;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.report.EvaluationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures a detector on labeled images, writes the report and prints the table.
 *
 * @param images labeled
 * @param model the saved detector
 * @param folder where the report goes
 * @param hard categories to average a second time
 * @param reference another system's figures, printed beside
 * @param skipUnreadable whether files that cannot be read are left out
 * @param limits how large an image may be
 * @param quiet whether no progress is shown
 */
public record Measurement(
    ImageSet images,
    Path model,
    Path folder,
    List<String> hard,
    Reference reference,
    boolean skipUnreadable,
    DecodeLimits limits,
    boolean quiet) {

  /**
   * Refuses images that nothing can be measured on, before a training that takes long. Normal ones
   * alone tell false alarms, and defective ones alone the detection rate.
   *
   * @throws IOException if there is no image to score
   */
  public static void check(ImageSet images) throws IOException {
    if (images.test().entries().isEmpty()) {
      throw new IOException(
          "there are no images to measure on; expected some in PRODUCT/test/good and in"
              + " PRODUCT/test/DEFECT, or rows of the split test in a manifest"
              + images.warnings().stream().map("; "::concat).collect(joining()));
    }
  }

  /**
   * Refuses images by which no ways to train can be compared.
   *
   * @throws IOException if no image to score is normal, or none is defective
   */
  public static void checkBoth(ImageSet images) throws IOException {
    List<ImageEntry> test = images.test().entries();
    if (test.stream().noneMatch(ImageEntry::anomalous)
        || test.stream().allMatch(ImageEntry::anomalous)) {
      throw new IOException(
          "there are no normal and defective images to measure on; expected some in"
              + " PRODUCT/test/good and in PRODUCT/test/DEFECT, or such rows of the split test in a"
              + " manifest");
    }
  }

  /** Whether all images could be scored. */
  public boolean run(AnomalyDetector detector, PrintWriter out) throws IOException {
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withHard(hard)
            .withModelFile(model)
            .withSkipUnreadable(skipUnreadable)
            .withDecodeLimits(limits);
    Evaluation evaluation;
    if (quiet) {
      evaluation = Evaluator.evaluate(detector, images, options);
    } else {
      try (EvaluationBar bar = new EvaluationBar()) {
        evaluation = Evaluator.evaluate(detector, images, options.withProgress(bar));
      }
    }
    EvaluationTable.print(evaluation, reference, out);
    EvaluationReport.write(evaluation, folder);
    out.println();
    out.println("model:   " + model);
    out.println("figures: " + folder.resolve(EvaluationReport.JSON));
    out.println("scores:  " + folder.resolve(EvaluationReport.CSV));
    out.println("report:  " + folder.resolve(EvaluationReport.HTML));
    return evaluation.skipped().isEmpty();
  }
}
