package io.github.anomaly4j.cli.journal;

import java.util.Locale;

/** Numbers as the journal prints them. */
final class Format {
  private static final String NONE = "-";

  private Format() {}

  /** A figure in [0, 1], such as an AUROC. */
  static String figure(double value) {
    return number("%.3f", value);
  }

  /** A loss. */
  static String loss(double value) {
    return number("%.4f", value);
  }

  /** A figure of any magnitude. */
  static String scientific(double value) {
    return number("%.2e", value);
  }

  static String percent(double share) {
    return Double.isNaN(share) ? NONE : number("%.1f", 100 * share) + " %";
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, format, value);
  }

  static String count(int part, int whole) {
    return part + " of " + whole;
  }
}
