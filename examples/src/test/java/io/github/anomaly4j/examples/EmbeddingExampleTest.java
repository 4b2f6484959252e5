package io.github.anomaly4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EmbeddingExampleTest {
  private static final String FENCE = "    // The README shows what is between these two lines.\n";

  @Test
  void the_readme_shows_the_example_that_is_compiled_and_run() throws IOException {
    // Surefire runs in the module's folder.
    String source =
        Files.readString(
            Path.of("src/main/java/io/github/anomaly4j/examples/EmbeddingExample.java"));
    int begin = source.indexOf(FENCE) + FENCE.length();
    String shown = source.substring(begin, source.indexOf(FENCE, begin)).stripTrailing();

    Matcher readme =
        Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../README.md")));

    assertThat(readme.find()).isTrue();
    assertThat(readme.group(1)).isEqualTo(shown.stripIndent() + "\n");
  }
}
