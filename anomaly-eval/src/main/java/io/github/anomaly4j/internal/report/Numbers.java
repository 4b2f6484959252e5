package io.github.anomaly4j.internal.report;

import io.github.anomaly4j.metric.RegionFigures;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Numbers as text for pages. A number that is not defined is the empty text, for which the template
 * {@code number.jte} has a sign. A number and its unit stay on one line.
 */
public final class Numbers {
  private static final char NO_BREAK_SPACE = '\u00A0';
  private static final char NARROW_NO_BREAK_SPACE = '\u202F';

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Numbers() {}

  /** A figure in [0, 1] with three decimals. */
  public static String figure(double value) {
    return Double.isNaN(value) ? "" : notRoundedUpTo(1, value, 3);
  }

  /** A share as a percentage. */
  public static String percent(double share) {
    return Double.isNaN(share) ? "" : notRoundedUpTo(100, 100 * share, 1) + NO_BREAK_SPACE + "%";
  }

  /** How many defects were found of how many. */
  public static String found(RegionFigures.Found found) {
    return found.defects() == 0 ? "" : found.found() + " of " + found.defects();
  }

  /** A score or a threshold. */
  public static String score(double value) {
    return Double.isNaN(value) ? "" : number(value, 2);
  }

  /** A loss, which has no best value that is ever reached. */
  public static String loss(double value) {
    return Double.isNaN(value) ? "" : number(value, 4);
  }

  /** A time of one image. */
  public static String milliseconds(double value) {
    return Double.isNaN(value) ? "" : number(value, value < 10 ? 1 : 0) + NO_BREAK_SPACE + "ms";
  }

  /** A size in mebibytes or gibibytes. */
  public static String bytes(long bytes) {
    double mebibytes = bytes / (1024.0 * 1024.0);
    return mebibytes < 1024
        ? number(mebibytes, mebibytes < 10 ? 1 : 0) + NO_BREAK_SPACE + "MiB"
        : number(mebibytes / 1024, 1) + NO_BREAK_SPACE + "GiB";
  }

  /** A time in seconds, minutes or hours. */
  public static String duration(double seconds) {
    if (seconds < 120) {
      return number(seconds, 0) + NO_BREAK_SPACE + "s";
    }
    return seconds < 7200
        ? number(seconds / 60, 0) + NO_BREAK_SPACE + "min"
        : number(seconds / 3600, 1) + NO_BREAK_SPACE + "h";
  }

  /** A point in time, to the minute. */
  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** A count with its noun in the right number. */
  public static String count(int count, String one, String many) {
    return String.format(Locale.ROOT, "%,d", count).replace(',', NARROW_NO_BREAK_SPACE)
        + " "
        + (count == 1 ? one : many);
  }

  /** Text in which a number and its unit stay on one line. */
  public static String unbroken(String text) {
    return text.replaceAll("(\\d) (%|s\\b)", "$1" + NO_BREAK_SPACE + "$2");
  }

  /** A value that is not quite perfect must not be printed as if it were. */
  private static String notRoundedUpTo(double best, double value, int decimals) {
    double closest = best - Math.pow(10, -decimals);
    return value < best && number(value, decimals).equals(number(best, decimals))
        ? ">" + number(closest, decimals)
        : number(value, decimals);
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value).replace("-", "−");
  }
}
