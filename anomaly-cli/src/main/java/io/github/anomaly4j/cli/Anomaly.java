package io.github.anomaly4j.cli;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.cli.command.AblateCommand;
import io.github.anomaly4j.cli.command.BackboneCommand;
import io.github.anomaly4j.cli.command.CompareCommand;
import io.github.anomaly4j.cli.command.ContaminationCommand;
import io.github.anomaly4j.cli.command.EvaluateCommand;
import io.github.anomaly4j.cli.command.EvidenceCommand;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.command.FewShotCommand;
import io.github.anomaly4j.cli.command.JournalCommand;
import io.github.anomaly4j.cli.command.PurityCommand;
import io.github.anomaly4j.cli.command.QuickstartCommand;
import io.github.anomaly4j.cli.command.RobustnessCommand;
import io.github.anomaly4j.cli.command.RouteCommand;
import io.github.anomaly4j.cli.command.ScoreCommand;
import io.github.anomaly4j.cli.command.ServeCommand;
import io.github.anomaly4j.cli.command.StripsCommand;
import io.github.anomaly4j.cli.command.SweepCommand;
import io.github.anomaly4j.cli.command.ThresholdsCommand;
import io.github.anomaly4j.cli.command.TrainCommand;
import io.github.anomaly4j.cli.model.DriftCommand;
import io.github.anomaly4j.cli.model.FeedbackCommand;
import io.github.anomaly4j.cli.model.InfoCommand;
import io.github.anomaly4j.cli.model.ReviseCommand;
import io.github.anomaly4j.cli.model.TuneCommand;
import io.github.anomaly4j.cli.reference.ReferenceCommand;
import io.github.anomaly4j.cli.reference.ReferenceStudyCommand;
import io.github.anomaly4j.cli.text.ErrorMessage;
import io.github.anomaly4j.cli.text.PlainWriter;
import io.github.anomaly4j.config.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The program {@code anomaly}: trains, scores and evaluates from the command line. */
@Command(
    name = "anomaly",
    mixinStandardHelpOptions = true,
    versionProvider = Anomaly.Version.class,
    header = "Finds defects in images of products; learns from normal images alone.",
    description = {
      "",
      "One detector serves all products. Train it once on normal images, then let it score new"
          + " ones: every score comes with a threshold, a decision and a heat map."
    },
    synopsisSubcommandLabel = "COMMAND",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; one line on standard error says why (--verbose adds the stack trace)",
      "2:the command line is wrong",
      "3:done, but at least one image or path could not be read, scored or drawn (score, compare,"
          + " and evaluate --skip-unreadable)"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  See it work on drawn products, in about two minutes, without any data:",
      "    anomaly quickstart",
      "  Train on your own: one folder of normal images per product, or MVTec AD's layout:",
      "    anomaly train --data images --out model.anomaly",
      "  Score new images, one JSON line each:",
      "    anomaly score --model model.anomaly new-images",
      "  Inspect images over HTTP and from folders, with a page for operators:",
      "    anomaly serve --model model.anomaly",
      "  Evaluate it if you have defective images too:",
      "    anomaly evaluate --data mvtec --out results",
      "",
      "'anomaly help COMMAND' tells more. Run as: java -jar anomaly.jar COMMAND"
    },
    subcommands = {
      QuickstartCommand.class,
      TrainCommand.class,
      ScoreCommand.class,
      ServeCommand.class,
      InfoCommand.class,
      TuneCommand.class,
      DriftCommand.class,
      ReferenceCommand.class,
      ReviseCommand.class,
      EvaluateCommand.class,
      BackboneCommand.class,
      RouteCommand.class,
      ThresholdsCommand.class,
      RobustnessCommand.class,
      ReferenceStudyCommand.class,
      ContaminationCommand.class,
      FewShotCommand.class,
      FeedbackCommand.class,
      StripsCommand.class,
      EvidenceCommand.class,
      AblateCommand.class,
      PurityCommand.class,
      CompareCommand.class,
      SweepCommand.class,
      JournalCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Anomaly implements Runnable {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "With an error, print the stack trace too.")
  private boolean verbose;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Anomaly() {}

  /** Runs the program and ends the Java machine with its exit code. */
  @SuppressWarnings("DefaultCharset") // As the terminal has it.
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    System.exit(
        run(arguments, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
  }

  /**
   * Runs the program.
   *
   * @param arguments the command line
   * @param out where results go
   * @param err where errors and usage hints go
   * @return the exit code
   */
  public static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    Anomaly anomaly = new Anomaly();
    PrintWriter results = PlainWriter.before(out);
    PrintWriter errors = PlainWriter.before(err);
    CommandLine commandLine =
        new CommandLine(anomaly)
            .registerConverter(Evidence.class, Evidence::of)
            .setOut(out)
            .setErr(errors)
            .setUsageHelpWidth(100)
            .setUsageHelpAutoWidth(false)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((e, command, parsed) -> anomaly.failed(e, command))
            .setParameterExceptionHandler(Anomaly::misused);
    commandLine.setExecutionStrategy(
        parsed -> {
          // Help is printed in bold, by sequences that are let through.
          if (!helps(parsed)) {
            commandLine.setOut(results);
          }
          return new RunLast().execute(parsed);
        });
    int code;
    try {
      code = commandLine.execute(arguments);
    } catch (Error e) {
      // picocli catches exceptions alone; memory that ran out and natives that do not load are
      // none.
      code = anomaly.failed(e, commandLine);
    }
    if ((results.checkError() | out.checkError())
        && (code == ExitCode.DONE || code == ExitCode.SOME_UNREADABLE)) {
      errors.println("anomaly: " + PlainWriter.OUTPUT_LOST);
      code = ExitCode.FAILED;
    }
    errors.flush();
    return code;
  }

  /** Without a command, there is nothing to do but to say so. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private int failed(Throwable e, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + ErrorMessage.of(e));
    if (verbose) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }

  private static boolean helps(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.isUsageHelpRequested() || last.commandSpec().helpCommand();
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof CommandLine.UnmatchedArgumentException unmatched)
        || unmatched.getSuggestions().isEmpty()) {
      return "";
    }
    String typed = unmatched.getUnmatched().get(0);
    // A command with the letters that were typed, in another order, comes before what picocli
    // finds.
    List<String> nearest =
        e.getCommandLine().getSubcommands().keySet().stream()
            .filter(command -> sorted(command).equals(sorted(typed)))
            .toList();
    return "; did you mean "
        + String.join(" or ", nearest.isEmpty() ? unmatched.getSuggestions() : nearest)
        + "?";
  }

  private static String sorted(String word) {
    char[] letters = word.toCharArray();
    Arrays.sort(letters);
    return new String(letters);
  }

  private static int misused(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    PrintWriter err = command.getErr();
    err.println(name + ": " + ErrorMessage.of(e) + suggestion(e) + "; try '" + name + " --help'");
    return ExitCode.WRONG_USAGE;
  }

  /** The library's version, which is the program's too. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = AnomalyDetector.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"anomaly " + properties.getProperty("version")};
    }
  }
}
