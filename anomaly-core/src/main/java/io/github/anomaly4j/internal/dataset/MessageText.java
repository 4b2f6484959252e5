package io.github.anomaly4j.internal.dataset;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;

/** Parts of the text of warnings and refusals. */
public final class MessageText {
  private MessageText() {}

  /** A path in messages. */
  public static String text(Path path) {
    return FileNames.text(path);
  }

  /** {@code 1 image ONE} or {@code 7 images MANY}. */
  static String images(int count, String one, String many) {
    return count == 1 ? "1 image " + one : count + " images " + many;
  }

  /** {@code 1 ONE} or {@code 7 MANY}. */
  static String count(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  /** The last name of a path, also of "." and "..". */
  static String shown(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return FileNames.lastName(absolute).orElse(absolute.getFileName().toString());
  }

  /** The last names of at most three paths. */
  static String names(List<Path> paths) {
    return paths.stream().limit(3).map(MessageText::shown).collect(joining(", "))
        + (paths.size() > 3 ? ", ..." : "");
  }
}
