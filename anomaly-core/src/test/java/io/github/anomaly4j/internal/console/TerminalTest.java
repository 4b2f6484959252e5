package io.github.anomaly4j.internal.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
  @TempDir private Path folder;

  /** Says in a file what it finds. */
  static final class Asked {
    private Asked() {}

    public static void main(String[] file) throws IOException {
      Files.writeString(Path.of(file[0]), "terminal " + Terminal.isStandardError());
    }
  }

  private List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        Asked.class.getName(),
        folder.resolve("answer.txt").toString());
  }

  private String answer(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return Files.readString(folder.resolve("answer.txt"));
  }

  @Test
  void a_file_is_no_terminal() throws Exception {
    assertThat(answer(java())).isEqualTo("terminal false");
  }

  @Test
  void a_terminal_is_one() throws Exception {
    Path script = Path.of("/usr/bin/script");
    assumeThat(Files.isExecutable(script) && Files.exists(Path.of("/proc/self/fd/2")))
        .as("needs Linux and util-linux, to make a terminal")
        .isTrue();
    // A nested class has a sign in its name that shells expand.
    String command = "'" + String.join("' '", java()) + "'";
    assertThat(answer(List.of(script.toString(), "-qec", command, "/dev/null")))
        .isEqualTo("terminal true");
  }
}
