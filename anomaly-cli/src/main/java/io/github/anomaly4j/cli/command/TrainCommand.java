package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.AsOneProductOption;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.TrainingOptions;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.dataset.PlainText;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a detector on normal images and saves the model. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    header = "Trains one detector on the normal images of all products and saves the model.",
    description = {
      "",
      "The folder holds one folder of normal images per product, or is itself a folder of one"
          + " product's images, or has MVTec AD's layout (PRODUCT/train/good; its test images are"
          + " not used), or another tool's: PRODUCT/normal and PRODUCT/abnormal, good and bad, OK and"
          + " NG, those of BTAD, VisA, Real-IAD and Kolektor. Nothing is learned from a folder that"
          + " is named like defects or masks. Images that are stored in another way are listed in a manifest,"
          + " or assigned to products by --mapping. About 30 images per product are enough to begin"
          + " with. The thresholds come from the scores of the same images, each compared with the"
          + " others.",
      "",
      "With --checkpoint, a network's training that was interrupted continues where it stopped"
          + " when the same command is given again."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly train --data images --out model.anomaly",
      "  anomaly train --data images --out model.anomaly --evidence patch=1,image=1,mask=0.5",
      "  anomaly train --data train/ --mapping categories.json --out model.anomaly",
      "  anomaly train --data images --out model.anomaly --keep-epochs epochs",
      "  anomaly train --data images --out model.anomaly --false-positive-rate 0.001"
    })
public final class TrainCommand implements Callable<Integer> {

  @Mixin private DataOption data;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description =
          "Which image of the folder shows which product: a .csv file with the columns file and"
              + " category, or a .json file such as {\"screw\": \"0-239\", \"nut\": [\"a.png\"]}.")
  private Path mapping;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the model is saved; an older one is replaced when the new one is ready.")
  private Path out;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "Keep the state of the training here after every epoch, and go on from it.")
  private Path checkpoint;

  @Option(
      names = "--false-positive-rate",
      paramLabel = "RATE",
      description = "The share of normal images that may be called anomalous (0.02 by default).")
  private Double falsePositiveRate;

  @Option(
      names = "--skip-unreadable",
      description = "Leave out images that cannot be read, instead of giving up.")
  private boolean skipUnreadable;

  @Mixin private AsOneProductOption asOne;

  @Mixin private TrainingOptions training;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    AnomalyDetectorBuilder builder = training.builder();
    if (skipUnreadable) {
      builder.skipUnreadable();
    }
    if (checkpoint != null) {
      builder.checkpoint(checkpoint);
    }
    if (falsePositiveRate != null) {
      try {
        builder.falsePositiveRate(falsePositiveRate);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }
    ImageSet images = images();
    for (Path file : checkpoint == null ? List.of(out) : List.of(out, checkpoint)) {
      OutputPath.requireNotBelow(data.path(), file.toAbsolutePath().getParent(), spec);
      OutputPath.requireFile(file);
    }
    training.prepareEpochs(data.path());
    PrintWriter terminal = spec.commandLine().getOut();
    try (AnomalyDetector detector = builder.train(asOne.apply(images))) {
      detector.save(out);
      terminal.printf(
          Locale.ROOT,
          "trained on %s in %.0f s%n",
          PlainText.of(detector.categories().toString()),
          detector.provenance().trainSeconds());
      if (!detector.provenance().skipped().isEmpty()) {
        terminal.println(
            PlainText.of("left out, as they cannot be read: " + detector.provenance().skipped()));
      }
      if (training.quiet()) {
        // Otherwise they were shown with the progress.
        detector
            .provenance()
            .warnings()
            .forEach(warning -> terminal.println("warning: " + warning));
      }
      terminal.println("model: " + out);
    }
    return ExitCode.DONE;
  }

  private ImageSet images() throws IOException {
    if (mapping == null) {
      return data.read();
    }
    if (data.isManifest()) {
      throw new ParameterException(
          spec.commandLine(),
          "--mapping goes with a folder; the manifest " + data.path() + " names categories itself");
    }
    return ImageSet.mapped(data.path(), mapping);
  }
}
