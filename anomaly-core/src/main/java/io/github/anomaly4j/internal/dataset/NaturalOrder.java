package io.github.anomaly4j.internal.dataset;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * The order in which people number files: {@code 2.png} before {@code 10.png}. Numbers are runs of
 * the digits 0 to 9, of any length, and compare by value; other characters compare as in strings.
 * If only leading zeros differ, the strings decide, so that only equal names compare as equal.
 */
public final class NaturalOrder {

  /** Orders names. */
  public static final Comparator<String> NAMES =
      ((Comparator<String>) NaturalOrder::compareByValue).thenComparing(Comparator.naturalOrder());

  /** Orders paths name by name, a folder before what is in it. */
  public static final Comparator<Path> PATHS =
      ((Comparator<Path>) NaturalOrder::compareNameByName).thenComparing(Comparator.naturalOrder());

  private NaturalOrder() {}

  private static int compareNameByName(Path a, Path b) {
    int common = Math.min(a.getNameCount(), b.getNameCount());
    for (int i = 0; i < common; i++) {
      int order = NAMES.compare(a.getName(i).toString(), b.getName(i).toString());
      if (order != 0) {
        return order;
      }
    }
    return a.getNameCount() - b.getNameCount();
  }

  private static int compareByValue(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int endOfA = endOfNumber(a, i);
      int endOfB = endOfNumber(b, j);
      boolean numbers = endOfA > i && endOfB > j;
      int order =
          numbers
              ? compareNumbers(a.substring(i, endOfA), b.substring(j, endOfB))
              : a.charAt(i) - b.charAt(j);
      if (order != 0) {
        return order;
      }
      i = numbers ? endOfA : i + 1;
      j = numbers ? endOfB : j + 1;
    }
    return (a.length() - i) - (b.length() - j);
  }

  /** Numbers without leading zeros: the longer one is greater. */
  private static int compareNumbers(String a, String b) {
    String x = withoutLeadingZeros(a);
    String y = withoutLeadingZeros(b);
    return x.length() == y.length() ? x.compareTo(y) : x.length() - y.length();
  }

  private static String withoutLeadingZeros(String digits) {
    int first = 0;
    while (first < digits.length() && digits.charAt(first) == '0') {
      first++;
    }
    return digits.substring(first);
  }

  private static int endOfNumber(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
