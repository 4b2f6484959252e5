package io.github.anomaly4j.internal.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
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
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.detector.SharedBackbone;
import io.github.anomaly4j.internal.detector.SharedNetworks;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.network.train.TrainedNetwork;
import io.github.anomaly4j.internal.network.train.Trainer;
import io.github.anomaly4j.internal.training.image.ImageSite.Setting;
import io.github.anomaly4j.internal.training.image.TrainingImages;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.internal.training.image.TrainingImages.NetworkImages;
import io.github.anomaly4j.natives.NativeBackend;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The steps from images to a detector: read, train a network if one is needed, learn the evidence,
 * calibrate, find thresholds.
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
    boolean skipUnreadable,
    Map<String, InspectedArea> areas) {

  /** Changes that leave a product normal: mirrored, and in slightly different light. */
  private static final Augmentation AUGMENTATION =
      Compose.of(
          Sometimes.of(0.5, new HorizontalFlip()),
          Sometimes.of(0.5, new VerticalFlip()),
          new BrightnessContrast(0.05, 0.1));

  /** Trains a detector. */
  public DetectorState train(ImageSet set) throws IOException {
    try {
      return detector(set);
    } finally {
      progress.finished();
    }
  }

  private DetectorState detector(ImageSet set) throws IOException {
    long began = System.nanoTime();
    // A missing backend must be reported before many images are read.
    NativeBackend.load();
    try (TrainingImages images = read(set)) {
      return detector(images, began);
    }
  }

  private TrainingImages read(ImageSet set) throws IOException {
    return TrainingImages.of(
        set,
        new Setting(config, intake, config.limits(decodeLimits), areas),
        skipUnreadable,
        Site.here(),
        progress);
  }

  private DetectorState detector(TrainingImages images, long began) throws IOException {
    List<Category> categories = images.categories();
    List<TrainedNetwork> trained = config.needsNetwork() ? train(images) : List.of();
    List<String> warnings = new ArrayList<>();
    List<NetworkTraining> trainings = new ArrayList<>();
    for (TrainedNetwork network : trained) {
      NetworkImages lesson = images.lessons().get(trainings.size());
      trainings.add(new NetworkTraining(lesson.categories(), network.curve()));
      String whose = config.networkPerCategory() ? lesson.categories().get(0) + ": " : "";
      network.warnings().forEach(warning -> warnings.add(whose + warning));
    }
    SharedNetworks networks =
        new SharedNetworks(
            trained.stream().map(TrainedNetwork::network).toList(),
            backbone.map(SharedBackbone::share));
    boolean finished = false;
    try {
      EvidenceContext evidence =
          config.context(networks.networks(), backbone.map(SharedBackbone::features));
      Optional<Site> site = Site.here();
      Learned learned =
          site.isPresent()
              ? site.get().learn(images.setting(), evidence, networks, categories, progress)
              : new EvidenceTraining(config, evidence, images, progress).learn();
      warnings.addAll(0, images.warnings());
      List<CategoryModel> models =
          new CategoryCalibration(
                  config,
                  text -> {
                    warnings.add(text);
                    progress.warning(text);
                  })
              .of(categories, learned.categories());
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
      DetectorState state =
          new DetectorState(
              config,
              images.intake(),
              intake.reader(config.limits(decodeLimits)),
              provenance,
              evidence,
              networks,
              learned.routes(),
              models,
              Optional.empty());
      finished = true;
      return state;
    } finally {
      if (!finished) {
        networks.close();
      }
    }
  }

  /** Trains only the network. */
  public List<EpochReport> trainNetwork(ImageSet set) throws IOException {
    checkArgument(
        !config.networkPerCategory(),
        "trainNetwork trains one network for all categories that it is given; leave"
            + " networkPerCategory out");
    try {
      NativeBackend.load();
      try (TrainingImages images = read(set)) {
        TrainedNetwork trained = train(images).get(0);
        trained.network().close();
        return trained.curve();
      }
    } finally {
      progress.finished();
    }
  }

  private List<TrainedNetwork> train(TrainingImages images) throws IOException {
    List<TrainedNetwork> trained = new ArrayList<>();
    boolean finished = false;
    try {
      // All of them first: a file of another run must not be found only after hours.
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
   * @param number the index of the network, which its files are named by, since a category's name
   *     may contain any characters
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

  /** If one of several networks stopped before its first epoch, all of them would be lost. */
  private BooleanSupplier afterFirstEpoch() {
    AtomicInteger asked = new AtomicInteger();
    return () ->
        asked.getAndIncrement() >= config.training().stepsPerEpoch() && stop.getAsBoolean();
  }

  /** Identifies everything that the network's bits depend on. */
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
            "taken in " + images.intake().deepRange(),
            "areas " + Maps.transformValues(new TreeMap<>(areas), InspectedArea::fingerprint));
    return Hashing.sha256().hashString(run, UTF_8).toString();
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
