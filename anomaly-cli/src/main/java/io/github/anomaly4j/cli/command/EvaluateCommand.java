package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.AsOneProductOption;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.HardProductsOption;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.cli.option.TrainingOptions;
import io.github.anomaly4j.cli.table.ReferenceFigures;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.EvaluationOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a model on labeled images. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    header = "Measures a model on labeled images; trains one first if none is given.",
    description = {
      "",
      "The folder has MVTec AD's layout: PRODUCT/train/good/*, PRODUCT/test/good/*,"
          + " PRODUCT/test/DEFECT/* and, where there are masks,"
          + " PRODUCT/ground_truth/DEFECT/NAME_mask.png; or that of BTAD, VisA, Real-IAD, Kolektor"
          + " or anomalib (PRODUCT/normal, PRODUCT/normal_test, PRODUCT/abnormal, PRODUCT/mask). Images that"
          + " are stored in another way are listed in a manifest; docs/formats.md tells what is read."
          + " Normal images alone give the false alarms, defective ones alone the detection rate.",
      "",
      "Prints a table in percent and writes evaluation.json (every figure), scores.csv (every"
          + " image) and report.html (for reading) to the output folder. The last lines are the seconds"
          + " and the peak memory of the training and of the evaluation: resident memory of the"
          + " process until then on Linux, Java's heap elsewhere. Without --model, a detector is"
          + " trained on all products' normal images and saved there as model.anomaly; the training"
          + " options count only then."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly evaluate --data mvtec --out results",
      "  anomaly evaluate --data mvtec --model model.anomaly --out results --hard screw,cable"
    })
public final class EvaluateCommand implements Callable<Integer> {

  @Mixin private DataOption data;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model that 'anomaly train' saved; without it, one is trained.")
  private Path model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the report goes; made if absent, files of the same names are replaced.")
  private Path out;

  @Mixin private HardProductsOption hard;

  @Option(
      names = "--reference",
      paramLabel = "CSV",
      description =
          "Another system's image AUROC, printed in a column of its own: a CSV file with the columns category and"
              + " auroc, in [0, 1].")
  private Path reference;

  @Option(
      names = "--skip-unreadable",
      description =
          "Leave out images that cannot be read or scored, instead of giving up; the exit code is"
              + " 3 then.")
  private boolean skipUnreadable;

  @Mixin private AsOneProductOption asOne;

  @Mixin private TrainingOptions training;

  @Mixin private ModelLoadOptions trust;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    AnomalyDetectorBuilder builder = training.builder();
    if (model != null && asOne.given()) {
      throw new ParameterException(
          spec.commandLine(), "--as-one-product is about training; --model is trained already");
    }
    ImageSet images = data.read();
    OutputPath.requireNotBelow(data.path(), out, spec);
    Path used = model == null ? out.resolve("model.anomaly") : model;
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withHard(hard.products())
            .withModelFile(used)
            .withSkipUnreadable(skipUnreadable)
            .withDecodeLimits(training.decoding().limits());
    ReferenceFigures figures =
        reference == null ? ReferenceFigures.NONE : ReferenceFigures.read(reference);
    EvaluationRun.requireTestImages(images);
    OutputPath.requireFolder(out);
    try (AnomalyDetector detector = detector(builder, images, used)) {
      return new EvaluationRun(options, figures, out, training.quiet())
              .run(detector, images, spec.commandLine().getOut())
          ? ExitCode.DONE
          : ExitCode.SOME_UNREADABLE;
    }
  }

  private AnomalyDetector detector(AnomalyDetectorBuilder builder, ImageSet images, Path file)
      throws IOException {
    if (model != null) {
      return trust.load(model, training.decoding().limits());
    }
    OutputPath.requireFile(file);
    training.prepareEpochs(data.path());
    if (skipUnreadable) {
      builder.skipUnreadable();
    }
    AnomalyDetector trained = builder.train(asOne.apply(images));
    trained.save(file);
    return trained;
  }
}
