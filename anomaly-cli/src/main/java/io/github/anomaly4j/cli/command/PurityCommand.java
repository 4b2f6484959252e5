package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.DecodeLimitOptions;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.diagnosis.ClusterPurity;
import io.github.anomaly4j.diagnosis.Projection2D;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how well a network's features separate the products. */
@Command(
    name = "purity",
    mixinStandardHelpOptions = true,
    header = "Measures how well the features of a network separate the products.",
    description = {
      "",
      "The features of normal training images, averaged over the image, are clustered by K-means"
          + " without their products, into as many clusters as there are products. Features that"
          + " collapsed give clusters that no product dominates.",
      "",
      "Prints, for each level of the encoder, the purity (the share of images that are of their"
          + " cluster's most frequent product) and the normalized mutual information, both in"
          + " percent, and what shuffled products give by chance: features know as much as a figure"
          + " is above chance. Writes purity-LEVEL.png, the images along the features' first"
          + " two principal components, to the output folder."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly purity --epoch ablation/all/epoch-005.network --data mvtec --out purity",
      "  anomaly purity --epoch ablation/all/epoch-005.network --data mvtec --out purity --level enc4"
    })
public final class PurityCommand implements Callable<Integer> {
  /** Of the initial cluster centers. */
  private static final long SEED = 42;

  @Option(
      names = "--epoch",
      required = true,
      paramLabel = "FILE",
      description = "An epoch's network that a training kept, such as those of 'anomaly ablate'.")
  private Path epoch;

  @Mixin private DataOption data;

  @Mixin private DecodeLimitOptions limits;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Where the images of the features go; made if absent, files of the same names are"
              + " replaced.")
  private Path out;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description =
          "Only this level, from enc0 (full resolution) to the bottleneck (enc4 in a network of the"
              + " default depth); by default every level.")
  private String level;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "30",
      description = "Images per product at most. By default: ${DEFAULT-VALUE}.")
  private int maxImages;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (maxImages < 1) {
      throw new ParameterException(
          spec.commandLine(), "--images must be at least 1, was " + maxImages);
    }
    List<ImageEntry> entries = entries(data.read().training());
    OutputPath.requireOutside(data.path(), out, spec);
    List<String> categories = entries.stream().map(ImageEntry::category).toList();
    PrintWriter terminal = spec.commandLine().getOut();
    try (NetworkProbe probe = NetworkProbe.load(epoch)) {
      List<String> levels = levels(probe);
      OutputPath.requireFolder(out);
      float[][][] vectors = vectors(probe, levels, entries);
      terminal.println("level  channels  purity  by chance  mutual information  by chance");
      for (int i = 0; i < levels.size(); i++) {
        ClusterPurity purity = ClusterPurity.of(vectors[i], categories, SEED);
        terminal.printf(
            Locale.ROOT,
            "%-5s  %8d   %5.1f      %5.1f               %5.1f      %5.1f%n",
            levels.get(i),
            vectors[i][0].length,
            100 * purity.purity(),
            100 * purity.chancePurity(),
            100 * purity.mutualInformation(),
            100 * purity.chanceMutualInformation());
        Projection2D.of(vectors[i]).write(image(levels.get(i)), categories);
      }
      terminal.println();
      levels.forEach(name -> terminal.println(name + ": " + image(name)));
    }
    return ExitCode.DONE;
  }

  private Path image(String name) {
    return out.resolve("purity-" + name + ".png");
  }

  private List<ImageEntry> entries(ImageSet normal) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (String category : normal.categories()) {
      List<ImageEntry> all = normal.category(category).entries();
      entries.addAll(all.subList(0, Math.min(maxImages, all.size())));
    }
    if (normal.categories().size() < 2) {
      throw new IOException(
          data.path()
              + " has normal training images of "
              + normal.categories()
              + "; expected at least two products, to be told apart");
    }
    return entries;
  }

  private List<String> levels(NetworkProbe probe) {
    if (level == null) {
      return probe.levels();
    }
    if (!probe.levels().contains(level)) {
      throw new ParameterException(
          spec.commandLine(),
          "--level " + level + " is not in the network; its levels are " + probe.levels());
    }
    return List.of(level);
  }

  /** By level and image; each image is read once. */
  private float[][][] vectors(NetworkProbe probe, List<String> levels, List<ImageEntry> entries)
      throws IOException {
    float[][][] vectors = new float[levels.size()][entries.size()][];
    for (int p = 0; p < entries.size(); p++) {
      Image image = Image.read(entries.get(p).file(), limits.limits());
      for (int l = 0; l < levels.size(); l++) {
        vectors[l][p] = probe.features(image, levels.get(l));
      }
    }
    return vectors;
  }
}
