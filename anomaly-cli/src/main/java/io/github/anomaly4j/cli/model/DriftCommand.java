package io.github.anomaly4j.cli.model;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DriftMonitor.Drift;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.DecodeLimitOptions;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.study.DriftStudy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates a change of the light. */
@Command(
    name = "drift",
    mixinStandardHelpOptions = true,
    header = "Simulates streams of images: false alarms of drift, and how soon less light is told.",
    description = {
      "",
      "Draws normal test images with replacement. Prints in how many streams in which nothing"
          + " changes a monitor raised an alarm, and after how many images it named 10 %% less"
          + " light: with all products mixed, and in a stream of each product alone. Test images may"
          + " differ from those of the training in truth, and an alarm then says so; with --training,"
          + " the training's own are drawn. 'anomaly score --drift FILE' watches real images."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = "  anomaly drift --model model.anomaly --data mvtec")
public final class DriftCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that 'anomaly train' saved.")
  private Path model;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      defaultValue = "0.01",
      description =
          "The probability of any false alarm in a stream, however long; by default"
              + " ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "20",
      description = "Streams of each kind; by default ${DEFAULT-VALUE}.")
  private int streams;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Images of a stream in which nothing changes; by default ${DEFAULT-VALUE}.")
  private int draws;

  @Option(names = "--training", description = "Draw the normal images of the training.")
  private boolean training;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "40",
      description = "Draw from at most N images of each product; by default ${DEFAULT-VALUE}.")
  private int most;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Mixin private DecodeLimitOptions limits;

  @Mixin private ModelLoadOptions trust;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!(rate > 0 && rate < 1) || streams < 1 || draws < 1 || most < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--rate must be between 0 and 1, --streams, --draws and --images at least 1; were %s, %d, %d and %d"
              .formatted(rate, streams, draws, most));
    }
    ImageSet images = drawn(data.read());
    DriftStudy study;
    try (AnomalyDetector detector = trust.load(model, limits.limits());
        TaskProgress bar = new TaskProgress("scoring", quiet)) {
      study =
          DriftStudy.of(
              detector, images, streams, draws, rate, done -> bar.stepTo(done, images.size()));
    }
    print(study, spec.commandLine().getOut());
    return ExitCode.DONE;
  }

  /** Normal images of each product, evenly from all that there are. */
  private ImageSet drawn(ImageSet all) throws IOException {
    ImageSet split = training ? all.training() : all.test();
    List<ImageEntry> drawn = new ArrayList<>();
    for (String product : split.categories()) {
      List<ImageEntry> normal =
          split.category(product).entries().stream().filter(entry -> !entry.anomalous()).toList();
      int count = Math.min(most, normal.size());
      for (int i = 0; i < count; i++) {
        drawn.add(normal.get((int) ((long) i * normal.size() / count)));
      }
    }
    if (drawn.isEmpty()) {
      throw new IOException(
          data.path() + " holds no normal " + (training ? "training" : "test") + " images");
    }
    return ImageSet.of(drawn);
  }

  private static void print(DriftStudy study, PrintWriter out) {
    DriftStudy.Unchanged unchanged = study.unchanged();
    out.printf(
        Locale.ROOT,
        "nothing changes: alarms in %d of %d streams of %d images (stated: at most %.1f %% of the"
            + " streams)%n",
        unchanged.alarmed(),
        unchanged.streams(),
        unchanged.draws(),
        100 * unchanged.rate());
    for (Drift drift : unchanged.alarms()) {
      out.println("  " + PlainText.of(drift.message()));
    }
    out.printf(
        Locale.ROOT,
        "%n10 %% less light is named    within %d images   median   most   too early%n",
        DriftStudy.SOON);
    print("all products mixed", study.together(), out);
    new TreeMap<>(study.alone()).forEach((product, own) -> print(product, own, out));
  }

  private static void print(String name, DriftStudy.Darker found, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-28s %7d of %-6d %8.1f %6d %8d%n",
        PlainText.of(name),
        found.soon(),
        found.streams(),
        found.median(),
        found.most(),
        found.early());
  }
}
