package io.github.anomaly4j.cli.table;

import static io.github.anomaly4j.cli.table.PercentTable.percent;

import io.github.anomaly4j.cli.text.OptionNames;
import io.github.anomaly4j.eval.Decisions;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.Metrics;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.metric.RegionFigures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An evaluation as lines of text; all but the decisions in percent. */
public final class EvaluationTable {
  private static final List<String> COLUMNS =
      List.of(
          "AUROC",
          "reference",
          "at 2 %",
          "at 5 %",
          "AP",
          "F1",
          "pixel",
          "AUPRO",
          "defects missed",
          "false alarms");

  private static final List<String> REGION_COLUMNS =
      List.of(
          "small found",
          "medium found",
          "large found",
          "all found",
          "false in defective",
          "normal with any",
          "per normal");

  private final Evaluation evaluation;
  private final ReferenceFigures reference;
  private final PrintWriter out;
  private final PercentTable table;

  private EvaluationTable(Evaluation evaluation, ReferenceFigures reference, PrintWriter out) {
    this.evaluation = evaluation;
    this.reference = reference;
    this.out = out;
    List<String> columns = new ArrayList<>(COLUMNS);
    if (reference.isEmpty()) {
      columns.remove(1);
    }
    table = new PercentTable(out, columns, evaluation.categories().keySet());
  }

  /**
   * Prints an evaluation.
   *
   * @param reference figures of another system, printed in a column; none if empty
   */
  public static void print(Evaluation evaluation, ReferenceFigures reference, PrintWriter out) {
    new EvaluationTable(evaluation, reference, out).print();
  }

  private void print() {
    out.println();
    table.header("category");
    evaluation
        .categories()
        .forEach(
            (name, result) -> line(name, result.metrics(), reference.of(name), result.decisions()));
    line(
        "mean",
        evaluation.mean(),
        reference.mean(evaluation.categories().keySet()),
        evaluation.decisions());
    if (!evaluation.hard().isEmpty()) {
      line(
          "mean of hard",
          evaluation.meanHard(),
          reference.mean(evaluation.hard()),
          evaluation.decisionsHard());
    }
    List<String> pooled = new ArrayList<>();
    pooled.add(percent(evaluation.pooledImageAuroc()));
    if (!reference.isEmpty()) {
      pooled.add("");
    }
    pooled.add(percent(evaluation.pooledDetectionRate(0.02)));
    pooled.add(percent(evaluation.pooledDetectionRate(0.05)));
    table.line("pooled", pooled);
    out.println();
    notes();
    regions();
  }

  /** Defects of the masks, by their size, and false regions. */
  private void regions() {
    PercentTable found = new PercentTable(out, REGION_COLUMNS, evaluation.categories().keySet());
    out.println();
    found.header("regions");
    evaluation.categories().forEach((name, result) -> found.line(name, cells(result.regions())));
    found.line("all", cells(evaluation.regions()));
    out.println(
        "small: below 0.1 % of the image, medium: below 1 %; found: a tenth is covered by regions");
  }

  private static List<String> cells(RegionFigures regions) {
    return List.of(
        found(regions.small()),
        found(regions.medium()),
        found(regions.large()),
        found(regions.all()),
        Integer.toString(regions.falseInDefective()),
        share(regions.normalMarked(), regions.normal()),
        Double.isNaN(regions.falsePerNormal())
            ? "-"
            : String.format(Locale.ROOT, "%.3f", regions.falsePerNormal()));
  }

  private static String found(RegionFigures.Found found) {
    return found.defects() == 0 ? "-" : share(found.found(), found.defects());
  }

  private void notes() {
    if (!evaluation.hard().isEmpty()) {
      out.println(PlainText.of("hard: " + String.join(", ", evaluation.hard())));
    }
    out.println(
        "at 2 %, at 5 %: defects found at exactly this share of false alarms; pooled: all scores in"
            + " one list");
    Decisions trained = evaluation.decisions();
    Decisions at2 = evaluation.perfectDecisions(0.02);
    Decisions at5 = evaluation.perfectDecisions(0.05);
    out.printf(
        "thresholds as trained miss %s (false alarms: %d); perfect ones for each product, at 2 %%:"
            + " %d (%d), at 5 %%: %d (%d)%n",
        share(trained.missedDefects(), trained.defective()),
        trained.falseAlarms(),
        at2.missedDefects(),
        at2.falseAlarms(),
        at5.missedDefects(),
        at5.falseAlarms());
    out.printf(
        Locale.ROOT,
        "category found: %s %%, unknown: %s %%; per image: %.0f ms (p95 %.0f ms)%n",
        percent(evaluation.routingAccuracy()),
        percent(evaluation.unknownShare()),
        evaluation.run().latency().p50(),
        evaluation.run().latency().p95());
    evaluation
        .categories()
        .forEach(
            (name, result) -> {
              if (!result.pixelNote().isEmpty()) {
                out.println(PlainText.of(name + ": " + result.pixelNote()));
              }
            });
    evaluation.warnings().forEach(text -> out.println("warning: " + text));
    if (!evaluation.skipped().isEmpty()) {
      out.println(
          PlainText.of(
              OptionNames.in(
                  "left out, as they cannot be read or scored: " + evaluation.skipped())));
    }
  }

  private void line(String name, Metrics figures, double referenceAuroc, Decisions decisions) {
    List<String> cells = new ArrayList<>();
    cells.add(percent(figures.imageAuroc()));
    if (!reference.isEmpty()) {
      cells.add(percent(referenceAuroc));
    }
    cells.add(percent(figures.detectionAt2()));
    cells.add(percent(figures.detectionAt5()));
    cells.add(percent(figures.averagePrecision()));
    cells.add(percent(figures.f1Max()));
    cells.add(percent(figures.pixelAuroc()));
    cells.add(percent(figures.aupro()));
    cells.add(share(decisions.missedDefects(), decisions.defective()));
    cells.add(share(decisions.falseAlarms(), decisions.normal()));
    table.line(name, cells);
  }

  private static String share(int part, int whole) {
    return part + " of " + whole;
  }
}
