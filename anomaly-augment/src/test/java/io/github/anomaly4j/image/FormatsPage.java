package io.github.anomaly4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A section of {@code docs/formats.md}, which tests print: they fail where the page says something
 * else, and write it where {@code -Dformats.write=true} is given.
 */
final class FormatsPage {
  private static final Path PAGE = Path.of("../docs/formats.md");

  private FormatsPage() {}

  /** Compares, or writes, the lines between the heading and the next one. */
  static void check(String heading, List<String> lines) throws IOException {
    String page = Files.readString(PAGE);
    String title = "## " + heading + "\n";
    int start = page.indexOf(title);
    assertThat(start).as("the section %s of %s", heading, PAGE).isNotNegative();
    int from = start + title.length();
    int next = page.indexOf("\n## ", from);
    int end = next < 0 ? page.length() : next;
    String wanted = "\n" + String.join("\n", lines) + "\n";
    if (Boolean.getBoolean("formats.write")) {
      Files.writeString(PAGE, page.substring(0, from) + wanted + page.substring(end));
      return;
    }
    assertThat(page.substring(from, end))
        .as("%s of %s; write it with -Dformats.write=true", heading, PAGE)
        .isEqualTo(wanted);
  }
}
