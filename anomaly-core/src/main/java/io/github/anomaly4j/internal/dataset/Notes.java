package io.github.anomaly4j.internal.dataset;

import java.nio.file.Path;

/** Words of warnings and refusals. */
public final class Notes {
  private Notes() {}

  /** A path as a person writes it. */
  public static String text(Path path) {
    return FileNames.text(path);
  }

  /** {@code 1 image ONE} or {@code 7 images MANY}. */
  static String images(int count, String one, String many) {
    return count == 1 ? "1 image " + one : count + " images " + many;
  }
}
