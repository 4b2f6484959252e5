package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.HardProductsOption;
import io.github.anomaly4j.cli.option.TrainingOptions;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.cli.table.PercentTable;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import io.github.anomaly4j.eval.Evaluator;
import io.github.anomaly4j.study.FewShots;
import io.github.anomaly4j.study.Spread;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains on few images of every product, drawn several times, and measures. */
@Command(
    name = "few-shot",
    mixinStandardHelpOptions = true,
    header = "Measures detectors that are trained on few normal images of every product.",
    description = {
      "",
      "Draws a few normal training images of every product by --seed, trains on them alone and"
          + " measures on all test images; again for every draw, since much depends on which"
          + " images they are. The layout of the images is that of 'anomaly evaluate'. By the same seed, a"
          + " product's images are the same whatever --products says, and 4 shots are among 8.",
      "",
      "Prints each product's image AUROC in percent as mean and standard deviation (sd) over the"
          + " draws, and by every draw where they are few; then the same for the mean over the"
          + " products, and for all scores pooled. A dash stands where a product has no normal or no"
          + " defective test images, or a single draw no deviation."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly few-shot --data mvtec",
      "  anomaly few-shot --data mvtec --shots 8 --draws 3 --products screw,carpet --epochs 5",
      "  anomaly few-shot --data mvtec --backbone resnet18.onnx --layers layer2,layer3"
    })
public final class FewShotCommand implements Callable<Integer> {
  /** The library's default, which all trainings have too. */
  private static final long SEED = 42;

  /** A line of usual width has room for this many columns. */
  private static final int MAX_COLUMNS = 8;

  @Mixin private DataOption data;

  @Option(
      names = "--shots",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Train on N images of every product, at least "
              + AnomalyDetectorBuilder.MIN_IMAGES
              + ". By default: ${DEFAULT-VALUE}.")
  private int shots;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "5",
      description = "Draw and train N times. By default: ${DEFAULT-VALUE}.")
  private int draws;

  @Mixin private HardProductsOption hard;

  @Mixin private TrainingOptions training;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    training.builder();
    requireAtLeast("--shots", AnomalyDetectorBuilder.MIN_IMAGES, shots);
    requireAtLeast("--draws", 1, draws);
    ImageSet images = withoutMasks(data.read());
    EvaluationRun.requireNormalAndDefective(images);
    List<ImageSet> drawn = new ArrayList<>();
    for (int i = 0; i < draws; i++) {
      drawn.add(FewShots.draw(images, shots, training.seedOr(SEED), i));
    }
    training.prepareEpochs(data.path());
    List<Evaluation> evaluations = new ArrayList<>();
    for (ImageSet few : drawn) {
      evaluations.add(measure(evaluations.size() + 1, few));
    }
    print(evaluations);
    return ExitCode.DONE;
  }

  private void requireAtLeast(String option, int minimum, int value) {
    if (value < minimum) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least " + minimum + ", was " + value);
    }
  }

  /** Without masks there are no figures of pixels, which would take long and are not printed. */
  private static ImageSet withoutMasks(ImageSet set) {
    return ImageSet.of(
        set.entries().stream()
            .map(
                entry ->
                    new ImageEntry(
                        entry.file(),
                        entry.category(),
                        entry.split(),
                        entry.defect(),
                        Optional.empty()))
            .toList());
  }

  private Evaluation measure(int number, ImageSet few) throws IOException {
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withHard(hard.products())
            .withExamplesPerCategory(0)
            .withDecodeLimits(training.decoding().limits());
    Evaluation evaluation;
    try (AnomalyDetector detector =
            training.keepEpochs(training.builder(), "draw-" + number).train(few);
        TaskProgress progress = new TaskProgress("scoring", training.quiet())) {
      evaluation = Evaluator.evaluate(detector, few, options.withProgress(progress));
    }
    if (!training.quiet()) {
      System.err.printf(
          "draw %d of %d: image AUROC %s, pooled %s%n",
          number,
          draws,
          PercentTable.percent(evaluation.mean().imageAuroc()),
          PercentTable.percent(evaluation.pooledImageAuroc()));
    }
    return evaluation;
  }

  private void print(List<Evaluation> evaluations) {
    PrintWriter terminal = spec.commandLine().getOut();
    Evaluation first = evaluations.get(0);
    int shown = draws > 1 && draws <= MAX_COLUMNS ? draws : 0;
    List<String> columns =
        Stream.concat(
                Stream.of("mean", "sd"),
                IntStream.rangeClosed(1, shown).mapToObj(number -> "#" + number))
            .toList();
    PercentTable table = new PercentTable(terminal, columns, first.categories().keySet());
    table.header("image AUROC");
    for (String product : first.categories().keySet()) {
      table.line(
          product,
          cells(evaluations, shown, one -> one.categories().get(product).metrics().imageAuroc()));
    }
    table.line("mean", cells(evaluations, shown, one -> one.mean().imageAuroc()));
    if (!first.hard().isEmpty()) {
      table.line("mean of hard", cells(evaluations, shown, one -> one.meanHard().imageAuroc()));
    }
    table.line("pooled", cells(evaluations, shown, Evaluation::pooledImageAuroc));
  }

  private static List<String> cells(
      List<Evaluation> evaluations, int shown, Function<Evaluation, Double> figure) {
    List<Double> figures = evaluations.stream().map(figure).toList();
    Spread spread = Spread.of(figures);
    return Stream.concat(
            Stream.of(spread.mean(), spread.deviation()), figures.stream().limit(shown))
        .map(PercentTable::percent)
        .toList();
  }
}
