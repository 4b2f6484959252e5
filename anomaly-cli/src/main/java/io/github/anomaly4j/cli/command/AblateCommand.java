package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.TrainingOptions;
import io.github.anomaly4j.cli.table.AblationTable;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.study.SkipAblation;
import io.github.anomaly4j.study.SkipPattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network for each of several skip patterns and compares the networks. */
@Command(
    name = "ablate",
    mixinStandardHelpOptions = true,
    header = "Trains networks that differ in their skip connections alone, and compares them.",
    description = {
      "",
      "Skip connections carry detail past the bottleneck, and defects with it: a network that copies"
          + " everything restores nothing. The data is laid out as for 'anomaly train'; with"
          + " labeled test images, as for 'anomaly evaluate', the AUROC on them is measured too.",
      "",
      "Prints a line for each pattern, at its epoch of the lowest validation loss: the mean squared"
          + " error of the reconstructions of normal images; in percent, how much of their contrast"
          + " comes out (within), how much of obvious damage is left in its place (copied) and how"
          + " much of a foreign part that is pasted on them comes out (pasted: a useful network has"
          + " it far below within); the AUROC of the mask on easy,"
          + " medium and hard synthetic damage; the mean AUROC over the products of the"
          + " reconstruction error, of the gradient similarity and of the mask on test images."
          + " Writes ablation.csv, and the network of every epoch to a folder for each pattern."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly ablate --data mvtec --out ablation --epochs 5",
      "  anomaly ablate --data mvtec --out ablation --skips all,none,0:0:1:1",
      "  anomaly ablate --data mvtec --out shallow --depth 3 --base-width 8 --image-size 128"
    })
public final class AblateCommand implements Callable<Integer> {

  @Mixin private DataOption data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where table and networks go; made if absent.")
  private Path out;

  @Option(
      names = "--skips",
      split = ",",
      paramLabel = "PATTERN",
      description =
          "The patterns: a strength from 0 to 1 for each level from the full resolution down, such as"
              + " 0:0.5:1:1, or all, none, no-top, lower-half (without the upper half of the levels),"
              + " thin (0.25:0.5:1:1). By default these five.")
  private List<String> skips;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "40",
      description =
          "Test images to score per product, half of them normal. By default: ${DEFAULT-VALUE}.")
  private int maxImages;

  @Mixin private TrainingOptions training;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    UNetConfig network = training.network();
    training.builder();
    List<SkipPattern> patterns = patterns(network.depth());
    if (maxImages < 2) {
      throw new ParameterException(
          spec.commandLine(), "--images must be at least 2, was " + maxImages);
    }
    ImageSet images = data.read();
    OutputPath.requireOutside(data.path(), out, spec);
    OutputPath.requireFolder(out);
    Path csv = out.resolve("ablation.csv");
    OutputPath.requireFile(csv);
    SkipAblation ablation = new SkipAblation(training::builder, network, images, maxImages, out);
    AblationTable table = new AblationTable(spec.commandLine().getOut(), patterns);
    table.header();
    List<SkipAblation.Row> rows = new ArrayList<>();
    for (SkipPattern pattern : patterns) {
      SkipAblation.Row row = ablation.run(pattern);
      rows.add(row);
      table.line(row);
      // Each time: the next training may fail.
      SkipAblation.write(rows, csv);
    }
    spec.commandLine().getOut().printf("%ntable: %s%n", csv);
    return ExitCode.DONE;
  }

  private List<SkipPattern> patterns(int depth) {
    List<SkipPattern> usual = SkipPattern.defaults(depth);
    if (skips == null) {
      return usual;
    }
    List<SkipPattern> patterns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String text : skips) {
      SkipPattern pattern =
          usual.stream()
              .filter(known -> known.name().equals(text))
              .findFirst()
              .orElseGet(() -> parse(text, usual, depth));
      if (!names.add(pattern.name())) {
        throw new ParameterException(spec.commandLine(), "--skips has " + text + " twice");
      }
      patterns.add(pattern);
    }
    return patterns;
  }

  private SkipPattern parse(String text, List<SkipPattern> usual, int depth) {
    List<Double> strengths = new ArrayList<>();
    try {
      Stream.of(text.split(":", -1)).map(Double::valueOf).forEach(strengths::add);
      if (strengths.size() == depth) {
        return SkipPattern.of(strengths);
      }
    } catch (IllegalArgumentException e) {
      strengths.clear();
    }
    throw new ParameterException(
        spec.commandLine(),
        "--skips takes %s, or %d strengths from 0 to 1 with colons between; was %s"
            .formatted(
                String.join(", ", usual.stream().map(SkipPattern::name).toList()), depth, text));
  }
}
