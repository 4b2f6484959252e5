package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.anomaly4j.config.Evidence;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native libraries that cannot be unpacked or loaded are an exception that says what to do. */
class NativeFailureTest {
  private static final String GOOD =
      System.getProperty(
          "org.bytedeco.javacpp.cachedir", System.getProperty("user.home") + "/.javacpp/cache");

  @TempDir private Path folder;
  private Path mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      new ProcessBuilder("umount", mounted.toString()).inheritIO().start().waitFor();
    }
  }

  /** A small file system, where the test may make one. */
  private Path mount(String options) throws IOException, InterruptedException {
    Path point = Files.createDirectories(folder.resolve("mounted"));
    int status = -1;
    try {
      status =
          new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "none", point.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
    } catch (IOException e) {
      // No such program.
    }
    assumeThat(status).as("needs the right to mount a file system").isZero();
    mounted = point;
    return point;
  }

  /** Every place that natives may be unpacked to is the given one. */
  private static String[] placed(Path place) {
    return new String[] {
      "-Dorg.bytedeco.javacpp.cachedir=" + place,
      "-Duser.home=" + place.resolve("home"),
      "-Djava.io.tmpdir=" + place.resolve("tmp")
    };
  }

  private static String without(Predicate<String> jar) {
    return Arrays.stream(FreshJvm.classPath().split(File.pathSeparator))
        .filter(entry -> !jar.test(Path.of(entry).getFileName().toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private List<String> attempts(FreshJvm jvm, String classPath, String... arguments)
      throws IOException, InterruptedException {
    return jvm.run(classPath, SecondAttempt.class, arguments).lines().toList();
  }

  @Test
  void a_folder_that_cannot_be_written_is_named_and_training_works_once_another_is_given()
      throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    List<String> lines =
        attempts(
            new FreshJvm(folder).with(placed(file.resolve("cache"))),
            FreshJvm.classPath(),
            "train:" + folder,
            GOOD);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .startsWith("first: NativeBackendException: ")
        .contains(file.resolve("cache").toString(), "written", "501 MB")
        .contains("-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    assertThat(lines.get(1)).matches("second: score -?\\d+\\.\\d+");
  }

  @Test
  void without_a_home_and_a_place_for_temporary_files_all_works_once_a_folder_is_named()
      throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    String[] nowhere = placed(file).clone();
    nowhere[0] = "-Dorg.bytedeco.javacpp.cachedir=" + GOOD;
    List<String> lines =
        attempts(new FreshJvm(folder).with(nowhere), FreshJvm.classPath(), "train:" + folder);
    assertThat(lines).hasSize(3).last().isEqualTo("exit 0");
    assertThat(lines.get(0)).matches("first: score -?\\d+\\.\\d+");
    lines = attempts(new FreshJvm(folder).with(nowhere), FreshJvm.classPath(), "explain:" + folder);
    assertThat(lines.get(0)).matches("first: score -?\\d+\\.\\d+");
    assertThat(file).isEmptyFile();
  }

  @Test
  void a_full_disk_is_told_with_what_is_free_and_what_is_needed() throws Exception {
    Path small = mount("size=10m");
    List<String> lines =
        attempts(new FreshJvm(folder).with(placed(small)), FreshJvm.classPath(), "backend:", GOOD);
    assertThat(lines.get(0))
        .startsWith("first: NativeBackendException: ")
        .contains(small.toString(), "has 10 MB free", "501 MB");
    assertThat(lines.subList(1, lines.size())).containsExactly("second: CpuBackend", "exit 0");
  }

  @Test
  void a_folder_that_lets_no_program_run_is_told_as_such() throws Exception {
    Path noexec = mount("size=1g,noexec");
    List<String> lines =
        attempts(new FreshJvm(folder).with(placed(noexec)), FreshJvm.classPath(), "backend:", GOOD);
    assertThat(lines.get(0))
        .startsWith("first: NativeBackendException: ")
        .contains(noexec.toString(), "noexec");
    assertThat(lines.subList(1, lines.size())).containsExactly("second: CpuBackend", "exit 0");
  }

  @Test
  void a_read_only_file_system_is_told_as_such() throws Exception {
    Path readOnly = mount("size=1g,ro");
    List<String> lines =
        attempts(
            new FreshJvm(folder).with(placed(readOnly)), FreshJvm.classPath(), "backend:", GOOD);
    assertThat(lines.get(0))
        .startsWith("first: NativeBackendException: ")
        .contains(readOnly.toString(), "written");
    assertThat(lines.subList(1, lines.size())).containsExactly("second: CpuBackend", "exit 0");
  }

  @Test
  void without_a_backend_every_attempt_says_what_to_add() throws Exception {
    List<String> lines =
        attempts(new FreshJvm(folder), without(jar -> jar.startsWith("nd4j-native-1")), "backend:");
    assertThat(lines.subList(0, 2))
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(": NativeBackendException: ")
                    .contains("no backend", "io.github.anomaly4j:anomaly4j"));
  }

  @Test
  void a_java_runtime_without_a_module_is_told_which_one_to_add_and_no_file_is_blamed()
      throws Exception {
    Path model = folder.resolve("parts.anomaly");
    try (AnomalyDetector detector =
        DrawnParts.builder()
            .evidence(Evidence.defaultWeights())
            .train(DrawnParts.write(folder.resolve("parts"), 4))) {
      detector.save(model);
    }
    List<String> lines =
        attempts(
            new FreshJvm(folder).with("--limit-modules", "java.desktop,java.naming,java.sql"),
            FreshJvm.classPath(),
            "detect:" + folder);
    assertThat(lines).hasSize(3).last().isEqualTo("exit 0");
    assertThat(lines.subList(0, 2))
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(": NativeBackendException: ")
                    .endsWith("jlink --add-modules jdk.unsupported"));
  }

  @Test
  void without_natives_for_this_system_every_attempt_says_which_are_lacking() throws Exception {
    String platform = "nd4j-native-.*-" + "(linux|windows|macosx)-.*";
    List<String> lines =
        attempts(new FreshJvm(folder), without(jar -> jar.matches(platform)), "backend:");
    assertThat(lines.stream().filter(line -> line.contains(": NativeBackendException: ")))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("[org.nd4j:nd4j-native]", "new process"));
  }
}
