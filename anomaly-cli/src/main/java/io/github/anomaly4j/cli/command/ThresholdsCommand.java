package io.github.anomaly4j.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.DecodeLimitOptions;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.file.AtomicFile;
import io.github.anomaly4j.study.ThresholdStudy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares ways to find thresholds on labeled images. */
@Command(
    name = "thresholds",
    mixinStandardHelpOptions = true,
    header = "Compares ways to find thresholds on labeled images.",
    description = {
      "",
      "Scores the test images and prints, for each way, how many false alarms it raises and how"
          + " many defects it misses: the thresholds that the model has; the quantile of its normal"
          + " training scores at a stated false-positive rate, with how many false alarms that rate"
          + " allows for here; the first jump of the unlabeled test scores; and the best F1 that"
          + " known labels would give. Then how the p-values of the normal test images are"
          + " distributed: uniformly, if they are like the normal images of the training."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = "  anomaly thresholds --model model.anomaly --data mvtec --false-positive-rate 0.05")
public final class ThresholdsCommand implements Callable<Integer> {

  /** The 95 % quantile of Kolmogorov's distribution. */
  private static final double KOLMOGOROV_5 = 1.358;

  @Mixin private DataOption data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that 'anomaly train' saved.")
  private Path model;

  @Option(
      names = "--false-positive-rate",
      paramLabel = "RATE",
      defaultValue = "0.05",
      description = "The rate that the quantile states; by default ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Draw here where each way cuts each product's scores, as SVG.")
  private Path out;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Mixin private DecodeLimitOptions limits;

  @Mixin private ModelLoadOptions trust;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!(rate > 0 && rate < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--false-positive-rate must be between 0 and 1, was " + rate);
    }
    ImageSet images = data.read();
    if (out != null) {
      OutputPath.requireOutside(data.path(), out, spec);
      OutputPath.requireFolder(out);
    }
    ThresholdStudy study;
    try (AnomalyDetector detector = trust.load(model, limits.limits());
        TaskProgress bar = new TaskProgress("scoring", quiet)) {
      study =
          ThresholdStudy.of(detector, images, rate, done -> bar.stepTo(done, images.test().size()));
    }
    print(study, spec.commandLine().getOut());
    print(study.pValues(), spec.commandLine().getOut());
    if (out != null) {
      draw(study);
    }
    return ExitCode.DONE;
  }

  private static void print(ThresholdStudy study, PrintWriter terminal) {
    terminal.println(
        "thresholds              false alarms          stated at most  defects missed");
    for (ThresholdStudy.Row row : study.rows()) {
      terminal.printf(
          Locale.ROOT,
          "%-22s  %4d of %d (%.1f %%)  %14s  %d of %d%n",
          row.rule(),
          row.falseAlarms(),
          row.normals(),
          100.0 * row.falseAlarms() / Math.max(1, row.normals()),
          row.maxFalseAlarms().isPresent() ? row.maxFalseAlarms().getAsInt() : "-",
          row.missed(),
          row.defects());
    }
  }

  private static void print(ThresholdStudy.PValues found, PrintWriter terminal) {
    if (found.normals() == 0) {
      return;
    }
    terminal.printf("%np-values of %d normal test images%n", found.normals());
    for (int i = 0; i < found.atMost().size(); i++) {
      terminal.printf(
          Locale.ROOT,
          "  at most %4.0f %%: %3d (%.1f %%)%n",
          100 * ThresholdStudy.PValues.LEVELS.get(i),
          found.atMost().get(i),
          100.0 * found.atMost().get(i) / found.normals());
    }
    terminal.printf(
        Locale.ROOT,
        "  farthest from uniform: %.3f; by chance farther than %.3f in 5 %% of such sets%n",
        found.distance(),
        KOLMOGOROV_5 / Math.sqrt(found.normals()));
    terminal.printf(Locale.ROOT, "  more low ones than there should be: %.3f%n", found.tooLow());
  }

  private void draw(ThresholdStudy study) throws IOException {
    int number = 0;
    for (String category : study.categories()) {
      number++;
      for (ThresholdStudy.Row row : study.rows()) {
        // The number first: products whose names are alike but for odd characters stay apart.
        String name = number + "-" + category + "-" + row.rule();
        byte[] svg = study.chart(category, row).svg().getBytes(UTF_8);
        AtomicFile.write(
            out.resolve(name.replaceAll("[^\\p{L}\\p{N}.]+", "-") + ".svg"), to -> to.write(svg));
      }
    }
    spec.commandLine().getOut().println("charts: " + out);
  }
}
