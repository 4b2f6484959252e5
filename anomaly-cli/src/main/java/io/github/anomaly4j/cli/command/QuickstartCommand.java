package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.TrainingDefaults;
import io.github.anomaly4j.cli.option.TrainingOptions;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.cli.product.ProductFolder;
import io.github.anomaly4j.cli.table.ReferenceFigures;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.EvaluationOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains and evaluates a detector on drawn products. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    header = "Draws six products with defects, trains a detector and evaluates it: needs no data.",
    description = {
      "",
      "Draws a circuit board, a capsule, a fabric, a label, a washer and a piece of wood, each with"
          + " four kinds of defect from hardly visible to obvious, into OUT/images (MVTec AD's"
          + " layout); trains a detector on the normal pieces; writes OUT/model.anomaly,"
          + " OUT/evaluation.json, OUT/scores.csv and OUT/report.html. Takes about a"
          + " minute on two cores.",
      "",
      "The defects are drawn by code of their own, not by the synthetic damage of training: the"
          + " detector has never seen anything like them."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly quickstart",
      "  anomaly quickstart --out demo --epochs 20",
      "  anomaly score --model anomaly-quickstart/model.anomaly anomaly-quickstart/images/wood/test"
    })
public final class QuickstartCommand implements Callable<Integer> {
  /**
   * A short training, for a first impression. The products' images are 128 pixels wide and high, so
   * a larger frame shows no more.
   */
  static final TrainingDefaults DEFAULTS =
      new TrainingDefaults(
          Preset.FAST, TrainingConfig.defaults().withEpochs(5).withStepsPerEpoch(20), 128);

  static final long SEED = 42;

  @Option(
      names = "--out",
      paramLabel = "OUT",
      defaultValue = "anomaly-quickstart",
      description =
          "Where everything goes; what an earlier quickstart left there is replaced. By default:"
              + " ${DEFAULT-VALUE}.")
  private Path out;

  @Option(
      names = "--pieces",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "Normal pieces to learn from, per product. By default: ${DEFAULT-VALUE}. N / 2 other"
              + " normal ones and N / 8 of every kind of defect are drawn to measure on.")
  private int pieces;

  @Option(
      names = "--products",
      split = ",",
      paramLabel = "PRODUCT",
      description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<Product> products = List.of(Product.values());

  @Mixin private TrainingOptions training;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireEnough(pieces, spec);
    AnomalyDetectorBuilder builder = training.builder(DEFAULTS, training.evidence());
    Path model = out.resolve("model.anomaly");
    OutputPath.requireFile(model);
    PrintWriter terminal = spec.commandLine().getOut();
    ProductFolder drawn = drawn(products, training.seedOr(SEED), pieces);
    Path folder = out.resolve("images");
    terminal.println("drawing " + drawn.size() + " images to " + folder);
    terminal.flush();
    ImageSet images = drawn.write(folder);
    training.prepareEpochs(folder);
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withModelFile(model)
            .withDecodeLimits(training.decoding().limits());
    try (AnomalyDetector detector = builder.train(images)) {
      detector.save(model);
      new EvaluationRun(options, ReferenceFigures.NONE, out, training.quiet())
          .run(detector, images, terminal);
    }
    return ExitCode.DONE;
  }

  /** Refuses pieces of which there would be no defective ones. */
  static void requireEnough(int pieces, CommandSpec spec) {
    if (pieces < 8) {
      throw new ParameterException(
          spec.commandLine(), "--pieces must be at least 8, was " + pieces);
    }
  }

  static ProductFolder drawn(List<Product> products, long seed, int pieces) {
    return new ProductFolder(products, seed, pieces, pieces / 2, pieces / 8);
  }
}
