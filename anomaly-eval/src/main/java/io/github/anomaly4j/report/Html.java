package io.github.anomaly4j.report;

import java.util.Locale;

/** Text and numbers as they stand on the page. Whatever a user named is escaped here. */
final class Html {
  /** Stands for a figure that is not defined. */
  private static final String UNDEFINED = "<span class=\"none\" title=\"not defined\">–</span>";

  private Html() {}

  /** A whole document that needs no other file, no network and no scripts. */
  static String page(String title, String content) {
    return page(title, "", content);
  }

  /**
   * @param style beyond that of all pages
   */
  static String page(String title, String style, String content) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <meta name="color-scheme" content="light dark">
        <title>"""
        + escape(title)
        + """
        </title>
        <style>
        """
        + HtmlStyle.SHEET
        + style
        + """
        </style>
        </head>
        <body>
        <main>
        """
        + content
        + """
        </main>
        </body>
        </html>
        """;
  }

  /** Text for element content and for quoted attributes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(Character.isISOControl(c) && c != '\n' ? '\uFFFD' : c);
      }
    }
    return escaped.toString();
  }

  /** A figure in [0, 1] with three decimals. */
  static String figure(double value) {
    return Double.isNaN(value) ? UNDEFINED : notRoundedUpTo(1, value, 3);
  }

  /** A share as a percentage. */
  static String percent(double share) {
    return Double.isNaN(share) ? UNDEFINED : notRoundedUpTo(100, 100 * share, 1) + "&nbsp;%";
  }

  /** A score or a threshold. */
  static String score(double value) {
    return Double.isNaN(value) ? UNDEFINED : number(value, 2);
  }

  /** A loss, which has no best value that is ever reached. */
  static String loss(double value) {
    return Double.isNaN(value) ? UNDEFINED : number(value, 4);
  }

  static String milliseconds(double value) {
    return Double.isNaN(value) ? UNDEFINED : number(value, value < 10 ? 1 : 0) + "&nbsp;ms";
  }

  static String bytes(long bytes) {
    double mebibytes = bytes / (1024.0 * 1024.0);
    return mebibytes < 1024
        ? number(mebibytes, mebibytes < 10 ? 1 : 0) + "&nbsp;MiB"
        : number(mebibytes / 1024, 1) + "&nbsp;GiB";
  }

  static String duration(double seconds) {
    if (seconds < 120) {
      return number(seconds, 0) + "&nbsp;s";
    }
    return seconds < 7200
        ? number(seconds / 60, 0) + "&nbsp;min"
        : number(seconds / 3600, 1) + "&nbsp;h";
  }

  /** A count with its noun in the right number. */
  static String count(int count, String one, String many) {
    return String.format(Locale.ROOT, "%,d", count).replace(",", "&#8239;")
        + " "
        + (count == 1 ? one : many);
  }

  /** A value that is not quite perfect must not be printed as if it were. */
  private static String notRoundedUpTo(double best, double value, int decimals) {
    double closest = best - Math.pow(10, -decimals);
    return value < best && number(value, decimals).equals(number(best, decimals))
        ? "&gt;" + number(closest, decimals)
        : number(value, decimals);
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value).replace("-", "−");
  }
}
