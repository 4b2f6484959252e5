package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeFailureTest {
  @TempDir private Path folder;

  @Test
  void natives_that_cannot_be_unpacked_are_one_line_that_says_what_to_do() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Dorg.bytedeco.javacpp.cachedir=" + file.resolve("cache"),
                "-Duser.home=" + file,
                "-Djava.io.tmpdir=" + file,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Anomaly.class.getName(),
                "quickstart",
                "--products=washer",
                "--pieces=8",
                "--quiet",
                "--out=" + folder.resolve("out"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    List<String> lines = Files.readAllLines(output);
    assertThat(lines.get(lines.size() - 1))
        .startsWith("anomaly quickstart: ND4J's native library cannot be unpacked: the folder ")
        .contains(file.resolve("cache").toString(), "501 MB", "-Dorg.bytedeco.javacpp.cachedir");
    assertThat(lines).noneMatch(line -> line.startsWith("\tat "));
    assertThat(process.exitValue()).isEqualTo(1);
  }
}
