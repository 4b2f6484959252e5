package io.github.anomaly4j.cli.table;

import io.github.anomaly4j.internal.dataset.PlainText;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Lines of text: a name each, then shares in percent below the names of their columns. */
public final class PercentTable {
  private static final int SHORTEST_NAME = 14;

  /** As wide as 100.0. */
  private static final int SHORTEST_CELL = 5;

  private final PrintWriter out;
  private final List<String> columns;
  private final int nameWidth;

  /**
   * A table that has no line yet.
   *
   * @param columns their names
   * @param products that will have lines
   */
  public PercentTable(PrintWriter out, List<String> columns, Collection<String> products) {
    this.out = out;
    this.columns = columns;
    this.nameWidth =
        products.stream()
            .map(PlainText::of)
            .mapToInt(String::length)
            .reduce(SHORTEST_NAME, Math::max);
  }

  /** Prints the names of the columns. */
  public void header(String first) {
    line(first, columns);
  }

  /**
   * Prints a line.
   *
   * @param cells one for each column, or fewer
   */
  public void line(String name, List<String> cells) {
    StringBuilder line = new StringBuilder(PlainText.of(name));
    line.append(" ".repeat(Math.max(0, nameWidth - line.length())));
    for (int i = 0; i < cells.size(); i++) {
      int width = Math.max(SHORTEST_CELL, columns.get(i).length());
      line.append("  ").append(" ".repeat(Math.max(0, width - cells.get(i).length())));
      line.append(cells.get(i));
    }
    out.println(line);
  }

  /** A share in percent, or a dash for NaN. */
  public static String percent(double share) {
    // By whole tenths, of which none is -0.0.
    return Double.isNaN(share)
        ? "-"
        : String.format(Locale.ROOT, "%.1f", Math.round(1000 * share) / 10.0);
  }
}
