package io.github.anomaly4j.cli.table;

import io.github.anomaly4j.cli.text.OptionNames;
import io.github.anomaly4j.eval.CategoryResult;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.Metrics;
import io.github.anomaly4j.internal.dataset.PlainText;
import java.io.PrintWriter;
import java.util.Locale;

/** An evaluation as lines of text; AUROC, average precision, F1 and AUPRO in percent. */
public final class EvaluationTable {
  private static final int SHORTEST_NAME = 14;

  private final Evaluation evaluation;
  private final ReferenceFigures reference;
  private final PrintWriter out;
  private final int nameWidth;

  private EvaluationTable(Evaluation evaluation, ReferenceFigures reference, PrintWriter out) {
    this.evaluation = evaluation;
    this.reference = reference;
    this.out = out;
    this.nameWidth =
        evaluation.categories().keySet().stream()
            .map(PlainText::of)
            .mapToInt(String::length)
            .reduce(SHORTEST_NAME, Math::max);
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
    out.printf("%n" + name("category") + "   AUROC" + (reference.isEmpty() ? "" : "  reference"));
    out.print("     AP     F1  pixel AUROC  AUPRO");
    out.println("  defects missed  false alarms");
    evaluation
        .categories()
        .forEach(
            (name, result) -> {
              line(name, result.metrics(), reference.of(name));
              out.println(errors(result));
            });
    line("mean", evaluation.mean(), reference.mean(evaluation.categories().keySet()));
    out.printf(
        "  %14s  %12s%n",
        share(evaluation.decisions().missedDefects(), evaluation.decisions().defective()),
        share(evaluation.decisions().falseAlarms(), evaluation.decisions().normal()));
    if (!evaluation.hard().isEmpty()) {
      line("mean of hard", evaluation.meanHard(), reference.mean(evaluation.hard()));
      out.println(PlainText.of("  (" + String.join(", ", evaluation.hard()) + ")"));
    }
    out.printf(
        Locale.ROOT,
        "%nall scores pooled: AUROC %s; category found: %s %%, unknown: %s %%; per image: %.0f ms (p95 %.0f"
            + " ms)%n",
        percent(evaluation.pooledImageAuroc()).strip(),
        percent(evaluation.routingAccuracy()).strip(),
        percent(evaluation.unknownShare()).strip(),
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

  private void line(String name, Metrics figures, double referenceAuroc) {
    out.printf(
        "%s  %s%s  %s  %s       %s  %s",
        name(name),
        percent(figures.imageAuroc()),
        reference.isEmpty() ? "" : "      " + percent(referenceAuroc),
        percent(figures.averagePrecision()),
        percent(figures.f1Max()),
        percent(figures.pixelAuroc()),
        percent(figures.aupro()));
  }

  private String name(String name) {
    String plain = PlainText.of(name);
    return plain + " ".repeat(Math.max(0, nameWidth - plain.length()));
  }

  private static String errors(CategoryResult result) {
    return String.format(
        Locale.ROOT,
        "  %14s  %12s",
        share(result.decisions().missedDefects(), result.decisions().defective()),
        share(result.decisions().falseAlarms(), result.decisions().normal()));
  }

  private static String share(int part, int whole) {
    return part + " of " + whole;
  }

  private static String percent(double share) {
    return "%5s".formatted(PercentTable.percent(share));
  }
}
