package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.Metrics;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The library's default, on all test images. */
final class DefaultDetectorStage implements Stage {

  @Override
  public String title() {
    return "The end: the library's default";
  }

  @Override
  public String reported() {
    return "The journal ends without a working system under its rule of one model for all products;"
        + " its last submission had an AUROC of 0.528, all products pooled.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    Evaluation evaluation = workspace.evaluation();
    List<List<String>> rows = new ArrayList<>();
    evaluation
        .categories()
        .forEach(
            (category, result) ->
                rows.add(
                    row(
                        category,
                        result.metrics(),
                        Format.count(
                            result.decisions().missedDefects(), result.decisions().defective()),
                        Format.count(
                            result.decisions().falseAlarms(), result.decisions().normal()))));
    rows.add(
        row(
            "mean",
            evaluation.mean(),
            Format.count(
                evaluation.decisions().missedDefects(), evaluation.decisions().defective()),
            Format.count(evaluation.decisions().falseAlarms(), evaluation.decisions().normal())));
    List<ExperimentReport.Part> parts = new ArrayList<>();
    if (!evaluation.hard().isEmpty()) {
      rows.add(row("mean of the hard ones", evaluation.meanHard(), "", ""));
      parts.add(new ExperimentReport.Text("The hard ones", String.join(", ", evaluation.hard())));
    }
    parts.add(
        0,
        new ExperimentReport.Table(
            List.of(
                "product",
                "image AUROC",
                "average precision",
                "pixel AUROC",
                "AUPRO",
                "missed",
                "false alarms"),
            rows));
    List<String> warnings = workspace.network().warnings();
    if (!warnings.isEmpty()) {
      parts.add(new ExperimentReport.Text("Training warned", String.join("; ", warnings)));
    }
    return new Result(
        ("AnomalyDetector.builder(), with a network that does not count (%s), trained in %.0f s in stage"
                + " 6, on all %d test images, scored in stage 12b. The model and a report of every image are"
                + " written to the folder of this page.")
            .formatted(
                RunSize.describe(workspace.scale().library()),
                evaluation.run().provenance().trainSeconds(),
                evaluation.images().size()),
        sentence(evaluation),
        parts);
  }

  private static List<String> row(String name, Metrics figures, String missed, String alarms) {
    return List.of(
        name,
        Format.figure(figures.imageAuroc()),
        Format.figure(figures.averagePrecision()),
        Format.figure(figures.pixelAuroc()),
        Format.figure(figures.aupro()),
        missed,
        alarms);
  }

  static String sentence(Evaluation evaluation) {
    return ("One model for all products ranks defects with a mean image AUROC of %s%s, %s"
            + " pooled; it finds the product of %s of the images, raises %s"
            + " on %d normal images and misses %d of %d defects.")
        .formatted(
            Format.figure(evaluation.mean().imageAuroc()),
            evaluation.hard().isEmpty()
                ? ""
                : " (%s on the hard ones)"
                    .formatted(Format.figure(evaluation.meanHard().imageAuroc())),
            Format.figure(evaluation.pooledImageAuroc()),
            Format.percent(evaluation.routingAccuracy()),
            evaluation.decisions().falseAlarms() == 1
                ? "1 false alarm"
                : evaluation.decisions().falseAlarms() + " false alarms",
            evaluation.decisions().normal(),
            evaluation.decisions().missedDefects(),
            evaluation.decisions().defective());
  }
}
