package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.cli.file.ImageSearch;
import io.github.anomaly4j.cli.file.ImageSearch.Found;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.file.UniqueNames;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.DecodingOptions;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.cli.text.ErrorMessage;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.diagnosis.ComparisonSheet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws images next to what a network makes of them. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    header = "Draws images next to what a network makes of them, to check a training by eye.",
    description = {
      "",
      "Writes a sheet compare_NAME.png for each image: the image left, its reconstruction right"
          + " of it, and further right the heat map and the mask of the defect if asked for. NAME is"
          + " the file's name, after those of the folders below which it was found: of"
          + " test/crack/1.png in test, test_crack_1. Equal names get a number.",
      "",
      "An image or path that cannot be read or drawn is named on standard error, the others are still drawn,"
          + " and the exit code is 3."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly compare --model model.anomaly --out sheets --heatmap part.png",
      "  anomaly compare --model model.anomaly --out sheets --masks mvtec mvtec/screw/test",
      "  anomaly compare --epoch ablation/none/epoch-005.network --out sheets mvtec/screw/test"
    })
public final class CompareCommand implements Callable<Integer> {
  private static final String PREFIX = "compare_";

  @ArgGroup(multiplicity = "1")
  private Source source;

  private static final class Source {
    @Option(
        names = "--model",
        paramLabel = "FILE",
        description = "A model that 'anomaly train --restoration' saved.")
    private Path model;

    @Option(
        names = "--epoch",
        paramLabel = "FILE",
        description = "An epoch's network that a training kept, such as those of 'anomaly ablate'.")
    private Path epoch;
  }

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the sheets go; made if absent, files of the same names are replaced.")
  private Path out;

  @Option(names = "--heatmap", description = "Add the heat map; takes a --model.")
  private boolean heatmap;

  @Option(
      names = "--masks",
      paramLabel = "DIR|CSV",
      description =
          "Add the masks of defects that this set has for its images: a folder in MVTec AD's layout"
              + " or a manifest.")
  private Path masks;

  @Mixin private DecodingOptions decoding;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Images, or folders to search for images (png, jpg, bmp, gif, tif).")
  private List<Path> paths;

  @Mixin private ModelLoadOptions trust;

  @Spec private CommandSpec spec;

  private final UniqueNames names = new UniqueNames();

  @Override
  public Integer call() throws IOException {
    if (heatmap && source.model == null) {
      throw new ParameterException(
          spec.commandLine(), "--heatmap takes a --model; an epoch alone has none");
    }
    List<Found> images = images();
    Map<Path, Path> maskOf = masks == null ? Map.of() : masks();
    int unread;
    if (source.model != null) {
      try (AnomalyDetector detector = trust.load(source.model, decoding.limits())) {
        unread = draw(images, maskOf, detector.reader(), image -> sheet(detector, image));
      }
    } else {
      try (NetworkProbe probe = NetworkProbe.load(source.epoch)) {
        unread =
            draw(
                images,
                maskOf,
                ImageReader.defaults().limits(decoding.limits()),
                image -> ComparisonSheet.of(image, probe.restore(image)));
      }
    }
    return unread == 0 ? ExitCode.DONE : ExitCode.SOME_UNREADABLE;
  }

  private List<Found> images() throws IOException {
    List<Found> images = new ArrayList<>();
    for (Path path : paths) {
      images.addAll(ImageSearch.of(path));
    }
    images.removeIf(this::isSheet);
    if (images.isEmpty()) {
      throw new IOException(paths + " hold no image but the sheets of an earlier run");
    }
    if (images.stream().allMatch(found -> found.problem() != null)) {
      throw images.get(0).problem();
    }
    return images;
  }

  /** What an earlier run left where the images are searched for. */
  private boolean isSheet(Found found) {
    Path file = found.file().toAbsolutePath().normalize();
    return file.getFileName() != null
        && file.getFileName().toString().startsWith(PREFIX)
        && out.toAbsolutePath().normalize().equals(file.getParent());
  }

  /** The masks of a set, by image. */
  private Map<Path, Path> masks() throws IOException {
    Map<Path, Path> found = new HashMap<>();
    for (ImageEntry entry : DataOption.read(masks).entries()) {
      if (entry.mask().isPresent()) {
        found.put(entry.file().toRealPath(), entry.mask().get());
      }
    }
    if (found.isEmpty()) {
      throw new IOException(
          masks
              + " has no masks; expected PRODUCT/ground_truth/DEFECT/NAME_mask.png for"
              + " PRODUCT/test/DEFECT/NAME.png, or a manifest's column mask");
    }
    return found;
  }

  private ComparisonSheet sheet(AnomalyDetector detector, Image image) {
    Detection detection = detector.explain(image);
    ComparisonSheet sheet =
        ComparisonSheet.of(
            image,
            detection
                .reconstruction()
                .orElseThrow(
                    () ->
                        new ParameterException(
                            spec.commandLine(),
                            "the model has no network that restores images; train it with --restoration")));
    return heatmap ? sheet.withHeatmap(detection.heatmap()) : sheet;
  }

  /** How many images could not be read or drawn. */
  private int draw(
      List<Found> images,
      Map<Path, Path> maskOf,
      ImageReader reader,
      Function<Image, ComparisonSheet> drawing)
      throws IOException {
    OutputPath.requireFolder(out);
    int failed = 0;
    for (Found found : images) {
      try {
        ComparisonSheet sheet = drawing.apply(found.read(decoding.turned(reader)));
        Path mask = maskOf.get(found.file().toRealPath());
        if (mask != null) {
          try {
            sheet = sheet.withMask(Mask.read(mask, decoding.limits()));
          } catch (IOException | IllegalArgumentException e) {
            failed++;
            complain(found, e);
          }
        }
        String name = names.of(name(found));
        OutputPath.resolve(out, name);
        spec.commandLine().getOut().println(PlainText.of(sheet.write(out, name).toString()));
      } catch (ParameterException e) {
        throw e;
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // One image's own: the next one may be smaller, or have a better name.
        failed++;
        complain(found, e);
      }
    }
    return failed;
  }

  private void complain(Found found, Throwable problem) {
    String text = ErrorMessage.of(problem);
    String file = found.file().toString();
    spec.commandLine()
        .getErr()
        .println(
            spec.qualifiedName()
                + ": "
                + PlainText.of(text.contains(file) ? text : file + ": " + text));
  }

  /** The path from the folder that was searched, in one word and without extension. */
  private static String name(Found found) {
    List<String> parts = new ArrayList<>();
    found.name().forEach(part -> parts.add(part.toString()));
    String name = String.join("_", parts);
    int dot = name.lastIndexOf('.');
    return dot > name.length() - parts.get(parts.size() - 1).length()
        ? name.substring(0, dot)
        : name;
  }
}
