package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.DecodeLimitOptions;
import io.github.anomaly4j.cli.option.HardProductsOption;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.cli.table.PercentTable;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.study.ImageChange;
import io.github.anomaly4j.study.RobustnessStudy;
import java.io.IOException;
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
    header =
        "Measures how much a model loses when light, position or direction of the images change.",
    description = {
      "",
      "Scores every test image, normal or defective, as it is and changed: brightness times 0.9"
          + " (darker) and times 1.1 (brighter), moved right and down by 8 pixels with the border"
          + " mirrored (shifted), without the left 8 columns and upper 8 rows (cropped), turned"
          + " clockwise by 90 degrees (turned). As for 'anomaly evaluate', the model finds the product"
          + " by itself.",
      "",
      "Prints each product's image AUROC in percent under every change, the means, and the losses:"
          + " the mean of the AUROC as it is less that under the change, over the products that were"
          + " changed so. A dash stands where a product has no normal or no defective test images,"
          + " or is not turned."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly robustness --model model.anomaly --data mvtec",
      "  anomaly robustness --model model.anomaly --data mvtec --quarter-turns screw,carpet"
    })
public final class RobustnessCommand implements Callable<Integer> {

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
    Collection<String> all = study.auroc().keySet();
    List<String> some = hard.products().stream().distinct().filter(all::contains).toList();
    List<String> columns =
        cells(change -> change.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    PercentTable table = new PercentTable(spec.commandLine().getOut(), columns, all);
    table.header("image AUROC");
    study.auroc().forEach((name, own) -> table.line(name, shares(own::get)));
    table.line("mean", shares(change -> study.mean(change, all)));
    if (!some.isEmpty()) {
      table.line("mean of hard", shares(change -> study.mean(change, some)));
    }
    table.line("loss, mean", shares(change -> study.loss(change, all)));
    if (!some.isEmpty()) {
      table.line("loss, hard", shares(change -> study.loss(change, some)));
    }
  }

  private static List<String> shares(Function<ImageChange, Double> figure) {
    return cells(change -> PercentTable.percent(figure.apply(change)));
  }

  private static List<String> cells(Function<ImageChange, String> cell) {
    return Stream.of(ImageChange.values()).map(cell).toList();
  }
}
