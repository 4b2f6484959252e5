package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.DecodeLimitOptions;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.study.RoutingStudy;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how well the product of an image is found. */
@Command(
    name = "route",
    mixinStandardHelpOptions = true,
    header =
        "Measures how well the product of an image is found, and unknown products are noticed.",
    description = {
      "",
      "Learns to distinguish the products by their normal training images, by the default router and by"
          + " pixels and colors (two-stage), and sorts the test images. Then leaves each product"
          + " out in turn and counts how many of its images are called unknown. Trains no network."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = "  anomaly route --data mvtec")
public final class RouteCommand implements Callable<Integer> {

  @Mixin private DataOption data;

  @Mixin private DecodeLimitOptions limits;

  @Option(
      names = "--shown",
      paramLabel = "N",
      defaultValue = "20",
      description = "Images of a left-out product to show; by default ${DEFAULT-VALUE}.")
  private int shown;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ImageSet images = data.read();
    RoutingStudy study;
    try (TaskProgress bar = new TaskProgress("reading images", quiet)) {
      study =
          RoutingStudy.of(
              images,
              shown,
              ImageReader.defaults().limits(limits.limits()),
              done -> bar.stepTo(done, images.size()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "test images                     %d%n", study.images());
    out.printf(
        Locale.ROOT, "category found, default router    %.1f %%%n", 100 * study.discriminant());
    out.printf(Locale.ROOT, "category found, two-stage router  %.1f %%%n", 100 * study.twoStage());
    out.printf(Locale.ROOT, "known product called unknown      %.1f %%%n", 100 * study.unknown());
    study
        .leftOut()
        .forEach(
            (name, left) ->
                out.printf(
                    Locale.ROOT,
                    "%s left out: %d of %d called unknown%n",
                    PlainText.of(name),
                    left.calledUnknown(),
                    left.shown()));
    return ExitCode.DONE;
  }
}
