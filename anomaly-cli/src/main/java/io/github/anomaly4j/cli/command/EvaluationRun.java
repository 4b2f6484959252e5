package io.github.anomaly4j.cli.command;

import static java.util.stream.Collectors.joining;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.cli.table.EvaluationTable;
import io.github.anomaly4j.cli.table.ReferenceFigures;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import io.github.anomaly4j.eval.Evaluator;
import io.github.anomaly4j.internal.training.Environment;
import io.github.anomaly4j.report.EvaluationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Evaluates a detector on labeled images, prints the figures and writes the report.
 *
 * @param options what is evaluated; its model file is printed
 * @param reference another system's figures, printed next to the detector's
 * @param folder where the report goes
 * @param quiet whether no progress is shown
 */
record EvaluationRun(
    EvaluationOptions options, ReferenceFigures reference, Path folder, boolean quiet) {
  private static final double GIBIBYTE = 1 << 30;

  /**
   * Refuses a set without test images, before a long training. Normal test images alone give the
   * false alarms, defective ones alone the detection rate.
   *
   * @throws IOException if there is no image to score
   */
  static void requireTestImages(ImageSet images) throws IOException {
    if (images.test().entries().isEmpty()) {
      throw new IOException(
          "there are no images to measure on; expected some in PRODUCT/test/good and in"
              + " PRODUCT/test/DEFECT, or rows of the split test in a manifest"
              + images.warnings().stream().map("; "::concat).collect(joining()));
    }
  }

  /**
   * Refuses a set by which no two trainings can be compared.
   *
   * @throws IOException if no image to score is normal, or none is defective
   */
  static void requireNormalAndDefective(ImageSet images) throws IOException {
    List<ImageEntry> test = images.test().entries();
    if (test.stream().noneMatch(ImageEntry::anomalous)
        || test.stream().allMatch(ImageEntry::anomalous)) {
      throw new IOException(
          "there are no normal and defective images to measure on; expected some in"
              + " PRODUCT/test/good and in PRODUCT/test/DEFECT, or such rows of the split test in a"
              + " manifest");
    }
  }

  /**
   * Evaluates.
   *
   * @return whether all images could be scored
   * @throws IOException if an image cannot be read, or a file cannot be written
   */
  boolean run(AnomalyDetector detector, ImageSet images, PrintWriter out) throws IOException {
    long start = System.nanoTime();
    Evaluation evaluation;
    try (TaskProgress progress = new TaskProgress("scoring", quiet)) {
      evaluation = Evaluator.evaluate(detector, images, options.withProgress(progress));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    EvaluationTable.print(evaluation, reference, out);
    EvaluationReport.write(evaluation, folder);
    out.println();
    out.println("model:   " + options.modelFile().orElseThrow());
    out.println("figures: " + folder.resolve(EvaluationReport.JSON));
    out.println("scores:  " + folder.resolve(EvaluationReport.CSV));
    out.println("report:  " + folder.resolve(EvaluationReport.HTML));
    out.println();
    Provenance provenance = detector.provenance();
    out.println(cost("training:  ", provenance.trainSeconds(), provenance.peakMemoryBytes()));
    out.println(cost("evaluation:", seconds, Environment.peakMemoryBytes()));
    return evaluation.skipped().isEmpty();
  }

  private static String cost(String work, double seconds, long peakMemory) {
    return String.format(
        Locale.ROOT, "%s %5.0f s, peak memory %.1f GiB", work, seconds, peakMemory / GIBIBYTE);
  }
}
