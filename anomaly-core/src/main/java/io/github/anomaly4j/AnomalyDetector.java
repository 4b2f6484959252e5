package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorFile;
import io.github.anomaly4j.internal.detector.DetectorRevision;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.detector.Inspector;
import io.github.anomaly4j.internal.intake.PixelFingerprint;
import io.github.anomaly4j.spi.BackboneSource;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A trained detector: scores an image, shows where it is abnormal, and decides. It serves all the
 * categories that it was trained on and finds an image's category by itself.
 *
 * <p>Immutable and safe for concurrent use; the same image gives the same bits on every thread and
 * after saving and loading. It holds native memory: {@link #close()} frees it, waiting for
 * detections under way; a detector used afterwards throws {@link IllegalStateException}. A {@link
 * DetectorReference} replaces one that is in use. Where ND4J's native library cannot be unpacked or
 * loaded, what needs it throws {@link io.github.anomaly4j.natives.NativeBackendException}.
 *
 * <pre>{@code
 * AnomalyDetector detector = AnomalyDetector.builder().train(ImageSet.folder(Path.of("parts")));
 * detector.save(Path.of("parts.anomaly"));
 * Detection detection = detector.detect(Path.of("new.png"));
 * }</pre>
 */
public final class AnomalyDetector implements AutoCloseable {
  private final DetectorState state;
  private final Inspector inspector;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  AnomalyDetector(DetectorState state) {
    this.state = state;
    this.inspector = new Inspector(state);
  }

  /** Begins with the defaults, which are listed at {@link AnomalyDetectorBuilder}. */
  public static AnomalyDetectorBuilder builder() {
    return new AnomalyDetectorBuilder();
  }

  /**
   * Loads detectors in other ways than {@link #load(Path)}, such as with the backbone in a file.
   */
  public static DetectorLoader loader() {
    return DetectorLoader.DEFAULT;
  }

  /**
   * Loads a detector that {@link #save} wrote. Nothing in the file is run: a detector with a
   * backbone is refused, and loaded by {@link #loader()}, which says what may be run.
   *
   * @throws ModelFileException if the file is not one, is truncated, altered or of a newer release,
   *     or needs a backbone
   * @throws IOException if it cannot be read
   */
  public static AnomalyDetector load(Path file) throws IOException {
    return loader().load(file);
  }

  /**
   * Loads a detector from what a stream gives to its end, such as {@code
   * MyApp.class.getResourceAsStream("/parts.anomaly")}, and leaves the stream open; {@link
   * DetectorLoader#load(InputStream, String)} tells more, and gives it a name in messages.
   *
   * @throws NullPointerException if it is {@code null}, as that method gives for what is not there
   * @throws ModelFileException if it is no detector, is truncated, altered or of a newer release,
   *     or needs a backbone
   * @throws IOException if the stream fails
   */
  public static AnomalyDetector load(InputStream in) throws IOException {
    requireNonNull(in, "the stream is null: getResourceAsStream gives that for what is not there");
    return loader().load(in, "the stream");
  }

  /**
   * Loads a detector that {@link #save} wrote, with the backbone that it needs, wherever that is
   * now.
   *
   * @param backbone of the same model file, by its SHA-256, and with the same settings; other
   *     session options are allowed
   * @throws ModelFileException if the file is not one, or is for another backbone or none
   * @throws IOException if one of both cannot be read
   */
  public static AnomalyDetector load(Path file, BackboneSource backbone) throws IOException {
    return loader().backbone(backbone).load(file);
  }

  /**
   * Saves everything that detection needs in one file. It is written beside its place and moved
   * there when complete: on failure, what was there before stays.
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
   * Writes what {@link #save(Path)} writes to a stream, flushes it and leaves it open. If that
   * fails, what was written cannot be loaded.
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

  private ModelFile<?> file() {
    return DetectorFile.of(state);
  }

  /**
   * Scores an image; its category is found. How a file compressed it cannot be seen any more, so
   * that no {@link Warning.Kind#COMPRESSION} comes: give the file or its bytes where that matters.
   *
   * @param image of any size and type
   * @throws NullPointerException if it is {@code null}, as {@code ImageIO.read} gives for a file
   *     that it does not read; {@link #detect(Path)} says what is wrong with such a file
   */
  public Detection detect(BufferedImage image) {
    requireNonNull(
        image,
        "the image is null: ImageIO.read gives that for a file that it does not read; give the"
            + " file, its bytes or its stream to detect, which says what is wrong with it");
    return detect(Image.from(image));
  }

  /**
   * Scores an image file; its category is found.
   *
   * @throws ImageException if it is no image, damaged, or larger than the limits of {@link
   *     #reader()}
   * @throws IOException if it cannot be read
   */
  public Detection detect(Path file) throws IOException {
    return detect(state.reader().read(file));
  }

  /**
   * Scores the bytes of an image file, within the limits of {@link #reader()}; its category is
   * found. With other limits or a name for messages: {@code detect(detector.reader().limits(limits)
   * .read(bytes, name))}.
   *
   * @throws ImageException if they are no image, damaged, or larger than those limits
   */
  public Detection detect(byte[] file) throws ImageException {
    return detect(state.reader().read(file, "image"));
  }

  /**
   * Scores the image file that a stream gives to its end, such as an upload, within the limits of
   * {@link #reader()}, and leaves the stream open; its category is found. With other limits or a
   * name for messages: {@code detect(detector.reader().limits(limits).read(in, name))}.
   *
   * @throws ImageException if it is no image, damaged, or larger than those limits
   * @throws IOException if the stream fails
   */
  public Detection detect(InputStream file) throws IOException {
    return detect(state.reader().read(file, "image"));
  }

  /**
   * Scores an image given as numbers; its category is found.
   *
   * @param width in pixels
   * @param height in pixels
   * @param rgb planar RGB in [0, 1], {@code [3, height, width]}
   */
  public Detection detect(int width, int height, float[] rgb) {
    return detect(Image.of(width, height, rgb));
  }

  /** Scores an image; its category is found. */
  public Detection detect(Image image) {
    return inspect(image, OptionalInt.empty(), false);
  }

  /**
   * Scores an image as {@link #detect(Image)} does, to the bit, and tells also what does not count:
   * the {@linkplain Detection#reconstruction() restoration} and the scores of evidence of the
   * network whose weight is 0. There are any only if the detector was trained with a network, as by
   * {@link AnomalyDetectorBuilder#restoration()}; it then takes about twice as long.
   */
  public Detection explain(Image image) {
    return inspect(image, OptionalInt.empty(), true);
  }

  private Detection inspect(Image image, OptionalInt category, boolean explained) {
    return whileOpen(() -> new Detection(inspector.inspect(image, category, explained)));
  }

  /**
   * Reads files as the training images were read: turned as they say or not, numbers without a
   * natural range by the {@linkplain AnomalyDetectorBuilder#pixelRange range} that was given,
   * within the limits of the training or {@linkplain DetectorLoader#decodeLimits loading}. What it
   * reads is to be given to {@link #detect(Image)}, which takes deep images in the range that was
   * learned.
   */
  public ImageReader reader() {
    return state.reader();
  }

  /**
   * Reads a file by {@link #reader()}, with deep images in the range that was learned: an image as
   * it is scored, for those who change it first.
   *
   * @throws IOException if it cannot be read
   */
  public Image read(Path file) throws IOException {
    return state.intake().take(state.reader().read(file));
  }

  /**
   * Scores an image of a known category.
   *
   * @throws IllegalArgumentException if the detector does not know the category
   */
  public Detection detect(Image image, String category) {
    return inspect(image, OptionalInt.of(number(category)), false);
  }

  /**
   * Scores an image of a known category and tells also what does not count, as {@link
   * #explain(Image)} does.
   *
   * @throws IllegalArgumentException if the detector does not know the category
   */
  public Detection explain(Image image, String category) {
    return inspect(image, OptionalInt.of(number(category)), true);
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
   * category; this one stays as it is, and both are to be closed. A category whose images show no
   * threshold by that rule, or of which there are none, keeps the one that it has.
   *
   * @param rule how thresholds are found; {@link ThresholdRule#needs()} says on which images
   * @param images all of them are scored, whatever their split, each as one of its category
   * @throws IllegalArgumentException if there is an image of a category that it does not know
   * @throws io.github.anomaly4j.threshold.TooFewNormalsException if the rule states a rate on too
   *     few
   * @throws IOException if an image cannot be read, or exceeds the limits of {@link #reader()}
   */
  public AnomalyDetector withThresholds(ThresholdRule rule, ImageSet images) throws IOException {
    checkKnown(images);
    return whileOpen(
        () -> new AnomalyDetector(new DetectorRevision(state).withThresholds(rule, images)));
  }

  /**
   * A detector with other thresholds, found by a rule on the scores that training gave its normal
   * images, each by a library without it; this one stays as it is, and both are to be closed.
   *
   * <p>What a rule states of new images holds as far as these scores are like theirs: for the
   * evidence that counts by default, and less where evidence of the network counts, which learned
   * from most of these images. Images added by {@link #withNormal} are not among them.
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
   * A detector that also knows some new normal images, such as those that it took for defective, in
   * as many poses as those that it was trained on; this one stays as it is, and both are to be
   * closed. The libraries are extended; network, calibration and thresholds stay. Where many images
   * are added, or {@link io.github.anomaly4j.config.Evidence#GAUSSIAN} counts, all scores fall,
   * those of defects too: train anew, or find thresholds by {@link #withThresholds(ThresholdRule,
   * ImageSet)} on images that it was not given.
   *
   * @param images normal, whatever their split
   * @throws IllegalArgumentException if there is an image of a category that it does not know, or a
   *     defective one
   * @throws IOException if an image cannot be read, or exceeds the limits of {@link #reader()}
   */
  public AnomalyDetector withNormal(ImageSet images) throws IOException {
    checkKnown(images);
    checkArgument(
        images.entries().stream().noneMatch(ImageEntry::anomalous),
        "there are defective images among those to be taken for normal");
    return whileOpen(() -> new AnomalyDetector(new DetectorRevision(state).withNormal(images)));
  }

  private void checkKnown(ImageSet images) {
    images.categories().forEach(this::number);
  }

  /** Where it comes from. */
  public Provenance provenance() {
    return state.provenance();
  }

  /**
   * Whether training learned this very image, pixel by pixel: its score then says nothing of images
   * that were never seen. Images that were added later do not count.
   *
   * @return false too for a detector of a build that did not keep this
   */
  public boolean learned(Image image) {
    return Collections.binarySearch(state.provenance().fingerprints(), PixelFingerprint.of(image))
        >= 0;
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

  /** Native memory must not be freed under a detection. */
  private <T, E extends Exception> T whileOpen(Work<T, E> work) throws E {
    lock.readLock().lock();
    try {
      checkState(!closed, "the detector is closed");
      return work.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  @FunctionalInterface
  private interface Work<T, E extends Exception> {
    T run() throws E;
  }
}
