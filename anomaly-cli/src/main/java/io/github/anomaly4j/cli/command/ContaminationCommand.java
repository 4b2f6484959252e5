package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.HardProductsOption;
import io.github.anomaly4j.cli.option.TrainingOptions;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.cli.table.PercentTable;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import io.github.anomaly4j.eval.Evaluator;
import io.github.anomaly4j.eval.Metrics;
import io.github.anomaly4j.study.Contamination;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains without and with defective images among the normal ones, and compares. */
@Command(
    name = "contamination",
    mixinStandardHelpOptions = true,
    header = "Measures the loss if there are defective images among the training images.",
    description = {
      "",
      "Draws defective test images of every product by --seed, at most half of them, and trains two"
          + " models: one on the normal training images alone (clean), one with those drawn among"
          + " them (contaminated). Both are measured on the test images that are left. The layout"
          + " of the images is that of 'anomaly evaluate'.",
      "",
      "Prints each product's image AUROC in percent by both models, the loss, how many of its"
          + " training images were mixed in, and the means. A dash stands where a product has no"
          + " normal or no defective test images. Saves both models, as clean.anomaly and"
          + " contaminated.anomaly."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly contamination --data mvtec --out contamination",
      "  anomaly contamination --data mvtec --out contamination --share 0.1 --image-size 128"
    })
public final class ContaminationCommand implements Callable<Integer> {
  private static final String CLEAN = "clean";
  private static final String CONTAMINATED = "contaminated";
  private static final List<String> NAMES = List.of(CLEAN, CONTAMINATED);

  /** The library's default, which both trainings have too. */
  private static final long SEED = 42;

  @Mixin private DataOption data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the models go; made if absent, files of the same names are replaced.")
  private Path out;

  @Option(
      names = "--share",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description =
          "The share of defective images in a product's training images, rounded down to whole"
              + " images; at most 0.5. By default: ${DEFAULT-VALUE}.")
  private double share;

  @Mixin private HardProductsOption hard;

  @Mixin private TrainingOptions training;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    training.builder();
    if (!(share > 0 && share <= 0.5)) {
      throw new ParameterException(
          spec.commandLine(), "--share must be above 0 and at most 0.5, was " + share);
    }
    ImageSet images = data.read();
    OutputPath.requireNotBelow(data.path(), out, spec);
    EvaluationRun.requireNormalAndDefective(images);
    Contamination mixed = Contamination.of(images, share, training.seedOr(SEED));
    OutputPath.requireFolder(out);
    for (String name : NAMES) {
      OutputPath.requireFile(file(name));
    }
    training.prepareEpochs(data.path());
    Evaluation clean = measure(CLEAN, mixed.clean());
    Evaluation contaminated = measure(CONTAMINATED, mixed.contaminated());
    print(mixed, clean, contaminated);
    return ExitCode.DONE;
  }

  private Path file(String name) {
    return out.resolve(name + ".anomaly");
  }

  private Evaluation measure(String name, ImageSet images) throws IOException {
    AnomalyDetectorBuilder builder = training.keepEpochs(training.builder(), name);
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withHard(hard.products())
            .withExamplesPerCategory(0)
            .withDecodeLimits(training.decoding().limits());
    try (AnomalyDetector detector = builder.train(images);
        TaskProgress progress = new TaskProgress("scoring", training.quiet())) {
      detector.save(file(name));
      return Evaluator.evaluate(detector, images, options.withProgress(progress));
    }
  }

  private void print(Contamination mixed, Evaluation clean, Evaluation contaminated) {
    PrintWriter terminal = spec.commandLine().getOut();
    List<String> columns = List.of(CLEAN, CONTAMINATED, "loss", "mixed in");
    PercentTable table = new PercentTable(terminal, columns, mixed.mixedIn().keySet());
    table.header("image AUROC");
    for (String product : clean.categories().keySet()) {
      List<String> cells =
          cells(
              clean.categories().get(product).metrics(),
              contaminated.categories().get(product).metrics());
      int learned = mixed.contaminated().training().category(product).size();
      cells.add(mixed.mixedIn().get(product) + " of " + learned);
      table.line(product, cells);
    }
    table.line("mean", cells(clean.mean(), contaminated.mean()));
    if (!clean.hard().isEmpty()) {
      table.line("mean of hard", cells(clean.meanHard(), contaminated.meanHard()));
    }
    for (String name : NAMES) {
      terminal.println("model: " + file(name));
    }
  }

  private static List<String> cells(Metrics clean, Metrics contaminated) {
    double before = clean.imageAuroc();
    double after = contaminated.imageAuroc();
    return new ArrayList<>(
        Stream.of(before, after, before - after).map(PercentTable::percent).toList());
  }
}
