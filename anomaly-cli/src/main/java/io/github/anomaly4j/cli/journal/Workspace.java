package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import io.github.anomaly4j.eval.Evaluator;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.TrainingProgress;
import io.github.anomaly4j.report.EvaluationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The images and networks that the stages share. Each network is trained once, when the first stage
 * asks for it. Not thread safe.
 */
final class Workspace implements AutoCloseable {
  private final ImageSet images;
  private final RunSize scale;
  private final int imageSize;
  private final long seed;
  private final Path folder;
  private final List<String> hard;
  private final Consumer<String> progress;
  private final Path networks;

  /** The common beginning of all file names, which the pages leave out. */
  private final String root;

  private final Map<String, TrainedNetwork> trained = new HashMap<>();
  private final Map<Path, NetworkScores> scored = new HashMap<>();
  private ProductSweep sweep;
  private AnomalyDetector detector;
  private Evaluation evaluation;

  /**
   * @param images as {@link ImageSelection#of} leaves them
   * @param imageSize that images are fitted into
   * @param folder that results go to
   * @param hard categories to average a second time
   * @param progress receives a line for each step
   */
  Workspace(
      ImageSet images,
      RunSize scale,
      int imageSize,
      long seed,
      Path folder,
      List<String> hard,
      Consumer<String> progress)
      throws IOException {
    this.images = images;
    this.scale = scale;
    this.imageSize = imageSize;
    this.seed = seed;
    this.folder = folder;
    this.hard = hard;
    this.progress = progress;
    root = root(images);
    Files.createDirectories(folder);
    networks = Files.createTempDirectory(folder, "networks");
  }

  private static String root(ImageSet images) {
    Path common = images.entries().get(0).file().getParent();
    while (common != null) {
      Path above = common;
      if (images.entries().stream().allMatch(entry -> entry.file().startsWith(above))) {
        return above + above.getFileSystem().getSeparator();
      }
      common = common.getParent();
    }
    return "";
  }

  ImageSet images() {
    return images;
  }

  RunSize scale() {
    return scale;
  }

  long seed() {
    return seed;
  }

  List<String> categories() {
    return images.categories();
  }

  /** The categories with normal and defective test images, those with the fewest to learn first. */
  List<String> measurable() {
    return categories().stream()
        .filter(
            category -> {
              List<ImageEntry> test = images.category(category).test().entries();
              return test.stream().anyMatch(ImageEntry::anomalous)
                  && !test.stream().allMatch(ImageEntry::anomalous);
            })
        .sorted(Comparator.comparingInt(category -> images.category(category).training().size()))
        .toList();
  }

  List<ImageEntry> normals(String category, int most) {
    return ImageSelection.normals(images, category, most);
  }

  List<ImageEntry> test(String category, int most) {
    return ImageSelection.test(images, category, most);
  }

  /** Test images of all categories. */
  List<ImageEntry> sample() {
    return categories().stream()
        .flatMap(category -> test(category, scale.sample()).stream())
        .toList();
  }

  /** Trains a network alone, unless one of this name was trained. */
  TrainedNetwork train(
      String name, Collection<String> categories, UNetConfig network, TrainingConfig training)
      throws IOException {
    TrainedNetwork known = trained.get(name);
    if (known != null) {
      return known;
    }
    progress.accept("training the network " + name);
    List<ImageEntry> learned =
        categories.stream()
            .flatMap(category -> normals(category, scale.learned()).stream())
            .toList();
    List<String> warnings = new ArrayList<>();
    Path kept = networks.resolve(name);
    List<EpochReport> curve =
        builder(training, network, warnings).trainNetwork(ImageSet.of(learned), kept);
    TrainedNetwork result = new TrainedNetwork(curve, EpochNetworks.list(kept), warnings);
    trained.put(name, result);
    return result;
  }

  /** Deletes the networks of a training that no other stage looks into: all would be a gigabyte. */
  void forget(String name) throws IOException {
    trained.remove(name);
    delete(networks.resolve(name));
  }

  private AnomalyDetectorBuilder builder(
      TrainingConfig training, UNetConfig network, List<String> warnings) {
    return AnomalyDetector.builder()
        .imageSize(imageSize, imageSize)
        .seed(seed)
        .network(network)
        .training(training)
        .listener(
            new TrainingProgress() {
              @Override
              public void stage(String name, int total) {
                progress.accept("  " + name);
              }

              @Override
              public void epoch(EpochReport report) {
                progress.accept(
                    "  epoch %d of %d, validation loss %s"
                        .formatted(
                            report.epoch(),
                            training.epochs(),
                            Format.loss(report.validation().total())));
              }

              @Override
              public void warning(String text) {
                warnings.add(text.replace(root, ""));
              }
            });
  }

  /** The library's default and a network, which does not count, trained when first asked for. */
  AnomalyDetector detector() throws IOException {
    if (detector == null) {
      progress.accept("training the library's default, which later stages look into too");
      Path kept = networks.resolve("default");
      List<String> warnings = new ArrayList<>();
      detector =
          builder(scale.library(), UNetConfig.defaults(), warnings)
              .restoration()
              .keepEpochs(kept)
              .train(images);
      detector.save(model());
      trained.put(
          "default",
          new TrainedNetwork(
              detector.provenance().networks().get(0).curve(), EpochNetworks.list(kept), warnings));
    }
    return detector;
  }

  /** The network of the library's default. */
  TrainedNetwork network() throws IOException {
    detector();
    return trained.get("default");
  }

  private Path model() {
    return folder.resolve("model.anomaly");
  }

  /** The library's default on all test images; its report is written. */
  Evaluation evaluation() throws IOException {
    if (evaluation == null) {
      AnomalyDetector measured = detector();
      progress.accept("scoring the test images with the library's default");
      evaluation =
          Evaluator.evaluate(
              measured, images, EvaluationOptions.defaults().withHard(hard).withModelFile(model()));
      EvaluationReport.write(evaluation, folder);
    }
    return evaluation;
  }

  /** The epochs of the product with the most training images; empty if none can be measured. */
  Optional<ProductSweep> sweep() throws IOException {
    List<String> measurable = measurable();
    if (sweep == null && !measurable.isEmpty()) {
      sweep = ProductSweep.run(this, measurable.get(measurable.size() - 1));
    }
    return Optional.ofNullable(sweep);
  }

  /** The raw scores of the sample by the network alone, as an epoch left it. */
  NetworkScores scores(Path epoch) throws IOException {
    NetworkScores known = scored.get(epoch);
    if (known == null) {
      known = scores(epoch, sample());
      scored.put(epoch, known);
    }
    return known;
  }

  /** The raw scores of some images by the network alone, as an epoch left it. */
  NetworkScores scores(Path epoch, List<ImageEntry> entries) throws IOException {
    try (NetworkProbe probe = NetworkProbe.load(epoch)) {
      return scores(probe, entries);
    }
  }

  static NetworkScores scores(NetworkProbe probe, List<ImageEntry> entries) throws IOException {
    List<Map<Evidence, Double>> scores = new ArrayList<>();
    for (ImageEntry entry : entries) {
      scores.add(probe.score(Image.read(entry.file()), entry.category()));
    }
    return new NetworkScores(entries, scores);
  }

  @Override
  public void close() throws IOException {
    if (detector != null) {
      detector.close();
    }
    delete(networks);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
