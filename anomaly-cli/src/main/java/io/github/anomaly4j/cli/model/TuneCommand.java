package io.github.anomaly4j.cli.model;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorInfo;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Changes the thresholds of a model. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    header = "Writes the thresholds of a model to a JSON file, or changes them.",
    description = {
      "",
      "Changes are made in this order: --rate, --import, --set. The model is not changed: the tuned"
          + " one is written to --out. Thresholds of a model of another training, products that"
          + " the model does not know and values that are no numbers are refused."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly tune --model model.anomaly --export thresholds.json",
      "  anomaly tune --model model.anomaly --import thresholds.json --out tuned.anomaly",
      "  anomaly tune --model model.anomaly --set screw=1.5 --out tuned.anomaly",
      "  anomaly tune --model model.anomaly --rate 0.05 --out tuned.anomaly"
    })
public final class TuneCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that 'anomaly train' saved.")
  private Path model;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Write the thresholds to this JSON file.")
  private Path exported;

  @Option(
      names = "--import",
      paramLabel = "FILE",
      description =
          "Take the thresholds from this JSON file; products that it leaves out keep theirs.")
  private Path imported;

  @Option(
      names = "--set",
      paramLabel = "PRODUCT=VALUE",
      description = "Set the threshold of a product's scores; may be repeated.")
  private Map<String, Double> values = new LinkedHashMap<>();

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      description =
          "Set all thresholds to this false-positive rate, by the normal images of the training;"
              + " each product needs 1/RATE - 1 of them.")
  private Double rate;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the tuned model here.")
  private Path out;

  @Mixin private ModelLoadOptions trust;

  @Spec private CommandSpec spec;

  /** One change. */
  @FunctionalInterface
  private interface Step {
    AnomalyDetector from(AnomalyDetector detector) throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    check();
    List<AnomalyDetector> open = new ArrayList<>();
    try {
      AnomalyDetector tuned = trust.load(model, DecodeLimits.defaults());
      open.add(tuned);
      for (Step step : steps(tuned.categories())) {
        tuned = step.from(tuned);
        open.add(tuned);
      }
      if (exported != null) {
        tuned.saveThresholds(exported);
      }
      if (out != null) {
        tuned.save(out);
      }
      print(tuned.info(), spec.commandLine().getOut());
    } finally {
      open.forEach(AnomalyDetector::close);
    }
    return ExitCode.DONE;
  }

  private void check() throws IOException {
    boolean changes = imported != null || !values.isEmpty() || rate != null;
    if (!changes && exported == null) {
      throw refused("say what to do: --export, --import, --set or --rate");
    }
    if (changes && out == null) {
      throw refused("--out is missing: where the tuned model is written");
    }
    if (!changes && out != null) {
      throw refused("--out without a change: give --import, --set or --rate");
    }
    if (rate != null && !(rate > 0 && rate < 1)) {
      throw refused("--rate must be between 0 and 1, was " + rate);
    }
    if (out != null) {
      OutputPath.requireFile(out);
    }
    if (exported != null) {
      OutputPath.requireFile(exported);
    }
  }

  private List<Step> steps(List<String> known) {
    List<Step> steps = new ArrayList<>();
    if (rate != null) {
      steps.add(before -> before.withThresholds(ThresholdRule.quantile(rate)));
    }
    if (imported != null) {
      steps.add(before -> before.withThresholds(imported));
    }
    values.forEach(
        (product, value) -> {
          if (!known.contains(product) || !Double.isFinite(value)) {
            throw refused(
                "--set %s=%s: expected a finite number for one of %s"
                    .formatted(product, value, known));
          }
        });
    if (!values.isEmpty()) {
      // One step, since the model keeps but the last few.
      steps.add(before -> before.withThresholds(values));
    }
    return steps;
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static void print(DetectorInfo info, PrintWriter terminal) {
    terminal.printf("%-24s %10s %10s %8s%n", "product", "threshold", "of map", "stated");
    for (DetectorInfo.Product product : info.products()) {
      terminal.printf(
          Locale.ROOT,
          "%-24s %10.3f %10.3f %7.2f%%%n",
          PlainText.of(product.name()),
          product.threshold(),
          product.mapThreshold(),
          100 * product.falsePositiveRate());
    }
  }
}
