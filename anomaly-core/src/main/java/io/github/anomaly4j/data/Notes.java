package io.github.anomaly4j.data;

import java.nio.file.Path;

/** Words of warnings and refusals. */
final class Notes {
  private Notes() {}

  /** A path as a person writes it. */
  static String text(Path path) {
    return FileNames.text(path);
  }

  /** {@code 1 picture ONE} or {@code 7 pictures MANY}. */
  static String pictures(int count, String one, String many) {
    return count == 1 ? "1 picture " + one : count + " pictures " + many;
  }
}
