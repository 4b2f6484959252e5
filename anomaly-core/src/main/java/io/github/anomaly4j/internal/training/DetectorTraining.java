package io.github.anomaly4j.internal.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Doubles;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.Provenance.NetworkTraining;
import io.github.anomaly4j.augment.Augmentation;
import io.github.anomaly4j.augment.BrightnessContrast;
import io.github.anomaly4j.augment.Compose;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.augment.HorizontalFlip;
import io.github.anomaly4j.augment.Sometimes;
import io.github.anomaly4j.augment.VerticalFlip;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.detector.Analyzer;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.Environment;
import io.github.anomaly4j.internal.detector.SharedBackbone;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.network.train.TrainedNetwork;
import io.github.anomaly4j.internal.network.train.Trainer;
import io.github.anomaly4j.internal.score.Calibration;
import io.github.anomaly4j.internal.score.Calibrator;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.score.Thresholds;
import io.github.anomaly4j.internal.training.LibraryTraining.Learned;
import io.github.anomaly4j.internal.training.TrainingImages.Category;
import io.github.anomaly4j.internal.training.TrainingImages.NetworkImages;
import io.github.anomaly4j.natives.NativeBackend;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The way from images to a detector: read, train the network, fill the libraries, calibrate, find
 * thresholds.
 */
public record DetectorTraining(
    DetectorConfig config,
    ImageIntake intake,
    Optional<SharedBackbone> backbone,
    TrainingProgress progress,
    Optional<Path> checkpoint,
    Optional<Path> epochs,
    BooleanSupplier stop,
    DecodeLimits decodeLimits,
    boolean skipUnreadable) {

  /** What a product may look like anyway: mirrored, and in somewhat other light. */
  private static final Augmentation AUGMENTATION =
      Compose.of(
          Sometimes.of(0.5, new HorizontalFlip()),
          Sometimes.of(0.5, new VerticalFlip()),
          new BrightnessContrast(0.05, 0.1));

  public AnomalyDetector train(ImageSet set) throws IOException {
    try {
      return detector(set);
    } finally {
      progress.finished();
    }
  }

  private AnomalyDetector detector(ImageSet set) throws IOException {
    long began = System.nanoTime();
    // What cannot compute is told before many images are read.
    NativeBackend.load();
    TrainingImages images =
        new TrainingImages(config, intake, decodeLimits, skipUnreadable, progress);
    List<Category> categories = images.readAll(set);
    List<TrainedNetwork> trained = config.needsNetwork() ? train(images) : List.of();
    List<String> warnings = new ArrayList<>(images.warnings());
    List<NetworkTraining> trainings = new ArrayList<>();
    for (TrainedNetwork network : trained) {
      NetworkImages lesson = images.lessons().get(trainings.size());
      trainings.add(new NetworkTraining(lesson.categories(), network.curve()));
      String whose = config.networkPerCategory() ? lesson.categories().get(0) + ": " : "";
      network.warnings().forEach(warning -> warnings.add(whose + warning));
    }
    Analyzer analyzer =
        config.analyzer(
            trained.stream().map(TrainedNetwork::network).toList(),
            backbone.map(SharedBackbone::share));
    boolean finished = false;
    try {
      Learned learned = new LibraryTraining(config, analyzer, images, progress).learn(categories);
      List<CategoryModel> models = calibrate(categories, learned, warnings);
      Provenance provenance =
          new Provenance(
              Environment.libraryVersion(),
              Environment.runtime(),
              config.seed(),
              images.fingerprint(),
              counts(categories),
              images.fingerprints(),
              images.skipped(),
              trainings,
              warnings,
              List.of(),
              (System.nanoTime() - began) / 1e9,
              Environment.peakMemoryBytes());
      AnomalyDetector detector =
          new AnomalyDetector(
              config,
              images.intake(),
              intake.reader(decodeLimits),
              provenance,
              analyzer,
              learned.routes(),
              models);
      finished = true;
      return detector;
    } finally {
      if (!finished) {
        analyzer.close();
      }
    }
  }

  /** The network alone. */
  public List<EpochReport> trainNetwork(ImageSet set) throws IOException {
    checkArgument(
        !config.networkPerCategory(),
        "trainNetwork trains one network for all categories that it is given; leave"
            + " networkPerCategory out");
    try {
      NativeBackend.load();
      TrainingImages images =
          new TrainingImages(config, intake, decodeLimits, skipUnreadable, progress);
      images.readAll(set);
      TrainedNetwork trained = train(images).get(0);
      trained.network().close();
      return trained.curve();
    } finally {
      progress.finished();
    }
  }

  private List<TrainedNetwork> train(TrainingImages images) throws IOException {
    List<TrainedNetwork> trained = new ArrayList<>();
    boolean finished = false;
    try {
      // All of them first: that the last is of another run must not show after hours.
      for (int i = 0; i < images.lessons().size(); i++) {
        NetworkImages lesson = images.lessons().get(i);
        trainer(lesson, i).requireOwn(runName(lesson, images));
      }
      for (NetworkImages lesson : images.lessons()) {
        trained.add(
            trainer(lesson, trained.size())
                .train(lesson.learned(), lesson.heldOut(), runName(lesson, images)));
      }
      finished = true;
      return trained;
    } finally {
      if (!finished) {
        trained.forEach(network -> network.network().close());
      }
    }
  }

  /**
   * @param number of the network, which its files are named by: a category's name could be anything
   */
  private Trainer trainer(NetworkImages lesson, int number) {
    return new Trainer(
        config.network(),
        config.loss(),
        config.training(),
        AUGMENTATION,
        DamageRecipes.training(),
        DamageRecipes::validation,
        config.seed(),
        checkpoint.map(
            file ->
                config.networkPerCategory()
                    ? file.resolveSibling(file.getFileName() + "-" + number)
                    : file),
        epochs.map(
            folder ->
                config.networkPerCategory() ? folder.resolve(Integer.toString(number)) : folder),
        config.networkPerCategory() ? afterFirstEpoch() : stop,
        config.networkPerCategory()
            ? new CategoryProgress(progress, lesson.categories().get(0))
            : progress);
  }

  /** Stopped before it has an epoch, one of several networks would take all others with it. */
  private BooleanSupplier afterFirstEpoch() {
    AtomicInteger asked = new AtomicInteger();
    return () ->
        asked.getAndIncrement() >= config.training().stepsPerEpoch() && stop.getAsBoolean();
  }

  /** Names whatever the network's bits depend on. */
  private String runName(NetworkImages lesson, TrainingImages images) {
    String run =
        String.join(
            ", ",
            Environment.libraryVersion(),
            config.imageWidth() + " x " + config.imageHeight(),
            "seed " + config.seed(),
            config.network().toString(),
            config.loss().toString(),
            config.training().toString(),
            lesson.categories().toString(),
            "images " + images.fingerprint(),
            "taken in " + images.intake().deepRange());
    return Hashing.sha256().hashString(run, UTF_8).toString();
  }

  private List<CategoryModel> calibrate(
      List<Category> categories, Learned learned, List<String> warnings) {
    List<Fusion> fusions = Calibrator.fit(learned.heldOut(), config.evidence());
    List<double[]> scores = new ArrayList<>();
    for (int i = 0; i < fusions.size(); i++) {
      scores.add(
          learned.heldOut().get(i).normal().stream()
              .mapToDouble(fusions.get(i)::normalScore)
              .toArray());
    }
    List<Double> thresholds = thresholds(scores, warnings);
    List<double[]> peaks = peaks(fusions, learned.peaks());
    List<Double> mapThresholds = mapThresholds(peaks);
    List<CategoryModel> models = new ArrayList<>();
    for (int i = 0; i < fusions.size(); i++) {
      models.add(
          new CategoryModel(
              categories.get(i).name(),
              learned.patches().get(i),
              learned.images().get(i),
              learned.banks().get(i),
              fusions.get(i),
              learned.poses().get(i),
              new NormalImages(
                  Doubles.asList(scores.get(i)),
                  Doubles.asList(peaks.get(i)),
                  learned.contrasts().get(i)),
              config.threshold() == null
                  ? fusions.get(i).scoreAt(thresholds.get(i))
                  : config.threshold(),
              fusions.get(i).scoreAt(mapThresholds.get(i))));
    }
    return models;
  }

  private static List<double[]> peaks(List<Fusion> fusions, List<List<MapPeaks>> peaks) {
    List<double[]> highest = new ArrayList<>();
    for (int i = 0; i < fusions.size(); i++) {
      highest.add(peaks.get(i).stream().mapToDouble(fusions.get(i)::highest).toArray());
    }
    return highest;
  }

  /**
   * What the maps of normal images pass at the stated rate. Peaks of different categories are made
   * comparable first, where one has too few of its own.
   */
  private List<Double> mapThresholds(List<double[]> peaks) {
    List<Calibration> scales = Calibrator.scales(peaks);
    List<double[]> common = new ArrayList<>();
    for (int i = 0; i < peaks.size(); i++) {
      common.add(Arrays.stream(peaks.get(i)).map(scales.get(i)::apply).toArray());
    }
    List<Double> found = Thresholds.of(common, config.falsePositiveRate()).values();
    List<Double> thresholds = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      thresholds.add(scales.get(i).raw(found.get(i)));
    }
    return thresholds;
  }

  private List<Double> thresholds(List<double[]> scores, List<String> warnings) {
    Thresholds found = Thresholds.of(scores, config.falsePositiveRate());
    if (config.threshold() == null && found.basis() == Thresholds.Basis.EXTRAPOLATED) {
      String text =
          scores.stream().mapToInt(category -> category.length).sum()
              + " normal images are too few to count off a false-positive rate of "
              + config.falsePositiveRate()
              + ": the thresholds are extrapolated; give more normal images or a higher rate";
      warnings.add(text);
      progress.warning(text);
    }
    return found.values();
  }

  private static ImmutableMap<String, Provenance.ImageCount> counts(List<Category> categories) {
    ImmutableMap.Builder<String, Provenance.ImageCount> counts = ImmutableMap.builder();
    for (Category category : categories) {
      counts.put(
          category.name(),
          new Provenance.ImageCount(
              category.images().size() - category.heldOut(), category.heldOut()));
    }
    return counts.buildOrThrow();
  }
}
