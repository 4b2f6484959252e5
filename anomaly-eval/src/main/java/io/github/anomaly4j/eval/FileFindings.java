package io.github.anomaly4j.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Files of which one thing is to be told; a few of them are named. */
final class FileFindings {
  private static final int NAMED = 3;

  private final List<String> named = new ArrayList<>();
  private int count;

  void add(String file) {
    count++;
    if (named.size() < NAMED) {
      named.add(file);
    }
  }

  int count() {
    return count;
  }

  /**
   * Tells, if there is anything.
   *
   * @param text with places for how many there are in all, how many were found, and examples
   */
  void tell(String text, int all, Consumer<String> listener) {
    if (count > 0) {
      String examples = String.join(", ", named) + (count > NAMED ? ", ..." : "");
      listener.accept(text.formatted(all, count, examples));
    }
  }
}
