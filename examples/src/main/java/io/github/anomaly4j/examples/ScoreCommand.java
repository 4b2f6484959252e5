package io.github.anomaly4j.examples;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.examples.PictureSearch.Found;
import io.github.anomaly4j.image.Picture;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores pictures, one JSON line each. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    header = "Scores pictures, one JSON line each on standard output.",
    description = {
      "",
      "A line holds: file, category (the product that the picture was taken for), recognised (false"
          + " for a product that the model does not know), score, threshold, anomalous (score above"
          + " threshold), partialScores, milliseconds (from the decoded picture to the result). A picture or path that cannot be read gives a line with file"
          + " and error, the others are still scored, and the exit code is 3."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly score --model model.anomaly part.png",
      "  anomaly score --model model.anomaly --heatmaps maps monday/ tuesday/",
      "  anomaly score --model model.anomaly shift/ | jq -r 'select(.anomalous).file'"
    })
final class ScoreCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that 'anomaly train' saved.")
  private Path model;

  @Option(
      names = "--category",
      paramLabel = "NAME",
      description = "The product that all pictures show; by default every picture is recognised.")
  private String category;

  @Option(
      names = "--heatmaps",
      paramLabel = "DIR",
      description =
          "Write every picture with its anomaly map laid over it to this folder, as"
              + " NAME.heatmap.png; files of such names are not searched for.")
  private Path heatmaps;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Pictures, or folders to search for pictures (png, jpg, bmp, gif, tif).")
  private List<Path> paths;

  @Spec private CommandSpec spec;

  /** Escapes what is not ASCII: standard output has the platform's encoding, and JSON has UTF-8. */
  private final JsonMapper json =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Set<String> used = new HashSet<>();

  @Override
  public Integer call() throws IOException {
    List<Found> pictures = new ArrayList<>();
    for (Path path : paths) {
      pictures.addAll(PictureSearch.of(path));
    }
    if (pictures.stream().allMatch(found -> found.problem() != null)) {
      throw pictures.get(0).problem();
    }
    if (heatmaps != null) {
      Destination.folder(heatmaps);
    }
    PrintWriter out = spec.commandLine().getOut();
    boolean allRead = true;
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      if (category != null && !detector.categories().contains(category)) {
        throw new ParameterException(
            spec.commandLine(),
            "--category " + category + " is not in the model; it knows " + detector.categories());
      }
      for (Found found : pictures) {
        ObjectNode line = json.createObjectNode().put("file", found.file().toString());
        Optional<Picture> picture = read(found, line);
        if (picture.isPresent()) {
          score(detector, picture.get(), found.name(), line);
        }
        allRead &= picture.isPresent();
        out.println(json.writeValueAsString(line));
        if (out.checkError()) {
          throw new IOException(Anomaly.OUTPUT_LOST);
        }
      }
    }
    return allRead ? Anomaly.DONE : Anomaly.SOME_UNREADABLE;
  }

  private static Optional<Picture> read(Found found, ObjectNode line) {
    try {
      return Optional.of(found.read());
    } catch (IOException e) {
      line.put("error", Complaint.of(e));
      return Optional.empty();
    }
  }

  private void score(AnomalyDetector detector, Picture picture, Path name, ObjectNode line)
      throws IOException {
    long start = System.nanoTime();
    Detection detection =
        category == null ? detector.detect(picture) : detector.detect(picture, category);
    double milliseconds = (System.nanoTime() - start) / 1e6;
    line.put("category", detection.category());
    line.put("recognised", detection.recognised());
    line.put("score", detection.score());
    line.put("threshold", detection.threshold());
    line.put("anomalous", detection.anomalous());
    ObjectNode partial = line.putObject("partialScores");
    detection.partialScores().forEach(partial::put);
    line.put("milliseconds", Math.round(milliseconds * 10) / 10.0);
    if (heatmaps != null) {
      Path file = heatmaps.resolve(unused(name.toString()) + PictureSearch.HEATMAP);
      Destination.file(file);
      Files.deleteIfExists(file);
      // Not by its File: ImageIO prints a stack trace where that cannot be written.
      try (ImageOutputStream stream = new FileImageOutputStream(file.toFile())) {
        ImageIO.write(detection.heatmap(), "png", stream);
      }
      line.put("heatmap", file.toString());
    }
  }

  /** A name that no other heat map of this run has, on no file system. */
  private String unused(String name) {
    String candidate = name;
    for (int copy = 2; !used.add(candidate.toLowerCase(Locale.ROOT)); copy++) {
      candidate = name + "-" + copy;
    }
    return candidate;
  }
}
