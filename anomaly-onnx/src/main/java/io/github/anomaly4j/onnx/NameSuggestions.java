package io.github.anomaly4j.onnx;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Suggests existing names for one that does not exist. */
final class NameSuggestions {
  private static final int MAX_SHOWN = 5;

  private NameSuggestions() {}

  /**
   * The names that contain the given one, the last first, because exporters name the steps of a
   * layer after it and the last step gives its result; then the names with the smallest edit
   * distance.
   *
   * @param names in the order of the graph
   * @return at most five of them
   */
  static List<String> of(String name, Collection<String> names) {
    String wanted = name.toLowerCase(Locale.ROOT);
    Map<String, Integer> distances = new LinkedHashMap<>();
    for (String other : Lists.reverse(new ArrayList<>(names))) {
      String known = other.toLowerCase(Locale.ROOT);
      boolean within = !wanted.isEmpty() && known.contains(wanted);
      distances.put(other, within ? 0 : edits(wanted, known));
    }
    return distances.entrySet().stream()
        .sorted(Comparator.comparingInt(Map.Entry::getValue))
        .limit(MAX_SHOWN)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The number of characters to insert, delete or replace (Levenshtein 1966). */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
