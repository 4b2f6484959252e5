package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.PixelRange;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.SharedBackbone;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.network.trunk.TrunkBackbone;
import io.github.anomaly4j.internal.registration.SearchRange;
import io.github.anomaly4j.internal.tile.Tiles;
import io.github.anomaly4j.internal.training.DetectorTraining;
import io.github.anomaly4j.internal.training.image.TrainingImages;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.TrainingException;
import io.github.anomaly4j.progress.TrainingProgress;
import io.github.anomaly4j.spi.BackboneSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Settings of a training. Setters reject invalid values at the call. Not thread safe.
 *
 * <p>Defaults: images are fitted into 256 x 256 pixels; seed 42; {@link UNetConfig#defaults()},
 * {@link LossConfig#defaults()} and {@link Preset#BALANCED}; memory banks of {@link
 * Features#SCATTERING}; thresholds at a false-positive rate of 2 %; one thread for each processor;
 * no listener, no checkpoint, no epochs kept; an image that cannot be read ends training.
 *
 * <p>Long because every setting states its contract here; the work is done elsewhere.
 */
public final class AnomalyDetectorBuilder {
  /** The minimum number of normal images of a category; copies of an image count once. */
  public static final int MIN_IMAGES = TrainingImages.FEWEST;

  private int imageWidth = 256;
  private int imageHeight = 256;
  private long seed = 42;
  private UNetConfig network = UNetConfig.defaults();
  private boolean networkPerCategory;
  private LossConfig loss = LossConfig.defaults();
  private TrainingConfig training = Preset.BALANCED.training();
  private Features features = Features.SCATTERING;
  private Optional<BackboneSource> backbone = Optional.empty();
  private Optional<Map<Evidence, Double>> evidence = Optional.empty();
  private boolean restoration;
  private Routing routing = Routing.DISCRIMINANT;
  private Boolean unknownProducts;
  private int memoryBankSize = Preset.BALANCED.memoryBankSize();
  private int backboneBankSize = Preset.BALANCED.backboneBankSize();
  private int poses = Preset.BALANCED.poses();
  private double falsePositiveRate = 0.02;
  private Double threshold;
  private TrainingProgress listener = TrainingProgress.none();
  private Optional<Path> checkpoint = Optional.empty();
  private Optional<Path> epochs = Optional.empty();
  private BooleanSupplier stop = () -> false;
  private DecodeLimits decodeLimits = DecodeLimits.defaults();
  private boolean skipUnreadable;
  private int threads = Runtime.getRuntime().availableProcessors();
  private Optional<Executor> executor = Optional.empty();
  private PixelRange pixelRange;
  private boolean storedOrientation;
  private final Map<String, InspectedArea> areas = new TreeMap<>();
  private Tiles tiles;
  private SearchRange registration;

  AnomalyDetectorBuilder() {}

  /**
   * The size that images are fitted into, their aspect ratio kept.
   *
   * @param width in pixels, from 32 to 4096, a multiple of 8 and of 2 to the power of the network's
   *     depth
   * @param height likewise
   */
  public AnomalyDetectorBuilder imageSize(int width, int height) {
    Letterbox frame = new Letterbox(width, height);
    imageWidth = frame.width();
    imageHeight = frame.height();
    return this;
  }

  /**
   * Where to look on the images of a product; by default everywhere. The areas are saved with the
   * detector, and images of the product must then have their size.
   *
   * @param category the product
   * @param look which parts of its images are inspected and which ignored; {@link Areas#read} reads
   *     those of several products from a file
   */
  public AnomalyDetectorBuilder areas(String category, Areas look) {
    areas.put(requireNonNull(category, "category"), InspectedArea.of(look));
    return this;
  }

  /**
   * Learns and scores images in overlapping square tiles, each fitted into {@link #imageSize}, for
   * images that are much larger than it: line scans, boards, 20 to 150 megapixels. Files are read
   * by regions where their format allows it ({@link io.github.anomaly4j.image.LargeImage} says
   * which), so that memory does not grow with the image.
   *
   * <p>An image has one score, that of its most abnormal tile, calibrated so that it does not grow
   * with the number of tiles: images of one product may have any size, at one scale. All tiles of a
   * normal image are scored without anything that was learned from that image. An image that is
   * narrower or lower than a tile has tiles of its own width or height; one that is smaller both
   * ways is one tile, mirrored to its right, at the scale of the others.
   *
   * <p>At most 600 tiles of each category are learned and 3,000 are calibrated on, evenly from all
   * its images but at least 4 of each, so that training takes minutes whatever their size. If every
   * part of a product looks different, give larger {@link #memoryBankSize memory banks}. Other
   * poses are not learned, but {@link #poses} times as many tiles at other places. Evidence is
   * {@link Evidence#PATCH}, {@link Evidence#DETAIL}, {@link Evidence#BACKBONE} and {@link
   * Evidence#IMAGE}, which compares a tile as a whole; {@link Evidence#GAUSSIAN}, which needs a
   * position in the product, {@link #areas} and a network that training makes are refused. The
   * category of an image is found by the shrunk image. The heat map is drawn on the image shrunk to
   * about a megapixel. The default of {@link #decodeLimits} becomes {@link
   * DecodeLimits#defaultsOfTiles()}.
   *
   * @param size side of a tile in pixels of the image, 32 to 16,384, and at least a quarter of the
   *     image size; a defect of about {@code 2 * size / imageSize} pixels can be seen
   * @param overlap of adjacent tiles at least, in pixels of the image, 0 to half the size; should
   *     be more than the usual defect, such as an eighth of the size
   */
  public AnomalyDetectorBuilder tiles(int size, int overlap) {
    tiles = new Tiles(size, overlap);
    return this;
  }

  /**
   * Registers images before they are scored, by default none: each category's usual view is learned
   * from its normal images, and an image is shifted and turned so that its part lies as there. For
   * rigid parts that lie nearly in one place; a category whose images do not show such a part is
   * left as it is, with a warning. {@link Detection#registration()} says how a part lies, and
   * {@link Warning.Kind#MISPLACED} that it does not lie where it should. Maps and regions stay
   * those of the image as it was given; what a part's usual view does not show is not looked at,
   * nor what the image does not show of the part, nor an eighth of a side beside that ({@link
   * Warning.Kind#OUT_OF_VIEW}). Areas lie on the usual view, and move with the part.
   *
   * @param shift how far off a part may lie along each axis, as a share of the image's longer side,
   *     0 to 0.25
   * @param degrees how far it may be turned in either direction, 0 to 45
   */
  public AnomalyDetectorBuilder registration(double shift, double degrees) {
    registration = new SearchRange(shift, degrees);
    return this;
  }

  /** The seed of every random draw: the same seed, images and machine give the same detector. */
  public AnomalyDetectorBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** The network's shape. */
  public AnomalyDetectorBuilder network(UNetConfig network) {
    this.network = requireNonNull(network, "network");
    return this;
  }

  /**
   * Trains one network for each category instead of one for all. Each is trained as long as one for
   * all would be, so with many categories this is slow and the file is large. With {@link
   * #checkpoint} each network has its own file, {@code NAME-0} and so on in the order of the sorted
   * categories; with {@link #keepEpochs} its own folder within the given one. A training that is
   * stopped still finishes the first epoch of every network.
   */
  public AnomalyDetectorBuilder networkPerCategory() {
    networkPerCategory = true;
    return this;
  }

  /** What training minimizes. */
  public AnomalyDetectorBuilder loss(LossConfig loss) {
    this.loss = requireNonNull(loss, "loss");
    return this;
  }

  /**
   * How much time training may take: sets {@link #training}, {@link #memoryBankSize}, {@link
   * #backboneBankSize} and {@link #poses}, each of which may be changed afterwards.
   */
  public AnomalyDetectorBuilder preset(Preset preset) {
    training = preset.training();
    memoryBankSize = preset.memoryBankSize();
    backboneBankSize = preset.backboneBankSize();
    poses = preset.poses();
    return this;
  }

  /** How long and how fast the network is trained. */
  public AnomalyDetectorBuilder training(TrainingConfig training) {
    this.training = requireNonNull(training, "training");
    return this;
  }

  /** Epochs at most: {@code training(...)} with another number of them. */
  public AnomalyDetectorBuilder epochs(int epochs) {
    training = training.withEpochs(epochs);
    return this;
  }

  /** The features that the memory banks are made of. */
  public AnomalyDetectorBuilder features(Features features) {
    this.features = requireNonNull(features, "features");
    return this;
  }

  /**
   * A network that was trained elsewhere, such as {@code OnnxBackbone.of(file)} of {@code
   * anomaly-onnx}, to score by {@link Evidence#BACKBONE}, {@link Evidence#GAUSSIAN} or both, in
   * addition to the other features or alone. By default it is the library's own trunk, which was
   * trained on drawn images.
   *
   * <p>With other features, {@link #imageSize} must have the aspect ratio of the backbone's input.
   * Alone, with {@code evidence(Map.of(Evidence.BACKBONE, 1.0))} or {@code GAUSSIAN}, its features
   * also find the category, images are fitted into its input size, and no other poses are learned,
   * which is faster.
   *
   * @param source opened by {@link #train}, and closed with the detector
   */
  public AnomalyDetectorBuilder features(BackboneSource source) {
    backbone = Optional.of(source);
    return this;
  }

  /**
   * What an image is scored by, in place of {@link Evidence#defaultWeights()}: the score is
   * computed from the weighted sum of these kinds, by the library's own backbone unless {@link
   * #features(BackboneSource)} gives another. Kinds of weight 0 are listed among the partial
   * scores, those of the network by {@link AnomalyDetector#explain} alone; kinds that are not named
   * are not computed.
   *
   * @param weights at least one above 0; finite, not negative
   */
  public AnomalyDetectorBuilder evidence(Map<Evidence, Double> weights) {
    checkArgument(
        weights.values().stream().allMatch(weight -> weight >= 0 && Double.isFinite(weight))
            && weights.values().stream().anyMatch(weight -> weight > 0),
        "weights must be finite, not negative, and one of them above 0: %s",
        weights);
    weights.keySet().forEach(EvidenceKinds::of);
    evidence = Optional.of(Map.copyOf(weights));
    return this;
  }

  /**
   * Trains a network even if it does not count, for {@link AnomalyDetector#explain}, which returns
   * its restoration of the image and the scores of its damage mask and of its restoration. Without
   * this setting a network is trained only if {@link #evidence} names a kind that needs one, at any
   * weight, or {@link #features(Features)} reads one; by default none does, and {@link #network},
   * {@link #loss}, {@link #training}, {@link #epochs} and {@link #stopWhen} have no effect.
   */
  public AnomalyDetectorBuilder restoration() {
    restoration = true;
    return this;
  }

  /** How an image's category is found if the caller does not name it. */
  public AnomalyDetectorBuilder routing(Routing routing) {
    this.routing = requireNonNull(routing, "routing");
    return this;
  }

  /**
   * Whether an image may be of a product that the detector was not trained on, so that it is not
   * {@linkplain Detection#recognized() recognized}. By default true if there are several
   * categories. With a single category nothing is unknown by default: novelty is learned from the
   * differences between categories, and without them many defective images would be called unknown.
   */
  public AnomalyDetectorBuilder unknownProducts(boolean told) {
    unknownProducts = told;
    return this;
  }

  /**
   * The maximum number of patches in each category's memory bank, 1 to 1,000,000: a larger bank is
   * finer, takes more memory and is slower. Above 200,000 the nearest patch is found approximately
   * where {@code anomaly-jvector} is on the class path.
   */
  public AnomalyDetectorBuilder memoryBankSize(int patches) {
    DetectorConfig.checkBankSize("memoryBankSize", patches);
    memoryBankSize = patches;
    return this;
  }

  /**
   * The maximum number of patches in each category's memory bank of a backbone's features, 1 to
   * 1,000,000; by default that of the preset, {@link Preset#BALANCED} 10,000.
   */
  public AnomalyDetectorBuilder backboneBankSize(int patches) {
    DetectorConfig.checkBankSize("backboneBankSize", patches);
    backboneBankSize = patches;
    return this;
  }

  /**
   * In how many other poses each normal image is learned, 0 to 100: shifted by up to a twentieth of
   * its longer side, and rotated by quarter turns (half turns if it is not square) if the images
   * show the product in every direction. With more poses, scores depend less on the pose of a
   * product, and training takes longer; use 0 if a product in another pose is defective.
   */
  public AnomalyDetectorBuilder poses(int copies) {
    checkArgument(
        copies >= 0 && copies <= DetectorConfig.MAX_POSES,
        "poses must be from 0 to %s: %s",
        DetectorConfig.MAX_POSES,
        copies);
    poses = copies;
    return this;
  }

  /**
   * The share of normal images that may score above the threshold, in (0, 1); 0.02 by default.
   *
   * <p>{@code n} normal images of a product state no rate below {@code 1 / (n + 1)}, so that 0.02
   * takes 49 of them. The threshold of a product with fewer rests on the images of all products
   * together, or, if these are too few as well, on an estimate, and a warning says so. {@link
   * DetectorInfo.Product#falsePositiveRate()} is what the product's own images state for it.
   */
  public AnomalyDetectorBuilder falsePositiveRate(double rate) {
    checkArgument(rate > 0 && rate < 1, "the false-positive rate must be in (0, 1): %s", rate);
    falsePositiveRate = rate;
    return this;
  }

  /**
   * One threshold for every category, on the scale of {@link Detection#score()}, instead of those
   * that training finds.
   */
  public AnomalyDetectorBuilder threshold(double threshold) {
    checkArgument(Double.isFinite(threshold), "threshold must be finite: %s", threshold);
    this.threshold = threshold;
    return this;
  }

  /** Receives the progress of the training. */
  public AnomalyDetectorBuilder listener(TrainingProgress listener) {
    this.listener = requireNonNull(listener, "listener");
    return this;
  }

  /**
   * A file that the state of the network's training is written to after every epoch. If it exists,
   * that training is continued, to the same bits as without an interruption. The file stays when
   * training ends.
   */
  public AnomalyDetectorBuilder checkpoint(Path file) {
    checkpoint = Optional.of(file);
    return this;
  }

  /**
   * A folder that the network of every epoch is written to, one file for each epoch, for {@code
   * anomaly sweep}. If a training is continued, its epochs stay there; a folder with epochs of
   * another training is refused.
   */
  public AnomalyDetectorBuilder keepEpochs(Path folder) {
    epochs = Optional.of(folder);
    return this;
  }

  /**
   * Asked before every step of the network; once it returns true, the network of the best epoch so
   * far is used. The memory banks are still filled: to stop everything, interrupt the thread.
   */
  public AnomalyDetectorBuilder stopWhen(BooleanSupplier stop) {
    this.stop = requireNonNull(stop, "stop");
    return this;
  }

  /** Limits of image files, in training and for {@link AnomalyDetector#reader()}. */
  public AnomalyDetectorBuilder decodeLimits(DecodeLimits limits) {
    decodeLimits = requireNonNull(limits, "limits");
    return this;
  }

  /**
   * The stored numbers that stand for black and white, for images whose files do not say it: those
   * in floating point, with a sign or of 32 bits, and those of 10-, 12- and 14-bit cameras, whose
   * files have 16 bits. The range is the same for all products, is saved, and is applied to every
   * image of the detector.
   *
   * <p>By default, the range of such cameras is learned: the smallest of 10, 12, 14 and 16 bits
   * that contains all training images. Other numbers are refused unless they are in [0, 1] or their
   * files give the range.
   */
  public AnomalyDetectorBuilder pixelRange(PixelRange range) {
    pixelRange = requireNonNull(range, "range");
    return this;
  }

  /**
   * Takes pixels as they are stored, in training and in detection, and ignores the orientation of
   * the file (EXIF). By default the orientation is applied, as viewers do.
   */
  public AnomalyDetectorBuilder storedOrientation() {
    storedOrientation = true;
    return this;
  }

  /**
   * Skips images that cannot be read, instead of ending training: the listener receives a warning
   * for each, and {@link Provenance#skipped()} names it.
   */
  public AnomalyDetectorBuilder skipUnreadable() {
    skipUnreadable = true;
    return this;
  }

  /**
   * The maximum number of threads that training uses, including the calling one; by default one for
   * each processor. The detector's bits do not depend on it.
   *
   * @param threads at least 1
   */
  public AnomalyDetectorBuilder threads(int threads) {
    checkArgument(threads >= 1, "threads must be at least 1: %s", threads);
    this.threads = threads;
    return this;
  }

  /**
   * The executor whose threads training uses in addition to the calling one; by default training
   * starts threads of its own, which end with it. It uses at most {@link #threads} minus one at a
   * time, for milliseconds each; if the executor is busy or refuses, the calling thread does the
   * work.
   */
  public AnomalyDetectorBuilder executor(Executor executor) {
    this.executor = Optional.of(executor);
    return this;
  }

  /**
   * Trains on the training images of all categories of a set. Blocks; uses {@link #threads}.
   *
   * <p>No global state of the process changes: the native library's threads are not used, so none
   * of them spins next to other work, and the number of native threads that other code uses stays
   * the same.
   *
   * @return a finished detector; the caller closes it
   * @throws IllegalArgumentException if the settings contradict each other, or there are more than
   *     1,000 categories
   * @throws EmptyImageSetException if a category has fewer than {@value #MIN_IMAGES} normal images
   * @throws ImageException if an image cannot be decoded; the message names it
   * @throws java.io.InterruptedIOException if the thread is interrupted; the checkpoint stays
   * @throws TrainingException if the network diverges, or training is stopped in its first epoch
   * @throws IOException if a file cannot be read, or the checkpoint or an epoch cannot be written
   * @throws io.github.anomaly4j.natives.NativeBackendException if ND4J's native library cannot be
   *     unpacked or loaded, before an image is read
   */
  public AnomalyDetector train(ImageSet images) throws IOException {
    try (Workers workers = workers()) {
      return workers.run(() -> trainHere(images));
    }
  }

  private AnomalyDetector trainHere(ImageSet images) throws IOException {
    if (backbone.isEmpty() && EvidenceKinds.needingBackbone(weights().keySet()).isEmpty()) {
      return new AnomalyDetector(
          training(
                  images,
                  epochs,
                  config(weights(), Optional.empty(), restoration),
                  Optional.empty())
              .train(images));
    }
    BackboneSource source =
        backbone.orElseGet(() -> TrunkBackbone.ofLibrary(new Letterbox(imageWidth, imageHeight)));
    // Owned here until training ends; the detector has a share of its own.
    try (SharedBackbone open = SharedBackbone.of(source.open())) {
      return new AnomalyDetector(
          training(
                  images,
                  epochs,
                  config(weights(), Optional.of(open), restoration),
                  Optional.of(open))
              .train(images));
    }
  }

  /**
   * Trains only the network, without memory banks, calibration and thresholds, and keeps the
   * network of every epoch, for {@code anomaly sweep}, which inspects them.
   *
   * @param folder receives the epochs, instead of that of {@link #keepEpochs}
   * @return every epoch, in order
   * @throws IOException and others as {@link #train} does
   */
  public List<EpochReport> trainNetwork(ImageSet images, Path folder) throws IOException {
    checkArgument(
        backbone.isEmpty(), "trainNetwork trains a network of ours; leave the backbone out");
    try (Workers workers = workers()) {
      return workers.run(
          () ->
              training(
                      images,
                      Optional.of(folder),
                      config(EvidenceKinds.withoutBackbone(weights()), Optional.empty(), true),
                      Optional.empty())
                  .trainNetwork(images));
    }
  }

  private Workers workers() {
    return executor.isPresent() ? Workers.of(threads, executor.get()) : Workers.of(threads);
  }

  private DetectorTraining training(
      ImageSet images,
      Optional<Path> folder,
      DetectorConfig config,
      Optional<SharedBackbone> open) {
    checkArgument(
        images.categories().size() <= DetectorConfig.MAX_CATEGORIES,
        "%s categories are too many; one detector takes up to %s",
        images.categories().size(),
        DetectorConfig.MAX_CATEGORIES);
    checkArgument(
        config.needsNetwork() || (folder.isEmpty() && checkpoint.isEmpty() && !networkPerCategory),
        "keepEpochs, checkpoint and networkPerCategory are for a network, and none is trained by"
            + " these settings: call restoration(), name evidence of the network, or leave"
            + " them out");
    checkArgument(
        config.tiles() == null || areas.isEmpty(),
        "areas are not looked at in tiles: leave out tiles(...), or areas(...) and cut the images to"
            + " the part that matters");
    return new DetectorTraining(
        config,
        ImageIntake.of(pixelRange, storedOrientation),
        open,
        listener,
        checkpoint,
        folder,
        stop,
        decodeLimits,
        skipUnreadable,
        Map.copyOf(areas));
  }

  private Map<Evidence, Double> weights() {
    return evidence.orElse(Evidence.defaultWeights());
  }

  private DetectorConfig config(
      Map<Evidence, Double> counted, Optional<SharedBackbone> open, boolean shown) {
    Map<Evidence, Double> weights = new TreeMap<>(counted);
    if (shown) {
      weights.putIfAbsent(Evidence.MASK, 0.0);
      weights.putIfAbsent(Evidence.RECONSTRUCTION, 0.0);
    }
    boolean alone = open.isPresent() && EvidenceKinds.byBackboneAlone(weights.keySet());
    Letterbox own = new Letterbox(imageWidth, imageHeight);
    Letterbox taken = open.map(SharedBackbone::frame).orElse(own);
    // Our own has the proportions of every frame that is not refused below.
    checkArgument(
        alone
            || backbone.isEmpty()
            || (long) own.width() * taken.height() == (long) own.height() * taken.width(),
        "imageSize %s x %s must have the proportions of what the backbone takes, %s x %s, unless"
            + " all evidence of patches and whole images is BACKBONE or GAUSSIAN",
        own.width(),
        own.height(),
        taken.width(),
        taken.height());
    int width = alone ? taken.width() : own.width();
    int height = alone ? taken.height() : own.height();
    return new DetectorConfig(
        width,
        height,
        seed,
        network,
        networkPerCategory,
        loss,
        training.withCropSize(Math.min(training.cropSize(), Math.min(width, height))),
        features,
        open.map(shared -> shared.backbone().file()).orElse(null),
        weights,
        routing,
        unknownProducts,
        memoryBankSize,
        backboneBankSize,
        alone ? 0 : poses,
        registration,
        falsePositiveRate,
        threshold,
        tiles);
  }
}
