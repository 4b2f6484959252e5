package io.github.anomaly4j.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.image.Picture;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
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
      "A line holds: file, category (the product that the picture was taken for), score, threshold,"
          + " anomalous (score above threshold), partialScores, milliseconds (from the decoded"
          + " picture to the result). A picture that cannot be read gives a line with file and error,"
          + " the others are still scored, and the exit code is 3."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly score --model model.anomaly part.png",
      "  anomaly score --model model.anomaly --heatmaps maps monday/ tuesday/",
      "  anomaly score --model model.anomaly shift/ | jq -r 'select(.anomalous).file'"
    })
final class ScoreCommand implements Callable<Integer> {
  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff");

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
      description = "Write every picture with its anomaly map laid over it to this folder.")
  private Path heatmaps;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Pictures, or folders to search for pictures (png, jpg, bmp, gif, tif).")
  private List<Path> paths;

  @Spec private CommandSpec spec;

  private final ObjectMapper json = new ObjectMapper();

  @Override
  public Integer call() throws IOException {
    List<Found> pictures = new ArrayList<>();
    for (Path path : paths) {
      pictures.addAll(find(path));
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
        try {
          score(detector, found, line);
        } catch (IOException e) {
          allRead = false;
          line.put("error", Complaint.of(e));
        }
        out.println(json.writeValueAsString(line));
        out.flush();
      }
    }
    return allRead ? Anomaly.DONE : Anomaly.SOME_UNREADABLE;
  }

  private void score(AnomalyDetector detector, Found found, ObjectNode line) throws IOException {
    Picture picture = Picture.read(found.file());
    long start = System.nanoTime();
    Detection detection =
        category == null ? detector.detect(picture) : detector.detect(picture, category);
    double milliseconds = (System.nanoTime() - start) / 1e6;
    line.put("category", detection.category());
    line.put("score", detection.score());
    line.put("threshold", detection.threshold());
    line.put("anomalous", detection.anomalous());
    ObjectNode partial = line.putObject("partialScores");
    detection.partialScores().forEach(partial::put);
    line.put("milliseconds", Math.round(milliseconds * 10) / 10.0);
    if (heatmaps != null) {
      Path file = heatmaps.resolve(found.name() + ".heatmap.png");
      Files.createDirectories(file.toAbsolutePath().getParent());
      ImageIO.write(detection.heatmap(), "png", file.toFile());
      line.put("heatmap", file.toString());
    }
  }

  private static List<Found> find(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      Path top = path.toAbsolutePath().normalize().getFileName();
      try (Stream<Path> tree = Files.walk(path)) {
        List<Found> found =
            tree.filter(file -> isPicture(file) && Files.isRegularFile(file))
                .sorted()
                .map(file -> new Found(file, top + "/" + path.relativize(file)))
                .toList();
        if (found.isEmpty()) {
          throw new IOException(path + " holds no picture (png, jpg, bmp, gif, tif)");
        }
        return found;
      }
    }
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return List.of(new Found(path, path.getFileName().toString()));
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /**
   * A picture to score.
   *
   * @param file where it is
   * @param name where its heat map goes, below the folder of heat maps
   */
  private record Found(Path file, String name) {}
}
