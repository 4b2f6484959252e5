package io.github.anomaly4j.cli.table;

import static io.github.anomaly4j.cli.table.PercentTable.percent;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.eval.Evaluation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Evaluations of detectors that differ in their evidence, side by side. */
public final class EvidenceTable {
  private static final List<Column> COLUMNS =
      List.of(
          Column.share("mean", one -> one.mean().imageAuroc()),
          Column.share("hard", one -> one.meanHard().imageAuroc()),
          Column.share("pooled", Evaluation::pooledImageAuroc),
          Column.share("at 2 %", one -> one.mean().detectionAt2()),
          Column.share("at 5 %", one -> one.mean().detectionAt5()),
          Column.share("pixel", one -> one.mean().pixelAuroc()),
          Column.share("AUPRO", one -> one.mean().aupro()),
          Column.number("missed", one -> one.decisions().missedDefects()),
          Column.number("false alarms", one -> one.decisions().falseAlarms()),
          Column.number("ms", one -> one.run().latency().p50()),
          Column.number("train s", one -> one.run().provenance().trainSeconds()));

  private final PrintWriter out;
  private final Map<String, Evaluation> rows = new LinkedHashMap<>();

  /**
   * A figure of an evaluation.
   *
   * @param share whether it is in [0, 1]
   */
  private record Column(String name, ToDoubleFunction<Evaluation> figure, boolean share) {
    static Column share(String name, ToDoubleFunction<Evaluation> figure) {
      return new Column(name, figure, true);
    }

    static Column number(String name, ToDoubleFunction<Evaluation> figure) {
      return new Column(name, figure, false);
    }

    String cell(Evaluation one) {
      double value = figure.applyAsDouble(one);
      return share ? percent(value) : whole(value);
    }

    String difference(Evaluation with, Evaluation without) {
      double value = figure.applyAsDouble(with) - figure.applyAsDouble(without);
      String text = share ? percent(value) : whole(value);
      return value > 0 ? "+" + text : text;
    }

    private static String whole(double value) {
      return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%d", Math.round(value));
    }
  }

  public EvidenceTable(PrintWriter out) {
    this.out = out;
  }

  /** Weights as they are given on the command line. */
  public static String text(Map<Evidence, Double> weights) {
    return new TreeMap<>(weights)
        .entrySet().stream()
            .map(
                entry -> entry.getKey() + "=" + entry.getValue().toString().replaceAll("\\.0$", ""))
            .collect(Collectors.joining(","));
  }

  /**
   * Adds a detector.
   *
   * @param name of the first: all; of the others what they are without
   */
  public void add(String name, Evaluation evaluation) {
    rows.put(name, evaluation);
  }

  /** Prints all that were added. */
  public void print() {
    Evaluation all = rows.values().iterator().next();
    products(all);
    out.println();
    List<String> names = new ArrayList<>(rows.keySet());
    PercentTable table = new PercentTable(out, COLUMNS.stream().map(Column::name).toList(), names);
    table.header("evidence");
    rows.forEach(
        (name, one) -> {
          table.line(name, COLUMNS.stream().map(column -> column.cell(one)).toList());
          if (one != all) {
            table.line(
                "  it brings",
                COLUMNS.stream().map(column -> column.difference(all, one)).toList());
          }
        });
    out.printf(
        "%ntest images: %d defective, %d normal%n",
        all.decisions().defective(), all.decisions().normal());
  }

  private void products(Evaluation all) {
    out.println();
    PercentTable table =
        new PercentTable(out, List.copyOf(rows.keySet()), all.categories().keySet());
    table.header("image AUROC");
    for (String product : all.categories().keySet()) {
      table.line(
          product,
          rows.values().stream()
              .map(one -> percent(one.categories().get(product).metrics().imageAuroc()))
              .toList());
    }
  }
}
