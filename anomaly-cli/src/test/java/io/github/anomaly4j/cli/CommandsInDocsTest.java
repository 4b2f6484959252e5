package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.cli.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Surefire runs in the module's folder. */
class CommandsInDocsTest {
  private static final Path TOP = Path.of("..");

  /**
   * A block without a language, code within a line, an indented block; other blocks are skipped.
   */
  private static final Pattern CODE =
      Pattern.compile(
          "^```\\w+\\n.*?^```|^```\\n(.*?)^```|`([^`]+)`|^((?: {4}\\S.*\\n)+)",
          Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern COMMAND =
      Pattern.compile("^(?:nice )?(?:java (?:-X\\S+ )*-jar (?:\\S*/)?anomaly\\.jar|anomaly) (.+)$");

  private static final Pattern OPTION_ALONE = Pattern.compile("(.*) (--[a-z-]+)");

  private record Command(Path page, String arguments) {}

  private static List<Command> commands() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(TOP, TOP.resolve("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    List<Command> commands = new ArrayList<>();
    for (Path page : pages) {
      Matcher code = CODE.matcher(Files.readString(page));
      while (code.find()) {
        String inline = code.group(2);
        String block = code.group(1) == null ? code.group(3) : code.group(1);
        String text = inline == null ? block : inline.replaceAll("\\s+", " ");
        if (text != null) {
          text.replaceAll("\\\\\\n\\s*", "")
              .replaceAll("\\$\\w+", "1")
              .lines()
              .flatMap(line -> Stream.of(line.split("&&|\\|")))
              .map(line -> COMMAND.matcher(line.strip()))
              .filter(Matcher::matches)
              // The station checks its own options: OptionsTest of anomaly-server.
              .filter(command -> !command.group(1).startsWith("serve"))
              .forEach(command -> commands.add(new Command(page, command.group(1))));
        }
      }
    }
    return commands;
  }

  @Test
  void every_command_of_the_docs_and_all_its_options_and_values_exist() throws IOException {
    List<Command> commands = commands();
    assertThat(commands)
        .extracting(Command::arguments)
        .contains("quickstart", "train --data images --out model.anomaly", "help COMMAND")
        .contains("tune --model tuned.anomaly --set washer=1.5 --out station.anomaly")
        .contains("quickstart --quiet", "backbone resnet18.onnx");
    for (Command command : commands) {
      // Text names an option without its value.
      Matcher named = OPTION_ALONE.matcher(command.arguments());
      String asked = named.matches() ? named.group(1) : command.arguments();
      StringWriter help = new StringWriter();
      StringWriter errors = new StringWriter();
      // Asked for help, the program checks what it was given and does nothing.
      int code =
          Anomaly.run(
              (asked + " --help").split(" +"),
              new PrintWriter(help, true),
              new PrintWriter(errors, true));
      assertThat(code).as("%s: %s", command, errors).isEqualTo(ExitCode.DONE);
      if (named.matches()) {
        assertThat(help.toString()).as(command.toString()).contains(named.group(2));
      }
    }
  }
}
