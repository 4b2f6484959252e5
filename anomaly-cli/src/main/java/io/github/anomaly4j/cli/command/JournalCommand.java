package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.journal.Journal;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.HardProductsOption;
import io.github.anomaly4j.data.ImageSet;
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

/** Tries fourteen ways to detect anomalies, most of which fail, on the user's images. */
@Command(
    name = "journal",
    mixinStandardHelpOptions = true,
    header = "Replays a student's journal, from a collapsed network to the library's default.",
    description = {
      "",
      "Tries, one after the other, the systems of a student's journal on defect detection: an"
          + " autoencoder that collapses, a validation that is too easy, every epoch of a training,"
          + " differences of features, a feature library for each product, a router and thresholds"
          + " by the first jump, one model, K-means of its features; and then the library's default."
          + " Every stage says what the journal saw and what happened here.",
      "",
      "Writes journal.html (needs no other file), journal.md (the same without images), the"
          + " images, the library's default as model.anomaly and the report of its evaluation. The"
          + " pages are written after every stage. Takes about 40 minutes on two cores for 1,600"
          + " training and 1,200 test images. The layout of the images is that of 'anomaly evaluate'."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly journal --data mvtec --out journal",
      "  anomaly journal --data mvtec --out journal --quick"
    })
public final class JournalCommand implements Callable<Integer> {

  @Mixin private DataOption data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where everything goes; made if absent, files of the same names are replaced.")
  private Path out;

  @Option(
      names = "--quick",
      description =
          "At most four products, few images and very short trainings: shows in less than five"
              + " minutes what the stages do, not how good the systems are.")
  private boolean quick;

  @Option(
      names = "--image-size",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Fit images into N x N pixels, a multiple of 16 from 32 to 4096. By default:"
              + " ${DEFAULT-VALUE}.")
  private int imageSize;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The seed of every random draw. By default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private HardProductsOption hard;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (imageSize < 32 || imageSize > 4096 || imageSize % 16 != 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--image-size must be a multiple of 16 from 32 to 4096, was " + imageSize);
    }
    ImageSet images = data.read();
    OutputPath.requireOutside(data.path(), out, spec);
    PrintWriter err = spec.commandLine().getErr();
    Journal journal =
        new Journal(
            images,
            quick,
            imageSize,
            seed,
            hard.products(),
            line -> {
              if (!quiet) {
                err.println(line);
                err.flush();
              }
            });
    OutputPath.requireFolder(out);
    journal.run(out);
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.println("page:     " + out.resolve(Journal.NAME + ".html"));
    terminal.println("markdown: " + out.resolve(Journal.NAME + ".md"));
    return ExitCode.DONE;
  }
}
