package io.github.anomaly4j.cli.model;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Provenance.Revision;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.DecodeLimitOptions;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.cli.progress.CommandLineProgress;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes a trained model without training it again, and undoes changes. */
@Command(
    name = "revise",
    mixinStandardHelpOptions = true,
    header = "Changes a trained model without training it again, and undoes changes.",
    description = {
      "",
      "Makes one change and writes the changed model to --out, which may be the model itself. What"
          + " was replaced stays in the file: --revert undoes the last five changes, one at a time,"
          + " to the bit. Without a change, it prints what was changed so far.",
      "",
      "Images are given as for 'anomaly train': a folder of products, or a manifest."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly revise model.anomaly --add-normal false-alarms --out model.anomaly",
      "  anomaly revise model.anomaly --add-defects labeled --trained-on images --out model.anomaly",
      "  anomaly revise model.anomaly --add-product new/washer --out model.anomaly",
      "  anomaly revise model.anomaly --revert --out model.anomaly"
    })
public final class ReviseCommand implements Callable<Integer> {
  private static final int SHORT = 12;

  @Parameters(paramLabel = "MODEL", description = "A model that 'anomaly train' saved.")
  private Path model;

  @ArgGroup private Change change;

  /** One of the changes. */
  private static final class Change {
    @Option(
        names = "--add-normal",
        paramLabel = "DIR|CSV",
        description = "Learn these images as normal too, such as false alarms.")
    private Path normal;

    @ArgGroup(exclusive = false)
    private Defects defects;

    @Option(
        names = "--forget",
        paramLabel = "DIR|CSV",
        description = "Forget these images, which were learned as normal by mistake.")
    private Path mistakes;

    @Option(
        names = "--add-product",
        paramLabel = "DIR|CSV",
        description = "Learn one more product from these normal images.")
    private Path product;

    @Option(names = "--remove-product", paramLabel = "NAME", description = "Take a product out.")
    private String removed;

    @Option(names = "--revert", description = "Undo the last change.")
    private boolean revert;
  }

  /** Labeled defects, with the images that are needed beside them. */
  private static final class Defects {
    @Option(
        names = "--add-defects",
        required = true,
        paramLabel = "DIR|CSV",
        description = "Learn these labeled defects, at least five of a product; see --trained-on.")
    private Path labeled;

    @Option(
        names = "--trained-on",
        required = true,
        paramLabel = "DIR|CSV",
        description = "The images that the model was trained on, which labeled defects need.")
    private Path normal;
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the changed model here; required with a change.")
  private Path out;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Mixin private DecodeLimitOptions limits;

  @Mixin private ModelLoadOptions trust;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if ((change == null) != (out == null)) {
      throw new ParameterException(
          spec.commandLine(),
          change == null
              ? "--out without a change: give one, such as --add-normal"
              : "give the file for the changed model: --out");
    }
    PrintWriter terminal = spec.commandLine().getOut();
    if (out != null) {
      OutputPath.requireFile(out);
    }
    try (AnomalyDetector before = trust.load(model, limits.limits())) {
      if (change == null) {
        before.provenance().revisions().forEach(revision -> terminal.println(line(revision)));
        if (before.provenance().revisions().isEmpty()) {
          terminal.println("no change since training");
        }
        return ExitCode.DONE;
      }
      try (AnomalyDetector after = revised(before)) {
        after.save(out);
        print(before, after, terminal);
      }
    }
    return ExitCode.DONE;
  }

  private AnomalyDetector revised(AnomalyDetector before) throws IOException {
    if (change.normal != null) {
      return before.withNormal(DataOption.read(change.normal));
    }
    if (change.defects != null) {
      return before.withDefects(
          defects(DataOption.read(change.defects.labeled)), DataOption.read(change.defects.normal));
    }
    if (change.mistakes != null) {
      return before.withoutImages(DataOption.read(change.mistakes));
    }
    if (change.product != null) {
      return before.withCategory(
          DataOption.read(change.product).training(),
          quiet ? TrainingProgress.none() : new CommandLineProgress(TrainingProgress.console()));
    }
    return change.revert ? before.revert() : before.withoutCategory(change.removed);
  }

  /** A folder of labeled images may hold normal ones too. */
  private static ImageSet defects(ImageSet images) throws IOException {
    List<ImageEntry> labeled = images.entries().stream().filter(ImageEntry::anomalous).toList();
    if (labeled.isEmpty()) {
      throw new IOException(
          "there is no defect among the images of --add-defects; expected folders or labels that"
              + " name kinds of defects, such as test/scratch");
    }
    return ImageSet.of(labeled);
  }

  private void print(AnomalyDetector before, AnomalyDetector after, PrintWriter terminal) {
    List<Revision> revisions = (change.revert ? before : after).provenance().revisions();
    Revision last = revisions.get(revisions.size() - 1);
    terminal.println((change.revert ? "undone: " : "") + line(last));
    for (String category : after.categories()) {
      if (!before.categories().contains(category)) {
        terminal.printf(
            Locale.ROOT, "%s: new, threshold %.3f%n", category, after.threshold(category));
      } else if (before.threshold(category) != after.threshold(category)) {
        terminal.printf(
            Locale.ROOT,
            "%s: threshold %.3f, was %.3f%n",
            category,
            after.threshold(category),
            before.threshold(category));
      }
    }
    before.categories().stream()
        .filter(category -> !after.categories().contains(category))
        .forEach(category -> terminal.println(category + ": gone"));
    terminal.printf(
        "state %s, was %s%nmodel: %s%n",
        after.info().state().substring(0, SHORT), before.info().state().substring(0, SHORT), out);
  }

  private static String line(Revision revision) {
    return revision.time().isEmpty()
        ? revision.change()
        : "%s  %s (to %s)"
            .formatted(revision.time(), revision.change(), revision.parent().substring(0, SHORT));
  }
}
