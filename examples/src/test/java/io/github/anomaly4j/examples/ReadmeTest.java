package io.github.anomaly4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Surefire runs in the module's folder. */
class ReadmeTest {
  private static final Path README = Path.of("../README.md");
  private static final List<Path> PAGES =
      List.of(
          README,
          Path.of("../docs/how-to.md"),
          Path.of("../docs/pretrained-network.md"),
          Path.of("../docs/reference-inspection.md"));
  private static final String BEGIN = "    // README begins\n";
  private static final String END = "    // README ends\n";

  @Test
  void the_java_code_of_the_readme_and_of_how_to_is_that_of_the_examples_and_theirs_is_all_shown()
      throws IOException {
    List<String> blocks = new ArrayList<>();
    for (Path page : PAGES) {
      blocks.addAll(javaBlocks(page));
    }
    assertThat(blocks).containsExactlyInAnyOrderElementsOf(shown());
  }

  @Test
  void the_readme_has_at_most_150_lines() throws IOException {
    assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(150);
  }

  private static List<String> javaBlocks(Path markdown) throws IOException {
    Matcher block =
        Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(markdown));
    List<String> blocks = new ArrayList<>();
    while (block.find()) {
      blocks.add(block.group(1));
    }
    return blocks;
  }

  private static List<String> shown() throws IOException {
    List<String> shown = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(name -> !name.endsWith("package-info.java")).toList()) {
        if (Files.isRegularFile(file)) {
          String source = Files.readString(file);
          assertThat(source).as(file.toString()).contains(BEGIN, END);
          int begin = source.indexOf(BEGIN) + BEGIN.length();
          String code = source.substring(begin, source.indexOf(END)).stripTrailing();
          shown.add(code.stripIndent() + "\n");
        }
      }
    }
    return shown;
  }
}
