package io.github.anomaly4j.cli.reference;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.HeatmapStyle;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.file.ImageSearch;
import io.github.anomaly4j.cli.file.ImageSearch.Found;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.file.UniqueNames;
import io.github.anomaly4j.cli.option.DecodingOptions;
import io.github.anomaly4j.cli.text.ErrorMessage;
import io.github.anomaly4j.cli.text.PlainWriter;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.internal.file.PngFile;
import io.github.anomaly4j.reference.ReferenceComparison;
import io.github.anomaly4j.reference.ReferenceInspection;
import io.github.anomaly4j.reference.ReferencePair;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares images with their references, one JSON line each. */
@Command(
    name = "reference",
    mixinStandardHelpOptions = true,
    header = "Compares images with reference images of their own, one JSON line each.",
    description = {
      "",
      "For parts that each have a golden image: circuit boards, labels, prints. Nothing has to be"
          + " trained. The part is found in the image, laid over its reference, and what differs is"
          + " a defect.",
      "",
      "A line holds: file, reference, passes, anomalous (score above threshold), score, threshold,"
          + " regions (defects: x, y, width, height, area, centroid and contour in pixels, share of"
          + " the image, peak and mean of the map in it), registration (shiftX, shiftY in pixels,"
          + " degrees clockwise, similarity, found), compared (the share of the image that lies on the"
          + " reference), warnings; milliseconds. An image that cannot be"
          + " read or compared gives a line with file and error, and the exit code is 3.",
      "",
      "With --learn, the images are of defect-free parts: how much they differ from their references"
          + " is learned, and saved for --model."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly reference --reference golden.png --heatmaps maps board.png",
      "  anomaly reference --reference goldens/ --learn boards.reference good-boards/",
      "  anomaly reference --reference goldens/ --model boards.reference boards/"
    })
public final class ReferenceCommand implements Callable<Integer> {
  private static final double DEFAULT_RATE = 0.02;

  @Option(
      names = "--reference",
      required = true,
      paramLabel = "FILE|DIR",
      description =
          "The reference of all images, or a folder with one for each: with the same name, any"
              + " ending.")
  private Path reference;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "What --learn saved; its settings are used.")
  private Path model;

  @Option(
      names = "--learn",
      paramLabel = "FILE",
      description = "Learn from the images, which are of defect-free parts, and save it here.")
  private Path learn;

  @Option(
      names = "--false-positive-rate",
      paramLabel = "RATE",
      description =
          "With --learn: the share of defect-free images that may be rejected (default: "
              + DEFAULT_RATE
              + ").")
  private Double rate;

  @Option(
      names = "--heatmaps",
      paramLabel = "DIR",
      description =
          "Write every image with its defects to this folder, as NAME.heatmap.png: yellow to red and"
              + " outlined; in an image without any, the most different places are outlined in light"
              + " blue.")
  private Path heatmaps;

  @Mixin private ReferenceOptions settings;

  @Mixin private DecodingOptions decoding;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Images, or folders to search for images (png, jpg, bmp, gif, tif).")
  private List<Path> paths;

  @Spec private CommandSpec spec;

  private final JsonMapper json =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .addMixIn(Region.Corner.class, AsPair.class)
          .build();

  /** Contours are long, and {@code [x, y]} is what drawing libraries take. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  private interface AsPair {}

  private final UniqueNames names = new UniqueNames();

  @Override
  public Integer call() throws IOException {
    if (model != null && (learn != null || settings.given())) {
      throw new ParameterException(
          spec.commandLine(), "--model has settings of its own: leave out --learn and the others");
    }
    if (learn == null && rate != null) {
      throw new ParameterException(
          spec.commandLine(), "--false-positive-rate has an effect with --learn alone");
    }
    if (learn != null && heatmaps != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--learn writes no heat maps: leave out --heatmaps, and give --model afterwards");
    }
    List<Found> images = new ArrayList<>();
    for (Path path : paths) {
      images.addAll(ImageSearch.of(path));
    }
    if (images.stream().allMatch(image -> image.problem() != null)) {
      throw images.get(0).problem();
    }
    if (!Files.exists(reference)) {
      throw new NoSuchFileException(reference.toString());
    }
    ImageReader reader = decoding.turned(ImageReader.defaults().limits(decoding.limits()));
    try (Workers workers = settings.workers()) {
      return workers.run(() -> learn == null ? compareAll(images, reader) : learn(images, reader));
    }
  }

  private int learn(List<Found> images, ImageReader reader) throws IOException {
    OutputPath.requireFile(learn);
    double share = rate == null ? DEFAULT_RATE : rate;
    try {
      ReferenceInspection learned =
          settings
              .builder()
              .falsePositiveRate(share)
              .learn(() -> images.stream().map(image -> pair(image, reader)).iterator());
      learned.save(learn);
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "%s: learned from %d pairs; the threshold is %.3f%s%n",
              spec.qualifiedName(),
              learned.pairs(),
              learned.threshold(),
              learned.falsePositiveRate().isPresent()
                  ? ""
                  : ", extrapolated: give "
                      + Math.round(Math.ceil(1 / share) - 1)
                      + " pairs or more");
      return ExitCode.DONE;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private ReferencePair pair(Found image, ImageReader reader) {
    try {
      return new ReferencePair(image.read(reader), reader.read(referenceOf(image.file())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int compareAll(List<Found> images, ImageReader reader) throws IOException {
    ReferenceInspection inspection =
        model == null ? settings.builder().build() : ReferenceInspection.load(model);
    if (heatmaps != null) {
      OutputPath.requireFolder(heatmaps);
    }
    PrintWriter out = spec.commandLine().getOut();
    boolean failed = false;
    for (Found image : images) {
      ObjectNode line = json.createObjectNode().put("file", PlainText.path(image.file()));
      try {
        compare(inspection, image, reader, line);
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // One image's own: the next one may have a reference of its size.
        line.put("error", ErrorMessage.of(e));
        failed = true;
      }
      out.println(json.writeValueAsString(line));
      if (out.checkError()) {
        throw new IOException(PlainWriter.OUTPUT_LOST);
      }
    }
    return failed ? ExitCode.SOME_UNREADABLE : ExitCode.DONE;
  }

  private void compare(
      ReferenceInspection inspection, Found image, ImageReader reader, ObjectNode line)
      throws IOException {
    Path golden = referenceOf(image.file());
    line.put("reference", PlainText.path(golden));
    Image seen = image.read(reader);
    Image expected = reader.read(golden);
    long start = System.nanoTime();
    ReferenceComparison comparison = inspection.compare(seen, expected);
    line.setAll(json.<ObjectNode>valueToTree(comparison.summary()));
    line.put("milliseconds", Math.round((System.nanoTime() - start) / 1e5) / 10.0);
    if (heatmaps != null) {
      Path file =
          OutputPath.resolve(
              heatmaps, names.of(PlainText.path(image.name())) + ImageSearch.HEATMAP);
      OutputPath.requireFile(file);
      PngFile.write(file, comparison.heatmap(HeatmapStyle.HIGHEST));
      line.put("heatmap", file.toString());
    }
  }

  /** An image that is its own reference would pass whatever it shows. */
  private Path referenceOf(Path image) throws IOException {
    Path golden = named(image);
    if (Files.isSameFile(golden, image)) {
      throw new FileSystemException(
          image.toString(), golden.toString(), "the image is its own reference; give another file");
    }
    return golden;
  }

  private Path named(Path image) throws IOException {
    if (!Files.isDirectory(reference)) {
      return reference;
    }
    String stem = stem(image);
    List<Path> found;
    try (Stream<Path> files = Files.list(reference)) {
      found =
          files
              .filter(file -> stem(file).equals(stem) && ImageSearch.isNamedAsImage(file))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    if (found.isEmpty()) {
      throw new NoSuchFileException(
          image.toString(), null, "no image in " + reference + " is named " + stem);
    }
    if (found.size() > 1) {
      throw new FileSystemException(
          image.toString(), null, "it could be compared with any of " + found + "; leave one");
    }
    return found.get(0);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }
}
