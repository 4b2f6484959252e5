package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.cli.table.SweepTable;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.report.SweepReport;
import io.github.anomaly4j.sweep.EpochSweep;
import io.github.anomaly4j.sweep.Sweep;
import io.github.anomaly4j.sweep.SweepOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows every epoch of a training. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    header = "Shows every epoch that a training kept: losses, scores and film strips.",
    description = {
      "",
      "Lets the network of each epoch score and restore the same few images of every product, and"
          + " prints how well each kind of score tells defective images from normal ones: image"
          + " AUROC in percent, within each product and then averaged, and in brackets in how many"
          + " products every defective image scores above every normal one. Where no product has"
          + " both kinds of image, it prints mean scores.",
      "",
      "Writes sweep.html (tables, curves and film strips, for reading), sweep.csv (every raw score)"
          + " and strips/PRODUCT-DEFECT-NAME.png (each image, then its reconstruction at every"
          + " epoch) to the output folder.",
      "",
      "Images in MVTec AD's layout are labeled; of a plain folder of images, half at most are"
          + " scored, and others are shown to the networks to compare with."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly train --data mvtec --out model.anomaly --keep-epochs epochs",
      "  anomaly sweep --model-dir epochs --data mvtec --out sweep",
      "  anomaly sweep --model-dir epochs --data mvtec --out sweep --every 5 --images 20"
    })
public final class SweepCommand implements Callable<Integer> {

  @Mixin private DataOption data;

  @Option(
      names = "--model-dir",
      required = true,
      paramLabel = "DIR",
      description = "The epochs of one training, which --keep-epochs wrote.")
  private Path epochs;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the results go; made if absent, files of the same names are replaced.")
  private Path out;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Look into every N-th epoch and the last (1 by default: every epoch).")
  private Integer every;

  @Option(
      names = "--images",
      paramLabel = "N",
      description =
          "Score N images of each product at most, normal and defective ones evenly"
              + " (6 by default).")
  private Integer images;

  @Option(
      names = "--normals",
      paramLabel = "N",
      description =
          "Show the networks N normal training images of each product at most to compare with;"
              + " 0 for none (8 by default).")
  private Integer normals;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    SweepOptions options = options();
    ImageSet set = data.read();
    OutputPath.requireOutside(data.path(), out, spec);
    OutputPath.requireFolder(out);
    OutputPath.requireFolder(out.resolve(SweepReport.STRIPS));
    Sweep sweep = sweep(set, options);
    SweepReport.write(sweep, out);
    PrintWriter terminal = spec.commandLine().getOut();
    SweepTable.print(sweep, terminal);
    terminal.println("sweep: " + out.resolve(SweepReport.HTML));
    return ExitCode.DONE;
  }

  private Sweep sweep(ImageSet set, SweepOptions options) throws IOException {
    try (TaskProgress progress = new TaskProgress("epochs", quiet)) {
      return EpochSweep.run(epochs, set, options.withProgress(progress));
    }
  }

  private SweepOptions options() {
    SweepOptions options = SweepOptions.defaults();
    try {
      if (every != null) {
        options = options.withEvery(every);
      }
      if (images != null) {
        options = options.withImages(images);
      }
      return normals == null ? options : options.withNormals(normals);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
