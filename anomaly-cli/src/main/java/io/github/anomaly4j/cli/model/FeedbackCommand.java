package io.github.anomaly4j.cli.model;

import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.DecodeLimitOptions;
import io.github.anomaly4j.study.FeedbackStudy;
import io.github.anomaly4j.study.FeedbackStudy.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what a few labeled defects teach a trained model. */
@Command(
    name = "feedback",
    mixinStandardHelpOptions = true,
    header = "Measures what a few labeled defects teach a trained model.",
    description = {
      "",
      "Draws a few defects of each product, teaches them ('anomaly revise --add-defects'), and scores"
          + " the others: how many are missed before and after, and how many normal test images raise"
          + " an alarm, as means over the draws. Then it leaves out each kind of defect in turn,"
          + " teaches defects of the other kinds, and scores the kind that was left out.",
      "",
      "--data must hold the images that the model was trained on, and test images with defects."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = "  anomaly feedback --model model.anomaly --data mvtec --products screw")
public final class FeedbackCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that 'anomaly train' saved.")
  private Path model;

  @Option(
      names = "--defects",
      paramLabel = "N",
      defaultValue = "10",
      description = "Teach N defects of each product. By default: ${DEFAULT-VALUE}.")
  private int defects;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "5",
      description = "Draw N times. By default: ${DEFAULT-VALUE}.")
  private int draws;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Of the draws. By default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Mixin private DecodeLimitOptions limits;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    FeedbackStudy study =
        FeedbackStudy.of(
            model,
            data.read(),
            defects,
            draws,
            seed,
            limits.limits(),
            quiet ? product -> {} : product -> err.println("teaching " + product));
    study.skipped().forEach(line -> err.println("left out: " + line));
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println(
        "product               left out              missed of scored: before  after  of"
            + "     false alarms: before  after  of");
    study.rows().forEach(row -> print(row, terminal));
    print(sum(study.rows().stream().filter(row -> row.leftOut().isEmpty()).toList(), ""), terminal);
    List<Row> ofKinds = study.rows().stream().filter(row -> !row.leftOut().isEmpty()).toList();
    if (!ofKinds.isEmpty()) {
      print(sum(ofKinds, "each kind"), terminal);
    }
    return ExitCode.DONE;
  }

  private static Row sum(List<Row> rows, String leftOut) {
    return new Row(
        "all",
        leftOut,
        rows.stream().mapToDouble(Row::missedBefore).sum(),
        rows.stream().mapToDouble(Row::missedAfter).sum(),
        rows.stream().mapToDouble(Row::defects).sum(),
        rows.stream().mapToDouble(Row::alarmsBefore).sum(),
        rows.stream().mapToDouble(Row::alarmsAfter).sum(),
        rows.stream().mapToDouble(Row::normals).sum());
  }

  private static void print(Row row, PrintWriter terminal) {
    terminal.printf(
        Locale.ROOT,
        "%-20s  %-20s  %24.1f  %5.1f  %4.0f  %20.1f  %5.1f  %4.0f%n",
        row.product(),
        row.leftOut(),
        row.missedBefore(),
        row.missedAfter(),
        row.defects(),
        row.alarmsBefore(),
        row.alarmsAfter(),
        row.normals());
  }
}
