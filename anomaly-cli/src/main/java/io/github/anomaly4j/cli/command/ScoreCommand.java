package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.HeatmapStyle;
import io.github.anomaly4j.ImageDetector;
import io.github.anomaly4j.ImageDetector.Result;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.cli.file.ImageSearch;
import io.github.anomaly4j.cli.file.ImageSearch.Found;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.file.UniqueNames;
import io.github.anomaly4j.cli.option.DecodingOptions;
import io.github.anomaly4j.cli.option.DriftOptions;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.cli.text.OptionNames;
import io.github.anomaly4j.cli.text.PlainWriter;
import io.github.anomaly4j.cli.text.ScoreLine;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.internal.file.PngFile;
import io.github.anomaly4j.report.RegionReport;
import io.github.anomaly4j.report.Submission;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Scores images, one JSON line each.
 *
 * <p>Long because every option says what it does.
 */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    header = "Scores images, one JSON line each on standard output.",
    description = {
      "",
      "A line holds: file, category (the product that the image was taken for), recognized (false"
          + " for a product that the model does not know), verdict (NORMAL, ANOMALOUS or"
          + " UNKNOWN_PRODUCT), passes (the verdict is NORMAL), anomalous (score above threshold),"
          + " score, threshold; deviation (in spreads of normal images: the score grows with it),"
          + " thresholdDeviation, contributions (they sum to the deviation), severity, partialScores;"
          + " mapHighest and mapThreshold of the anomaly map, highestX and highestY (pixels);"
          + " regions (defects: x, y, width, height, area, centroid and contour in pixels, share of the"
          + " image, peak and mean of the map in it, areaName);"
          + " warnings; milliseconds (from the decoded image to the result). An image or path that cannot be read or scored gives a line with"
          + " file and error, one whose heat map cannot be written a line with its score and error;"
          + " the others are still scored, and the exit code is 3.",
      "",
      "With --submission, the scores also go to a CSV file 'id,score' in natural order (2 before 10);"
          + " an id is a file's name without extension. Scores are on one scale for all products."
          + " The file is written only if every image could be read."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly score --model model.anomaly part.png",
      "  anomaly score --model model.anomaly --heatmaps maps monday/ tuesday/",
      "  anomaly score --model model.anomaly --submission submission.csv test/",
      "  anomaly score --model model.anomaly --coco regions.json --regions regions.csv test/",
      "  anomaly score --model model.anomaly shift/ | jq -r 'select(.passes | not).file'"
    })
public final class ScoreCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that 'anomaly train' saved.")
  private Path model;

  @Option(
      names = "--category",
      paramLabel = "NAME",
      description = "The product that all images show; by default it is found for each image.")
  private String category;

  @Option(
      names = "--heatmaps",
      paramLabel = "DIR",
      description =
          "Write every image with its anomaly map laid over it to this folder, as"
              + " NAME.heatmap.png: yellow to red what is above the map's threshold, outlined in"
              + " light blue the most abnormal places where nothing is. Files of such names are not"
              + " searched for.")
  private Path heatmaps;

  @Option(
      names = "--submission",
      paramLabel = "FILE",
      description = "Write id and score of every image to this CSV file.")
  private Path submission;

  @Option(
      names = "--coco",
      paramLabel = "FILE",
      description = "Write the regions of all images to this JSON file, in the format of COCO.")
  private Path coco;

  @Option(
      names = "--regions",
      paramLabel = "FILE",
      description = "Write the regions of all images to this CSV file, one line each.")
  private Path regions;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Score on up to N threads, at least 1; as many as there are processors by default. Lines"
              + " keep the order of the images. Each thread needs memory for its image.")
  private Integer threads;

  @Option(names = "--progress", description = "Show on standard error how many images are done.")
  private boolean progress;

  @Mixin private DriftOptions drift;

  @Mixin private DecodingOptions decoding;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Images, or folders to search for images (png, jpg, bmp, gif, tif).")
  private List<Path> paths;

  @Mixin private ModelLoadOptions trust;

  @Spec private CommandSpec spec;

  private final RegionReport found = new RegionReport();

  /** Sizes of images that the user was warned of. */
  private final Set<String> shrunk = new HashSet<>();

  private final UniqueNames names = new UniqueNames();

  @Override
  public Integer call() throws IOException {
    decoding.limits();
    List<Found> images = new ArrayList<>();
    for (Path path : paths) {
      images.addAll(ImageSearch.of(path));
    }
    if (images.stream().allMatch(image -> image.problem() != null)) {
      throw images.get(0).problem();
    }
    if (heatmaps != null) {
      OutputPath.requireFolder(heatmaps);
    }
    if (submission != null) {
      checkSubmission(images);
    }
    requireFile("--coco", coco, ".json");
    requireFile("--regions", regions, ".csv");
    drift.check();
    PrintWriter out = spec.commandLine().getOut();
    Map<Path, Double> scores = new HashMap<>();
    int unscored = 0;
    boolean undrawn = false;
    int done = 0;
    try (AnomalyDetector detector = trust.load(model, decoding.limits())) {
      if (category != null && !detector.categories().contains(category)) {
        throw new ParameterException(
            spec.commandLine(),
            "--category " + category + " is not in the model; it knows " + detector.categories());
      }
      drift.begin(detector);
      ImageDetector scoring = category == null ? detector : detector.forCategory(category);
      ImageReader reader = decoding.turned(detector.reader());
      try (Workers workers = Workers.of(threads());
          TaskProgress shown = new TaskProgress("scoring", !progress);
          Stream<Result<Found>> results =
              detector.inTiles()
                  ? images.stream().map(image -> workers.run(() -> image.inTiles(scoring, reader)))
                  : scoring.detectAll(images.stream(), image -> image.read(reader), workers)) {
        for (Result<Found> result : (Iterable<Result<Found>>) results::iterator) {
          Found image = result.source();
          ScoreLine line = new ScoreLine(image.file());
          Optional<Throwable> problem = result.failure();
          if (result.detection().isPresent()) {
            Detection detection = result.detection().get();
            scores.put(image.file(), detection.score());
            if (coco != null || regions != null) {
              found.add(PlainText.path(image.file()), detection);
            }
            line.add(detection, result.time());
            tellShrunk(detection);
            drift.add(detection);
            problem = drawing(detection, image, line);
          }
          problem.ifPresent(line::addError);
          unscored += result.failure().isPresent() ? 1 : 0;
          undrawn |= problem.isPresent() && result.failure().isEmpty();
          out.println(line.json());
          if (out.checkError()) {
            throw new IOException(PlainWriter.OUTPUT_LOST);
          }
          shown.stepTo(++done, images.size());
        }
      } finally {
        // What was seen counts, though the rest may be lost.
        drift.end();
      }
    }
    if (submission != null) {
      submit(scores, unscored);
    }
    if (coco != null) {
      found.writeCoco(coco);
    }
    if (regions != null) {
      found.writeCsv(regions);
    }
    return unscored == 0 && !undrawn ? ExitCode.DONE : ExitCode.SOME_UNREADABLE;
  }

  private int threads() {
    if (threads != null && threads < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads must be at least 1, was " + threads);
    }
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private void checkSubmission(List<Found> images) throws IOException {
    requireFile("--submission", submission, ".csv");
    Submission.check(
        images.stream().filter(image -> image.problem() == null).map(Found::file).toList());
  }

  private void requireFile(String option, Path file, String ending) throws IOException {
    if (file == null) {
      return;
    }
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(ending)) {
      // A shell that fills in *.png would have the first image replaced.
      throw new ParameterException(
          spec.commandLine(), option + " must name a " + ending + " file, was " + file);
    }
    OutputPath.requireFile(file);
  }

  /** Writes the submission only if it is complete. */
  private void submit(Map<Path, Double> scores, int unscored) throws IOException {
    if (unscored == 0) {
      Submission.write(scores, submission);
    } else {
      spec.commandLine()
          .getErr()
          .printf(
              "%s: %s is not written: %d of %d images could not be scored%n",
              spec.qualifiedName(), submission, unscored, scores.size() + unscored);
    }
  }

  /** Draws the heat map, if heat maps are wanted; returns why it could not. */
  private Optional<Throwable> drawing(Detection detection, Found image, ScoreLine line) {
    try {
      if (heatmaps != null) {
        line.addHeatmap(heatmap(detection, image.name()));
      }
      return Optional.empty();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // One image's own: the next one may be smaller, or have a better name.
      return Optional.of(e);
    }
  }

  /** Warns once for each size: it is the same for every image of a camera. */
  private void tellShrunk(Detection detection) {
    for (Warning warning : detection.warnings()) {
      String size = detection.anomalyMap().width() + " x " + detection.anomalyMap().height();
      if (warning.kind() == Warning.Kind.SHRUNK && shrunk.add(size)) {
        spec.commandLine()
            .getErr()
            .println(
                "%s: images of %s pixels: %s"
                    .formatted(spec.qualifiedName(), size, OptionNames.in(warning.message())));
      }
    }
  }

  private Path heatmap(Detection detection, Path name) throws IOException {
    Path file = OutputPath.resolve(heatmaps, names.of(PlainText.path(name)) + ImageSearch.HEATMAP);
    OutputPath.requireFile(file);
    PngFile.write(file, detection.heatmap(HeatmapStyle.HIGHEST));
    return file;
  }
}
