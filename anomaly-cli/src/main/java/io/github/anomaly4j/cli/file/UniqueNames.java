package io.github.anomaly4j.cli.file;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Gives names to the files of one run, no two of them equal on any file system. */
public final class UniqueNames {
  private final Set<String> used = new HashSet<>();

  /** The name itself, or the name with a number if it was given before. */
  public String of(String name) {
    String candidate = name;
    for (int copy = 2; !used.add(candidate.toLowerCase(Locale.ROOT)); copy++) {
      candidate = name + "-" + copy;
    }
    return candidate;
  }
}
