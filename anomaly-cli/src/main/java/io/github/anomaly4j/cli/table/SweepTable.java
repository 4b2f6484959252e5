package io.github.anomaly4j.cli.table;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.sweep.EvidenceMetrics;
import io.github.anomaly4j.sweep.Sweep;
import io.github.anomaly4j.sweep.SweptEpoch;
import java.io.PrintWriter;
import java.util.Locale;

/** A sweep as lines of text; shares and AUROC in percent. */
public final class SweepTable {
  private static final int CELL = 16;

  private final Sweep sweep;
  private final PrintWriter out;

  private SweepTable(Sweep sweep, PrintWriter out) {
    this.sweep = sweep;
    this.out = out;
  }

  public static void print(Sweep sweep, PrintWriter out) {
    SweepTable table = new SweepTable(sweep, out);
    table.training();
    table.scores();
  }

  private void training() {
    out.printf("%nepoch  training  validation  AUROC easy  medium  hard  contrast  copied  dead%n");
    for (SweptEpoch epoch : sweep.epochs()) {
      EpochReport report = epoch.report();
      out.printf(
          Locale.ROOT,
          "%5d  %8.4f  %9.4f%s       %s   %s %s    %6.2f   %5s %5s%n",
          report.epoch(),
          report.training().total(),
          report.validation().total(),
          report.best() ? "*" : " ",
          percent(report.validationAuroc().easy()),
          percent(report.validationAuroc().medium()),
          percent(report.validationAuroc().hard()),
          report.behavior().within(),
          percent(report.behavior().copied()),
          percent(report.behavior().dead()));
    }
    out.println("* lowest validation loss so far");
  }

  private void scores() {
    int labeled = sweep.labeledCategories();
    out.printf("%nepoch");
    for (Evidence kind : sweep.evidence()) {
      out.print(cell(kind.key()));
    }
    boolean purity = sweep.epochs().get(0).purity().isPresent();
    out.println(purity ? cell("purity (chance)") : "");
    for (SweptEpoch epoch : sweep.epochs()) {
      out.printf(Locale.ROOT, "%5d", epoch.report().epoch());
      for (Evidence kind : sweep.evidence()) {
        out.print(cell(figure(epoch.evidence().get(kind))));
      }
      out.println(
          epoch
              .purity()
              .map(
                  found ->
                      cell(
                          String.format(
                              Locale.ROOT,
                              "%.1f (%.1f)",
                              100 * found.purity(),
                              100 * found.chancePurity())))
              .orElse(""));
    }
    out.println(
        labeled > 0
            ? "image AUROC, averaged over " + count(labeled) + "; (in how many all are told apart)"
            : "mean raw scores: no product has both normal and defective images");
  }

  private static String figure(EvidenceMetrics figures) {
    return figures.labeled() > 0
        ? percent(figures.auroc()) + " (" + figures.separated() + ")"
        : String.format(Locale.ROOT, "%.4f", figures.meanScore());
  }

  private static String count(int products) {
    return products == 1 ? "1 product" : products + " products";
  }

  private static String cell(String text) {
    return " ".repeat(Math.max(1, CELL - text.length())) + text;
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "    -" : String.format(Locale.ROOT, "%5.1f", 100 * share);
  }
}
