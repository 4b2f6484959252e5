package io.github.anomaly4j.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code docs/formats.md}, each section of which is printed by the test that covers it. After a
 * change, run that test with {@code -Dformats.write=true} to print its section again.
 */
public final class FormatsPage {
  private static final Path FILE = Path.of("..", "docs", "formats.md");

  private FormatsPage() {}

  /** Compares a section with what a test found, or writes it. */
  public static void holds(
      String section, String lead, List<String> columns, List<List<String>> rows)
      throws IOException {
    StringBuilder text = new StringBuilder("## " + section + "\n\n" + lead + "\n\n");
    text.append(line(columns)).append("|---".repeat(columns.size())).append("|\n");
    rows.forEach(row -> text.append(line(row)));
    String page = Files.readString(FILE);
    int start = page.indexOf("## " + section + "\n");
    int next = start < 0 ? -1 : page.indexOf("\n## ", start);
    int end = next < 0 ? page.length() : next;
    String printed = start < 0 ? "" : page.substring(start, end).strip();
    if (Boolean.getBoolean("formats.write")) {
      String before = start < 0 ? page.stripTrailing() + "\n\n" : page.substring(0, start);
      String after = next < 0 ? "" : "\n" + page.substring(next + 1);
      Files.writeString(FILE, before + text + after);
      return;
    }
    assertThat(printed)
        .as("section %s of %s; run this test with -Dformats.write=true to print it", section, FILE)
        .isEqualTo(text.toString().strip());
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells.stream().map(FormatsPage::cell).toList()) + " |\n";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", "<br>");
  }
}
