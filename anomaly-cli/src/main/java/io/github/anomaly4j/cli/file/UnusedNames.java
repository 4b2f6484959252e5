package io.github.anomaly4j.cli.file;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names for the files of one run, of which no two are the same on any file system. */
public final class UnusedNames {
  private final Set<String> used = new HashSet<>();

  /** The name, or that with a number added if it has been given away. */
  public String of(String name) {
    String candidate = name;
    for (int copy = 2; !used.add(candidate.toLowerCase(Locale.ROOT)); copy++) {
      candidate = name + "-" + copy;
    }
    return candidate;
  }
}
