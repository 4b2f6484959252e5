package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of README and tutorial, run as they stand in an empty folder, one after the other.
 */
class TutorialTest {
  private static final Path TOP = Path.of("..").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void every_command_of_the_tutorial_runs_after_those_before_it() throws Exception {
    String page = Files.readString(TOP.resolve("docs/line.md"));
    Files.writeString(folder.resolve("areas.json"), blocks(page, "json").get(0));
    List<String> commands = commands(page, "anomaly ");
    assertThat(commands).hasSizeGreaterThan(12);
    run(commands.get(0));
    // What people say of the images, in the folders that the page names.
    Path images = folder.resolve("q/images/washer");
    copy(images.resolve("test/good"), 2, "false-alarms/washer");
    copy(images.resolve("train/good"), 1, "mistakes/washer");
    for (Path kind : list(images.resolve("test"))) {
      if (!kind.endsWith("good")) {
        copy(kind, 2, "missed/washer/test/" + kind.getFileName());
      }
    }
    for (String command : commands.subList(1, commands.size())) {
      run(command);
    }
    assertThat(folder.resolve("first/report.html")).isNotEmptyFile();
    assertThat(folder.resolve("regions.csv")).isNotEmptyFile();
    assertThat(list(folder.resolve("maps"))).isNotEmpty();
    // The last line of the page: what was learned and is not undone.
    assertThat(run(commands.get(commands.size() - 1)).lines())
        .anyMatch(line -> line.contains("labeled defects"))
        .noneMatch(line -> line.contains("taken out"));
  }

  @Test
  void the_commands_of_the_readme_run_on_the_layouts_that_it_shows() throws Exception {
    run("anomaly quickstart --quiet --products washer --pieces 12 --image-size 64 --out q");
    Path images = folder.resolve("q/images/washer");
    copy(images.resolve("train/good"), 12, "images/washer");
    copy(images.resolve("test/good"), 2, "new-images");
    Files.createDirectories(folder.resolve("labeled-images"));
    Files.move(images, folder.resolve("labeled-images/washer"));
    String page = Files.readString(TOP.resolve("README.md"));
    List<String> commands = commands(page, "java -jar anomaly-cli/target/anomaly.jar ");
    assertThat(commands).hasSize(3);
    run(commands.get(0));
    assertThat(run(commands.get(1)).lines().filter(line -> line.startsWith("{"))).hasSize(2);
    run(commands.get(2));
    assertThat(folder.resolve("results/report.html")).isNotEmptyFile();
  }

  /** Those that a block of the page begins a line with. */
  private static List<String> commands(String page, String start) {
    return blocks(page, "").stream()
        .flatMap(block -> block.replaceAll("\\\\\\n\\s*", "").lines())
        .filter(line -> line.startsWith(start))
        .map(line -> "anomaly " + line.substring(start.length()))
        .toList();
  }

  private static List<String> blocks(String page, String language) {
    return Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```")
        .matcher(page)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map((MatchResult block) -> block.group(2))
        .toList();
  }

  private void copy(Path from, int count, String to) throws IOException {
    Path target = Files.createDirectories(folder.resolve(to));
    for (Path file : list(from).subList(0, count)) {
      Files.copy(file, target.resolve(file.getFileName()));
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Runs a command in the folder, as from a shell; returns what it prints. */
  private String run(String command) throws Exception {
    Path output = folder.resolve("output.txt");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx1500m", "-Djava.awt.headless=true", "-cp"));
    words.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    words.add(Anomaly.class.getName());
    words.addAll(List.of(command.split(" +")).subList(1, command.split(" +").length));
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(output);
    assertThat(process.exitValue()).as("%s%n%s", command, printed).isEqualTo(ExitCode.DONE);
    return printed;
  }
}
