package io.github.anomaly4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private record Outcome(int code, String out, String err) {}

  /** As {@code anomaly serve} finds the program. */
  private static Outcome run(String... arguments) {
    ToolProvider program = ToolProvider.findFirst("anomaly-server").orElseThrow();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = program.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  @Test
  void the_page_of_the_station_names_every_option() throws Exception {
    String page = Files.readString(Path.of("../docs/server.md"));
    Outcome help = run("--help");
    assertThat(help.code()).isZero();
    List<String> options =
        Pattern.compile("(?<![\\w-])--[a-z-]+")
            .matcher(help.out())
            .results()
            .map(MatchResult::group)
            .distinct()
            .filter(option -> !List.of("--help", "--version").contains(option))
            .toList();
    assertThat(options).contains("--model", "--watch", "--keep-versions", "--opcua", "--queue");
    assertThat(options).allSatisfy(option -> assertThat(page).contains(option));
  }

  @Test
  void every_command_of_the_docs_names_options_that_exist() throws Exception {
    String help = run("--help").out();
    Pattern command =
        Pattern.compile("(?:anomaly-server\\.jar|bin/station) (--(?:\\\\\\n|[^\\n`&])+)");
    int commands = 0;
    try (Stream<Path> pages =
        Stream.concat(Files.list(Path.of("..")), Files.list(Path.of("../docs")))) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
        for (MatchResult found : command.matcher(Files.readString(page)).results().toList()) {
          commands++;
          assertThat(Pattern.compile("--[a-z-]+").matcher(found.group(1)).results())
              .as(page + ": " + found.group())
              .extracting(MatchResult::group)
              .allSatisfy(option -> assertThat(help).containsPattern(option + "\\b(?!-)"));
        }
      }
    }
    assertThat(commands).isGreaterThanOrEqualTo(4);
  }

  @Test
  void a_value_that_cannot_be_is_refused_with_the_reason() {
    Outcome port = run("--model", "m.anomaly", "--port", "70000");
    assertThat(port.code()).isEqualTo(2);
    assertThat(port.err())
        .contains("a port is from 0 to 65535, was 70000")
        .doesNotContain("invoke");
    assertThat(run("--model", "m.anomaly", "--opcua", "http://x").err()).contains("opc.tcp://");
    assertThat(run("--model", "m.anomaly", "--queue", "many").err()).contains("--queue", "many");
    assertThat(run("--port", "1").err()).contains("--model");
  }

  @Test
  void a_model_that_is_not_there_is_named() {
    Outcome missing = run("--model", "/no/such.anomaly", "--data", "target/options", "--port", "0");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("/no/such.anomaly");
  }
}
