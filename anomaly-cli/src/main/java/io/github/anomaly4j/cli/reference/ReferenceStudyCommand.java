package io.github.anomaly4j.cli.reference;

import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.study.BoxedPair;
import io.github.anomaly4j.study.ReferenceStudy;
import io.github.anomaly4j.study.ReferenceStudy.Alarms;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the comparison with references on pairs with boxes. */
@Command(
    name = "reference-study",
    mixinStandardHelpOptions = true,
    header = "Measures how well 'anomaly reference' finds defects, and how fast.",
    description = {
      "",
      "Takes a folder in the form of DeepPCB: NAME_test, NAME_reference and NAME_boxes.txt with a"
          + " line 'x1 y1 x2 y2 kind' for each defect. Prints precision, recall and F-score of the"
          + " regions at an IoU of 0.33, whatever the kind; how many defect-free images, which are"
          + " references moved by up to 3 pixels and half a degree, up to 5 %% darker or brighter and"
          + " noisy (0.02), are rejected, without learning and after learning from such pairs of half"
          + " of the references; and the median time of a comparison."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  anomaly reference-study --data deep_pcb --leave-out 6"})
public final class ReferenceStudyCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The folder of pairs.")
  private Path data;

  @Option(
      names = "--leave-out",
      paramLabel = "N",
      description =
          "Leave out every N-th pair by name, from the first on: the pairs that settings were chosen"
              + " by. By default none is left out.")
  private int leaveOut;

  @Option(
      names = "--only-left-out",
      description = "Take the pairs that --leave-out leaves out, and no others.")
  private boolean onlyLeftOut;

  @Option(
      names = "--margin",
      paramLabel = "PIXELS",
      description =
          "How far the boxes of this data set reach beyond their defects on each side; the boxes of"
              + " regions are enlarged by it (default: ${DEFAULT-VALUE}).")
  private int margin = 10;

  @Mixin private ReferenceOptions settings;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (leaveOut < 0 || leaveOut == 1 || margin < 0) {
      throw new ParameterException(
          spec.commandLine(), "--leave-out must be at least 2, and --margin at least 0");
    }
    List<BoxedPair> all = BoxedPair.in(data);
    List<BoxedPair> pairs =
        IntStream.range(0, all.size())
            .filter(i -> leaveOut == 0 || (i % leaveOut == 0) == onlyLeftOut)
            .mapToObj(all::get)
            .toList();
    ReferenceStudy study;
    try (Workers workers = settings.workers();
        TaskProgress bar = new TaskProgress("comparing", quiet)) {
      study =
          workers.run(
              () ->
                  ReferenceStudy.of(
                      settings.builder(),
                      pairs,
                      margin,
                      done -> bar.stepTo(done, 2 * pairs.size())));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "pairs %d, defects %d, regions %d, matched %d%n",
        study.pairs(),
        study.boxes(),
        study.regions(),
        study.matched());
    out.printf(
        Locale.ROOT,
        "precision %.4f, recall %.4f, F-score %.4f%n",
        study.precision(),
        study.recall(),
        study.fScore());
    print(out, "without learning", study.assumed());
    print(out, "after learning", study.learned());
    out.printf(
        Locale.ROOT,
        "median of a comparison on %d threads: %.1f ms%n",
        settings.threads(),
        study.milliseconds());
    return ExitCode.DONE;
  }

  private static void print(PrintWriter out, String what, Alarms alarms) {
    out.printf(
        Locale.ROOT,
        "false alarms %s: %d of %d (%.2f %%)%n",
        what,
        alarms.rejected(),
        alarms.images(),
        100 * alarms.rate());
  }
}
