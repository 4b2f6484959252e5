package io.github.anomaly4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.anomaly4j.natives.NativeBackendException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX Runtime unpacks its library to the temporary folder of the process, or cannot. */
class OnnxNativesTest {
  @TempDir private Path folder;

  /** Two attempts in a process of their own, with what cures the cause between them. */
  static final class TwoAttempts {
    private TwoAttempts() {}

    public static void main(String[] cure) throws IOException, InterruptedException {
      System.out.println("first: " + outcome());
      run(cure);
      System.out.println("second: " + outcome());
    }

    private static String outcome() throws IOException {
      Path file = Path.of("tiny.onnx");
      OnnxModel model = OnnxModel.of(TinyModel.classifier(1, 4, 4).bytes(), file);
      try (OnnxBackbone backbone = OnnxBackbone.of(model).layers("pool").open()) {
        return "works on " + backbone.width();
      } catch (NativeBackendException e) {
        return "refused: " + e.getMessage();
      }
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor();
  }

  private List<String> attempts(Path temporary, String... cure)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djava.io.tmpdir=" + temporary,
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    TwoAttempts.class.getName()),
                Arrays.stream(cure))
            .toList();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return Files.readAllLines(output).stream()
        .filter(line -> line.startsWith("first: ") || line.startsWith("second: "))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'size=100m,noexec', noexec, 'remount,exec'",
    "'size=10m', 'has 10 MB free', 'remount,size=100m'",
    "'size=100m,ro', 'cannot be written to', 'remount,rw'"
  })
  void a_temporary_folder_of_no_use_is_named_and_the_next_attempt_works_once_it_is_cured(
      String options, String said, String cured) throws Exception {
    Path mounted = Files.createDirectories(folder.resolve("mounted"));
    int status = -1;
    try {
      status = run("mount", "-t", "tmpfs", "-o", options, "none", mounted.toString());
    } catch (IOException e) {
      // No such program.
    }
    assumeThat(status).as("needs the right to mount a file system").isZero();
    try {
      List<String> lines = attempts(mounted, "mount", "-o", cured, mounted.toString());
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0))
          .startsWith("first: refused: ")
          .contains(mounted.toString(), said, "25 MB", "-Djava.io.tmpdir=FOLDER");
      assertThat(lines.get(1)).isEqualTo("second: works on 4");
    } finally {
      run("umount", mounted.toString());
    }
  }

  @Test
  void a_temporary_folder_that_cannot_be_made_is_named_and_the_next_attempt_works_once_it_is_there()
      throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    List<String> lines = attempts(file.resolve("tmp"), "rm", file.toString());
    assertThat(lines.get(0))
        .startsWith("first: refused: ")
        .contains(file.resolve("tmp").toString());
    assertThat(lines.get(1)).isEqualTo("second: works on 4");
  }
}
