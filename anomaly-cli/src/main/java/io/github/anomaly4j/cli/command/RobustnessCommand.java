package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.DecodeLimitOptions;
import io.github.anomaly4j.cli.option.HardProductsOption;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.cli.table.PercentTable;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Decisions;
import io.github.anomaly4j.study.ImageChange;
import io.github.anomaly4j.study.RobustnessStudy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a model on test images that were changed. */
@Command(
    name = "robustness",
    mixinStandardHelpOptions = true,
    header = "Measures what a model loses when light, position, direction or compression change.",
    description = {
      "",
      "Scores every test image, normal or defective, as it is and changed: brightness times 0.9"
          + " (darker) and times 1.1 (brighter), moved right and down by 8 pixels with the border"
          + " mirrored (shifted), without the left 8 columns and upper 8 rows (cropped), compressed"
          + " as a JPEG file of quality 75 (jpeg), turned clockwise by 5 degrees with the border"
          + " mirrored (tilted) and by 90 degrees (turned). As for"
          + " 'anomaly evaluate', the model finds the product by itself.",
      "",
      "Prints each product's image AUROC in percent under every change, the means, and the losses:"
          + " the mean of the AUROC as it is less that under the change, over the products that were"
          + " changed so. A dash stands where a product has no normal or no defective test images,"
          + " or is not turned.",
      "",
      "Then prints how many of the normal images raise a false alarm at the model's own thresholds,"
          + " by product and over all, and their share in percent: compare it with the rate that the"
          + " model was trained for (2 %% by default)."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly robustness --model model.anomaly --data mvtec",
      "  anomaly robustness --model model.anomaly --data mvtec --quarter-turns screw,carpet"
    })
public final class RobustnessCommand implements Callable<Integer> {
  private static final int SHORTEST = 5;

  /** As wide as 12 of 369. */
  private static final int WIDEST_COUNT = 9;

  @Mixin private DataOption data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that 'anomaly train' saved.")
  private Path model;

  @Option(
      names = "--quarter-turns",
      split = ",",
      paramLabel = "PRODUCT",
      description =
          "Products whose normal images are still normal when turned by 90 degrees; none by"
              + " default, and others are not turned.")
  private Set<String> turned = Set.of();

  @Mixin private HardProductsOption hard;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Mixin private DecodeLimitOptions limits;

  @Mixin private ModelLoadOptions trust;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ImageSet images = data.read();
    List<String> products = images.test().categories();
    for (String product : turned) {
      if (!products.contains(product)) {
        throw new ParameterException(
            spec.commandLine(),
            "--quarter-turns " + product + " has no test images; there are some of " + products);
      }
    }
    RobustnessStudy study;
    try (AnomalyDetector detector = trust.load(model, limits.limits());
        TaskProgress bar = new TaskProgress("scoring", quiet)) {
      study =
          RobustnessStudy.of(
              detector, images, turned, done -> bar.stepTo(done, images.test().size()));
    }
    print(study);
    return ExitCode.DONE;
  }

  private void print(RobustnessStudy study) {
    PrintWriter terminal = spec.commandLine().getOut();
    Collection<String> all = study.categories().keySet();
    List<String> some = hard.products().stream().distinct().filter(all::contains).toList();
    PercentTable aurocs = new PercentTable(terminal, columns(SHORTEST), all);
    aurocs.header("image AUROC");
    all.forEach(name -> aurocs.line(name, shares(change -> study.mean(change, List.of(name)))));
    aurocs.line("mean", shares(change -> study.mean(change, all)));
    if (!some.isEmpty()) {
      aurocs.line("mean of hard", shares(change -> study.mean(change, some)));
    }
    aurocs.line("loss, mean", shares(change -> study.loss(change, all)));
    if (!some.isEmpty()) {
      aurocs.line("loss, hard", shares(change -> study.loss(change, some)));
    }
    terminal.println();
    PercentTable alarms = new PercentTable(terminal, columns(WIDEST_COUNT), all);
    alarms.header("false alarms");
    all.forEach(name -> alarms.line(name, alarms(study, List.of(name))));
    alarms.line("all", alarms(study, all));
    if (!some.isEmpty()) {
      alarms.line("all of hard", alarms(study, some));
    }
    alarms.line("percent, all", rates(study, all));
    if (!some.isEmpty()) {
      alarms.line("percent, hard", rates(study, some));
    }
  }

  private static List<String> columns(int width) {
    return cells(
        change -> {
          String name = change.name().toLowerCase(Locale.ROOT).replace('_', ' ');
          return " ".repeat(Math.max(0, width - name.length())) + name;
        });
  }

  private static List<String> shares(Function<ImageChange, Double> figure) {
    return cells(change -> PercentTable.percent(figure.apply(change)));
  }

  private static List<String> alarms(RobustnessStudy study, Collection<String> names) {
    return cells(
        change -> {
          Decisions decisions = study.decisions(change, names);
          return decisions.normal() == 0
              ? "-"
              : decisions.falseAlarms() + " of " + decisions.normal();
        });
  }

  private static List<String> rates(RobustnessStudy study, Collection<String> names) {
    return shares(change -> study.decisions(change, names).falsePositiveRate());
  }

  private static List<String> cells(Function<ImageChange, String> cell) {
    return Stream.of(ImageChange.values()).map(cell).toList();
  }
}
