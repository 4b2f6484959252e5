package io.github.anomaly4j.cli.table;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.progress.EpochReport.GradedAuroc;
import io.github.anomaly4j.progress.EpochReport.NetworkBehavior;
import io.github.anomaly4j.study.SkipAblation;
import io.github.anomaly4j.study.SkipPattern;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** An ablation as lines of text; all but the error in percent. */
public final class AblationTable {
  private static final String HEADER =
      "    error  within  copied  pasted   easy  medium   hard  reconstruction  gradient   mask";

  private final PrintWriter out;
  private final int nameWidth;

  public AblationTable(PrintWriter out, List<SkipPattern> patterns) {
    this.out = out;
    nameWidth =
        patterns.stream().mapToInt(pattern -> pattern.name().length()).reduce(10, Math::max);
  }

  public void header() {
    out.println(name("skips") + HEADER);
    out.flush();
  }

  public void line(SkipAblation.Row row) {
    NetworkBehavior behavior = row.best().behavior();
    GradedAuroc auroc = row.best().validationAuroc();
    out.printf(
        Locale.ROOT,
        "%s  %.5f   %s   %s   %s  %s   %s  %s           %s     %s  %s%n",
        name(row.pattern().name()),
        behavior.error(),
        percent(behavior.within()),
        percent(behavior.copied()),
        percent(row.pasted()),
        percent(auroc.easy()),
        percent(auroc.medium()),
        percent(auroc.hard()),
        test(row, Evidence.RECONSTRUCTION),
        test(row, Evidence.GRADIENT),
        test(row, Evidence.MASK));
    out.flush();
  }

  private String name(String name) {
    return name + " ".repeat(nameWidth - name.length());
  }

  private static String test(SkipAblation.Row row, Evidence kind) {
    return percent(row.auroc().getOrDefault(kind, Double.NaN));
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "    -" : String.format(Locale.ROOT, "%5.1f", 100 * share);
  }
}
