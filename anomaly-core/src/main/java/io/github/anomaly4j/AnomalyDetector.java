package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorFile;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.detector.Inspector;
import io.github.anomaly4j.internal.intake.PixelFingerprint;
import io.github.anomaly4j.internal.revision.DetectorRevision;
import io.github.anomaly4j.internal.training.CategoryTraining;
import io.github.anomaly4j.progress.TrainingProgress;
import io.github.anomaly4j.spi.BackboneSource;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A trained detector: scores an image, shows where it is abnormal, and decides. It serves all
 * categories that it was trained on, and finds the category of an image by itself.
 *
 * <p>Immutable and safe for concurrent use; the same image gives the same bits on every thread and
 * after saving and loading. It holds native memory: {@link #close()} frees it, after the running
 * detections have ended; a closed detector throws {@link IllegalStateException}. A {@link
 * DetectorReference} replaces a detector that is in use. If ND4J's native library cannot be
 * unpacked or loaded, the methods that need it throw {@link
 * io.github.anomaly4j.natives.NativeBackendException}.
 *
 * <pre>{@code
 * AnomalyDetector detector = AnomalyDetector.builder().train(ImageSet.folder(Path.of("parts")));
 * detector.save(Path.of("parts.anomaly"));
 * Detection detection = detector.detect(Path.of("new.png"));
 * }</pre>
 *
 * <p>Long because every way to load a detector, and to make another one of it, states its contract
 * here; the work is done elsewhere.
 */
public final class AnomalyDetector implements ImageDetector, AutoCloseable {
  private final DetectorState state;
  private final Inspector inspector;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  AnomalyDetector(DetectorState state) {
    this.state = state;
    this.inspector = new Inspector(state);
  }

  /** A builder with the defaults that {@link AnomalyDetectorBuilder} lists. */
  public static AnomalyDetectorBuilder builder() {
    return new AnomalyDetectorBuilder();
  }

  /**
   * A loader with more options than {@link #load(Path)}, for example to run the backbone of a file.
   */
  public static DetectorLoader loader() {
    return DetectorLoader.DEFAULT;
  }

  /**
   * Loads a detector that {@link #save} wrote. Nothing in the file is run: a detector with a
   * backbone of others is refused; load it by {@link #loader()}, which says what may be run. The
   * library's own backbone needs no permission.
   *
   * @throws ModelFileException if the file is not one, is truncated, altered or of a newer release,
   *     or needs a backbone of others
   * @throws IOException if it cannot be read
   */
  public static AnomalyDetector load(Path file) throws IOException {
    return loader().load(file);
  }

  /**
   * Loads a detector from a stream, which is read to its end, such as {@code
   * MyApp.class.getResourceAsStream("/parts.anomaly")}, and leaves the stream open; {@link
   * DetectorLoader#load(InputStream, String)} says more, and takes a name for messages.
   *
   * @throws NullPointerException if it is {@code null}, which that method returns for a missing
   *     resource
   * @throws ModelFileException if it is no detector, is truncated, altered or of a newer release,
   *     or needs a backbone of others
   * @throws IOException if the stream fails
   */
  public static AnomalyDetector load(InputStream in) throws IOException {
    requireNonNull(in, "the stream is null: getResourceAsStream gives that for what is not there");
    return loader().load(in, "the stream");
  }

  /**
   * Loads a detector that {@link #save} wrote, with the given backbone, which may now be in another
   * place.
   *
   * @param backbone of the same model file, by its SHA-256, and with the same settings; other
   *     session options are allowed
   * @throws ModelFileException if the file is not one, or is for another backbone or none
   * @throws IOException if the file or the backbone cannot be read
   */
  public static AnomalyDetector load(Path file, BackboneSource backbone) throws IOException {
    return loader().backbone(backbone).load(file);
  }

  /**
   * Saves everything that detection needs in one file. The file is written under a temporary name
   * and renamed when it is complete: on failure, a previous file stays.
   *
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    whileOpen(
        () -> {
          file().write(file, DetectorFile.KIND);
          return file;
        });
  }

  /**
   * Writes the content of {@link #save(Path)} to a stream, flushes it and leaves it open. After a
   * failure, the written bytes cannot be loaded.
   *
   * @throws IOException if the stream fails
   */
  public void save(OutputStream out) throws IOException {
    requireNonNull(out, "out");
    whileOpen(
        () -> {
          file().write(out, DetectorFile.KIND);
          return out;
        });
  }

  DetectorState state() {
    return state;
  }

  private ModelFile<?> file() {
    return DetectorFile.of(state);
  }

  /** Scores an image; its category is found. */
  @Override
  public Detection detect(Image image) {
    return inspect(image, OptionalInt.empty(), false);
  }

  @Override
  public Detection explain(Image image) {
    return inspect(image, OptionalInt.empty(), true);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A detector that was trained with {@linkplain AnomalyDetectorBuilder#tiles tiles} reads the
   * file by regions where its format allows that.
   */
  @Override
  public Detection detect(Path file) throws IOException {
    return detect(file, OptionalInt.empty());
  }

  @Override
  public Detection detect(LargeImage image) throws IOException {
    return detect(image, OptionalInt.empty());
  }

  @Override
  public Stream<Result<Path>> detectAll(Stream<Path> files, Workers workers) {
    return inspector.inTiles()
        ? workers.inOrder(files, file -> Result.ofFile(file, this))
        : ImageDetector.super.detectAll(files, workers);
  }

  private Detection detect(Path file, OptionalInt category) throws IOException {
    if (!inspector.inTiles()) {
      return inspect(state.reader().read(file), category, false);
    }
    try (LargeImage image = state.reader().open(file)) {
      return detect(image, category);
    }
  }

  private Detection detect(LargeImage image, OptionalInt category) throws IOException {
    return inspector.inTiles()
        ? whileOpen(() -> new Detection(inspector.inspect(image, category)))
        : inspect(image.read(0, 0, image.width(), image.height()), category, false);
  }

  /**
   * This detector for images of a known category: it scores every image as one of it, and never as
   * one of an unknown product. It holds nothing of its own and need not be closed.
   *
   * @throws IllegalArgumentException if the detector does not know the category
   */
  public ImageDetector forCategory(String category) {
    return new OfCategory(number(category));
  }

  private Detection inspect(Image image, OptionalInt category, boolean explained) {
    return whileOpen(() -> new Detection(inspector.inspect(image, category, explained)));
  }

  @Override
  public ImageReader reader() {
    return state.reader();
  }

  /**
   * Reads a file by {@link #reader()} and applies the learned range to deep images: the image as it
   * is scored, for callers that change it first.
   *
   * @throws IOException if it cannot be read
   */
  public Image read(Path file) throws IOException {
    return state.intake().take(state.reader().read(file));
  }

  /** Whether images are scored in tiles; see {@link AnomalyDetectorBuilder#tiles}. */
  public boolean inTiles() {
    return inspector.inTiles();
  }

  /** The categories it was trained on, sorted by name. */
  public List<String> categories() {
    return state.categories().stream().map(CategoryModel::name).collect(toImmutableList());
  }

  /**
   * The threshold of a category: images that score above it are anomalous.
   *
   * @throws IllegalArgumentException if the detector does not know the category
   */
  public double threshold(String category) {
    return state.categories().get(number(category)).threshold();
  }

  /**
   * A detector with other thresholds, found by a rule on the scores of some images, category by
   * category. This detector does not change, and both must be closed. A category keeps its
   * threshold if the rule finds none in its images, or if there are no images of it.
   *
   * @param rule how thresholds are found; {@link ThresholdRule#needs()} says from which images
   * @param images all of them are scored, of any split, each as an image of its category
   * @throws IllegalArgumentException if there is an image of a category that it does not know
   * @throws io.github.anomaly4j.threshold.TooFewNormalsException if the rule states a rate and
   *     there are too few normal images
   * @throws IOException if an image cannot be read, or exceeds the limits of {@link #reader()}
   */
  public AnomalyDetector withThresholds(ThresholdRule rule, ImageSet images) throws IOException {
    checkKnown(images);
    return whileOpen(
        () -> new AnomalyDetector(new DetectorRevision(state).withThresholds(rule, images)));
  }

  /**
   * A detector with other thresholds, found by a rule on the scores of the training's normal
   * images, each computed without the image itself (leave-one-out). This detector does not change,
   * and both must be closed.
   *
   * <p>What a rule states about new images holds if their scores are distributed like these. That
   * is so for the evidence that counts by default; it is less so for evidence of the network, which
   * learned from most of these images. Images added by {@link #withNormal} are not included.
   *
   * @param rule how thresholds are found
   * @throws IllegalArgumentException if the rule needs defective images too
   * @throws io.github.anomaly4j.threshold.TooFewNormalsException if the rule states a rate, and a
   *     category has too few normal images
   */
  public AnomalyDetector withThresholds(ThresholdRule rule) {
    checkArgument(
        rule.needs() == ThresholdRule.Needs.NOTHING || rule.needs() == ThresholdRule.Needs.NORMAL,
        "%s needs a set of images with defective ones among them",
        rule);
    return whileOpen(() -> new AnomalyDetector(new DetectorRevision(state).withThresholds(rule)));
  }

  /**
   * A detector with another threshold for one category. This detector does not change, and both
   * must be closed. The threshold of the map stays.
   *
   * @param threshold finite; images that score above it are anomalous
   * @throws IllegalArgumentException if the detector does not know the category, or the threshold
   *     is not finite
   */
  public AnomalyDetector withThreshold(String category, double threshold) {
    return withThresholds(Map.of(category, threshold));
  }

  /**
   * A detector with other thresholds for some categories: one change, which {@link #revert} undoes
   * as a whole. This detector does not change, and both must be closed. The thresholds of the maps
   * stay.
   *
   * @param thresholds by category, finite; at least one
   * @throws IllegalArgumentException if the detector does not know a category, a threshold is not
   *     finite, or there is none
   */
  public AnomalyDetector withThresholds(Map<String, Double> thresholds) {
    checkArgument(!thresholds.isEmpty(), "no threshold is given");
    List<String> set = new ArrayList<>();
    new TreeMap<>(thresholds)
        .forEach(
            (category, threshold) -> {
              number(category);
              checkArgument(
                  Double.isFinite(threshold), "a threshold must be finite, was %s", threshold);
              set.add(category + " set to " + threshold);
            });
    return withThresholds(
        own ->
            own.withThresholds(
                thresholds.getOrDefault(own.name(), own.threshold()), own.mapThreshold()),
        "of " + String.join(", ", set));
  }

  /**
   * Writes the thresholds of all categories to a JSON file for people to read and change, for
   * {@link #withThresholds(Path)}:
   *
   * <pre>{@code
   * {"fingerprint": "...",
   *  "thresholds": {"screw": {"score": 1.5, "map": 3.25, "fingerprint": "..."}}}
   * }</pre>
   *
   * @throws IOException if it cannot be written; what was there before stays
   */
  public void saveThresholds(Path json) throws IOException {
    ThresholdsFile.write(state, json);
  }

  /**
   * A detector with the thresholds of a JSON file that {@link #saveThresholds} wrote and people may
   * have changed. This detector does not change, and both must be closed. What the file does not
   * name stays.
   *
   * @throws IOException if it cannot be read, is no such file, names a category that the detector
   *     does not know, has a threshold that is not finite, or is for a category of another
   *     training, whose scores mean something else
   */
  public AnomalyDetector withThresholds(Path json) throws IOException {
    Map<String, ThresholdsFile.Own> read = ThresholdsFile.read(json, state);
    return withThresholds(
        category -> {
          ThresholdsFile.Own own = read.getOrDefault(category.name(), ThresholdsFile.Own.NONE);
          return category.withThresholds(
              own.score() == null ? category.threshold() : own.score(),
              own.map() == null ? category.mapThreshold() : own.map());
        },
        "of " + read.size() + " categories from " + json.getFileName());
  }

  private AnomalyDetector withThresholds(UnaryOperator<CategoryModel> others, String source) {
    return whileOpen(
        () -> new AnomalyDetector(new DetectorRevision(state).withThresholds(others, source)));
  }

  /**
   * A detector that also knows some new normal images, such as false alarms, in as many poses as
   * its training images. This detector does not change, and both must be closed. The memory banks
   * are extended; network, calibration and thresholds stay. If many images are added, or {@link
   * io.github.anomaly4j.config.Evidence#GAUSSIAN} counts, all scores fall, also those of defects:
   * train again, or find thresholds by {@link #withThresholds(ThresholdRule, ImageSet)} on other
   * images.
   *
   * <p>Images that a category knows already, and copies, are left out; {@link
   * Provenance#revisions()} tells how many. A detector in tiles does not tell them apart.
   *
   * @param images normal images of any split
   * @throws IllegalArgumentException if there is an image of a category that it does not know, or a
   *     defective one, or no image that it does not know
   * @throws IOException if an image cannot be read, or exceeds the limits of {@link #reader()}
   */
  public AnomalyDetector withNormal(ImageSet images) throws IOException {
    checkKnown(images);
    checkArgument(
        images.entries().stream().noneMatch(ImageEntry::anomalous),
        "there are defective images among those to be taken for normal");
    return whileOpen(() -> new AnomalyDetector(new DetectorRevision(state).withNormal(images)));
  }

  /**
   * A detector that also knows one more product, on the scale of the others. This detector does not
   * change, and both must be closed. The other categories are not trained again: if the caller
   * names one of them, its images have the same scores, to the bit. If the category is found, an
   * image may now be taken for one of the new category: the router gets its center in the space
   * that told the others apart.
   *
   * @param images normal images of one category, which the detector does not know
   * @param progress receives the progress
   * @throws IllegalArgumentException if there are several categories, or a known one, or the
   *     detector has a network, which would have to learn it too
   * @throws IOException if an image cannot be read, there are too few, or their deep range is not
   *     that of the detector
   */
  public AnomalyDetector withCategory(ImageSet images, TrainingProgress progress)
      throws IOException {
    return whileOpen(() -> new AnomalyDetector(new CategoryTraining(state, progress).with(images)));
  }

  /** The same without progress. */
  public AnomalyDetector withCategory(ImageSet images) throws IOException {
    return withCategory(images, TrainingProgress.none());
  }

  /**
   * A detector that does not know one of the categories any more. This detector does not change,
   * and both must be closed. The others' scores stay, to the bit.
   *
   * @throws IllegalArgumentException if the detector does not know the category or no other one, or
   *     has a network for each
   */
  public AnomalyDetector withoutCategory(String category) {
    int number = number(category);
    return whileOpen(
        () -> new AnomalyDetector(new DetectorRevision(state).withoutCategory(number)));
  }

  /**
   * A detector that has forgotten images that were learned as normal by mistake, in training or by
   * {@link #withNormal}. This detector does not change, and both must be closed. What is from them,
   * in any pose, leaves the memory banks and the normal scores; thresholds that training found are
   * found again without them, of all categories if those of one rest on the images of all; others
   * stay, and so do calibration and routing.
   *
   * @param images the files that were learned, unchanged, with their categories
   * @throws IllegalArgumentException if one was never learned, too few images would be left, or the
   *     detector cannot forget: it was saved by an older build, has a network, or uses {@link
   *     io.github.anomaly4j.config.Evidence#GAUSSIAN}
   * @throws IOException if an image cannot be read
   */
  public AnomalyDetector withoutImages(ImageSet images) throws IOException {
    checkKnown(images);
    return whileOpen(() -> new AnomalyDetector(new DetectorRevision(state).withoutImages(images)));
  }

  /**
   * The detector that this one was made from by its last change: thresholds, maps and scores are
   * those of before, to the bit, also after saving and loading. This detector does not change, and
   * both must be closed. The last {@value DetectorState#LEVELS} changes can be undone, one after
   * the other; what they replaced is kept in memory and in the file, where other thresholds cost
   * nothing and a memory bank its size. {@link Provenance#revisions()} tells what was changed.
   *
   * @throws IllegalStateException if there is no change to undo, or it is too long ago, or the file
   *     was put together from different detectors
   */
  public AnomalyDetector revert() {
    return whileOpen(() -> new AnomalyDetector(state.reverted()));
  }

  /**
   * A detector that a handful of labeled defects have taught. This detector does not change, and
   * both must be closed. For each of their products it learns what moments of the patches explain
   * of the scores of normal images, and takes that off (at most two spreads of the normal images:
   * the score of no image falls by more, whatever it shows); what the defects have in common, and
   * adds that; and a threshold for the detector's false-positive rate, unless somebody set the
   * threshold: then it stays. How much of both counts is what helps the labeled defects most, each
   * judged without itself; if neither helps by more than a standard error, neither counts, and
   * {@link Provenance#revisions()} says so. Maps and map thresholds stay. {@link
   * Detection#knownDefect()} names the nearest of the defects.
   *
   * @param defects at least five of each product that they are of, of any kinds; 10 to 50 are
   *     advised. Of copies, one counts. Masks are not needed and not used
   * @param normal all images that these products were trained on, unchanged, at least ten of each:
   *     the detector keeps their scores, and not what they look like
   * @throws IllegalArgumentException if there is an unknown product, a normal image among the
   *     defects, too few defects, one that was learned as normal, a training image that is missing
   *     or one that was not learned, or the detector was saved by an older build or learns in tiles
   * @throws IOException if an image cannot be read
   */
  public AnomalyDetector withDefects(ImageSet defects, ImageSet normal) throws IOException {
    checkKnown(defects);
    checkArgument(
        defects.entries().stream().allMatch(ImageEntry::anomalous),
        "there are normal images among the labeled defects");
    ImageSet training = normal.only(defects.categories()).training();
    return whileOpen(
        () -> new AnomalyDetector(new DetectorRevision(state).withDefects(defects, training)));
  }

  private void checkKnown(ImageSet images) {
    checkArgument(images.size() > 0, "no image is given");
    images.categories().forEach(this::number);
  }

  /** What the detector is, in plain values. */
  public DetectorInfo info() {
    return DetectorInfo.of(state);
  }

  /** Where the detector comes from. */
  public Provenance provenance() {
    return state.provenance();
  }

  /**
   * Whether training learned exactly this image, pixel by pixel: its score then says nothing about
   * new images. Images that were added later do not count, and images that all categories have
   * forgotten do not either; but a detector in tiles says so of the images of a category that was
   * taken out, too.
   *
   * @return also false for a detector of an older build, which did not keep this
   */
  public boolean learned(Image image) {
    String own = inspector.inTiles() ? PixelFingerprint.byRows(image) : PixelFingerprint.of(image);
    return Collections.binarySearch(state.provenance().fingerprints(), own) >= 0;
  }

  private int number(String category) {
    int number = categories().indexOf(category);
    checkArgument(
        number >= 0, "unknown category %s; this detector knows %s", category, categories());
    return number;
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        state.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Native memory must not be freed during a detection. */
  private <T, E extends Exception> T whileOpen(Work<T, E> work) throws E {
    lock.readLock().lock();
    try {
      checkState(!closed, "the detector is closed");
      return work.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  private final class OfCategory implements ImageDetector {
    private final int number;

    OfCategory(int number) {
      this.number = number;
    }

    @Override
    public Detection detect(Image image) {
      return inspect(image, OptionalInt.of(number), false);
    }

    @Override
    public Detection detect(Path file) throws IOException {
      return AnomalyDetector.this.detect(file, OptionalInt.of(number));
    }

    @Override
    public Detection detect(LargeImage image) throws IOException {
      return AnomalyDetector.this.detect(image, OptionalInt.of(number));
    }

    @Override
    public Stream<Result<Path>> detectAll(Stream<Path> files, Workers workers) {
      return inspector.inTiles()
          ? workers.inOrder(files, file -> Result.ofFile(file, this))
          : ImageDetector.super.detectAll(files, workers);
    }

    @Override
    public Detection explain(Image image) {
      return inspect(image, OptionalInt.of(number), true);
    }

    @Override
    public ImageReader reader() {
      return AnomalyDetector.this.reader();
    }
  }

  @FunctionalInterface
  private interface Work<T, E extends Exception> {
    T run() throws E;
  }
}
