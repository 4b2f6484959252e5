package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.Analyzer.Glance;
import io.github.anomaly4j.artifact.ModelFile;
import io.github.anomaly4j.artifact.ModelFileException;
import io.github.anomaly4j.data.Content;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.grid.Grid;
import io.github.anomaly4j.image.Origin;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.image.PictureException;
import io.github.anomaly4j.image.PictureReader;
import io.github.anomaly4j.library.BackboneSource;
import io.github.anomaly4j.library.FeatureException;
import io.github.anomaly4j.score.Evidence;
import io.github.anomaly4j.score.ScoreMap;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A trained detector: scores a picture, shows where it is abnormal, and decides. It serves all the
 * categories that it was trained on and finds a picture's category by itself.
 *
 * <p>Immutable and safe for concurrent use; the same picture gives the same bits on every thread
 * and after saving and loading. It holds native memory: {@link #close()} frees it, waiting for
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
  private final DetectorConfig config;
  private final Intake intake;
  private final PictureReader reader;
  private final Provenance provenance;
  private final Analyzer analyzer;

  /** Without what {@link #explain} alone tells. */
  private final Analyzer detecting;

  private final Routes routes;
  private final ImmutableList<CategoryModel> categories;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  AnomalyDetector(
      DetectorConfig config,
      Intake intake,
      PictureReader reader,
      Provenance provenance,
      Analyzer analyzer,
      Routes routes,
      List<CategoryModel> categories) {
    this.config = config;
    this.intake = intake;
    this.reader = reader;
    this.provenance = provenance;
    this.analyzer = analyzer;
    this.routes = routes;
    this.categories = ImmutableList.copyOf(categories);
    this.detecting = analyzer.detecting(config.evidence());
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
    return DetectorFile.of(config, intake, provenance, analyzer, routes, categories);
  }

  /**
   * Scores a picture; its category is found. How a file compressed it cannot be seen any more, so
   * that no {@link Warning.Kind#COMPRESSION} comes: give the file or its bytes where that matters.
   *
   * @param picture of any size and type
   * @throws NullPointerException if it is {@code null}, as {@code ImageIO.read} gives for a file
   *     that it does not read; {@link #detect(Path)} says what is wrong with such a file
   */
  public Detection detect(BufferedImage picture) {
    requireNonNull(
        picture,
        "the picture is null: ImageIO.read gives that for a file that it does not read; give the"
            + " file, its bytes or its stream to detect, which says what is wrong with it");
    return detect(Picture.from(picture));
  }

  /**
   * Scores a picture file; its category is found.
   *
   * @throws PictureException if it is no picture, damaged, or larger than the limits of {@link
   *     #reader()}
   * @throws IOException if it cannot be read
   */
  public Detection detect(Path file) throws IOException {
    return detect(reader.read(file));
  }

  /**
   * Scores the bytes of a picture file, within the limits of {@link #reader()}; its category is
   * found. With other limits or a name for messages: {@code detect(detector.reader().limits(limits)
   * .read(bytes, name))}.
   *
   * @throws PictureException if they are no picture, damaged, or larger than those limits
   */
  public Detection detect(byte[] file) throws PictureException {
    return detect(reader.read(file, "picture"));
  }

  /**
   * Scores the picture file that a stream gives to its end, such as an upload, within the limits of
   * {@link #reader()}, and leaves the stream open; its category is found. With other limits or a
   * name for messages: {@code detect(detector.reader().limits(limits).read(in, name))}.
   *
   * @throws PictureException if it is no picture, damaged, or larger than those limits
   * @throws IOException if the stream fails
   */
  public Detection detect(InputStream file) throws IOException {
    return detect(reader.read(file, "picture"));
  }

  /**
   * Scores a picture given as numbers; its category is found.
   *
   * @param width in pixels
   * @param height in pixels
   * @param rgb planar RGB in [0, 1], {@code [3, height, width]}
   */
  public Detection detect(int width, int height, float[] rgb) {
    return detect(Picture.of(width, height, rgb));
  }

  /** Scores a picture; its category is found. */
  public Detection detect(Picture picture) {
    return detect(picture, detecting);
  }

  /**
   * Scores a picture as {@link #detect(Picture)} does, to the bit, and tells what does not count
   * beside it: the {@linkplain Detection#reconstruction() restoration} and the scores of evidence
   * of the network whose weight is 0. With a network it takes about twice as long.
   */
  public Detection explain(Picture picture) {
    return detect(picture, analyzer);
  }

  private Detection detect(Picture given, Analyzer asked) {
    return named(
        given,
        () -> {
          Picture picture = intake.take(given);
          Glance glance = asked.glance(picture);
          int category = routes.category(picture, glance);
          return detect(
              given, picture, asked, glance, category, routes.recognises(glance, category));
        });
  }

  /** Nobody knows which of many pictures a complaint is about if it does not name it. */
  private Detection named(Picture picture, Supplier<Detection> detection) {
    return whileOpen(
        () -> {
          try {
            return detection.get();
          } catch (FeatureException e) {
            throw e.naming(name(picture));
          }
        });
  }

  private static String name(Picture picture) {
    return picture
        .origin()
        .map(Origin::name)
        .orElse("a picture of " + picture.width() + " x " + picture.height() + " given as numbers");
  }

  /**
   * Reads files as the training pictures were read: turned as they say or not, numbers without a
   * natural range by the {@linkplain AnomalyDetectorBuilder#pixelRange range} that was given,
   * within the limits of the training or {@linkplain DetectorLoader#decodeLimits loading}. What it
   * reads is to be given to {@link #detect(Picture)}, which takes deep pictures in the range that
   * was learned.
   */
  public PictureReader reader() {
    return reader;
  }

  /**
   * Reads a file by {@link #reader()}, with deep pictures in the range that was learned: a picture
   * as it is scored, for those who change it first.
   *
   * @throws IOException if it cannot be read
   */
  public Picture read(Path file) throws IOException {
    return intake.take(reader.read(file));
  }

  /**
   * Scores a picture of a known category.
   *
   * @throws IllegalArgumentException if the detector does not know the category
   */
  public Detection detect(Picture picture, String category) {
    return detect(picture, category, detecting);
  }

  /**
   * Scores a picture of a known category and tells what does not count beside it, as {@link
   * #explain(Picture)} does.
   *
   * @throws IllegalArgumentException if the detector does not know the category
   */
  public Detection explain(Picture picture, String category) {
    return detect(picture, category, analyzer);
  }

  private Detection detect(Picture picture, String category, Analyzer asked) {
    int number = categories.indexOf(category(category));
    return named(
        picture,
        () -> {
          Picture seen = intake.take(picture);
          return detect(picture, seen, asked, asked.glance(seen), number, true);
        });
  }

  private Detection detect(
      Picture given,
      Picture picture,
      Analyzer asked,
      Glance glance,
      int number,
      boolean recognised) {
    CategoryModel category = categories.get(number);
    Analysis analysis = asked.analyse(glance, number);
    Map<Evidence, ScoreMap> maps = asked.evidence(analysis, category.patches());
    Map<Evidence, Double> raw = category.scores(asked, analysis, maps);
    ScoreParts score = ScoreParts.of(category.fusion(), raw, category.threshold());
    requireNumbers(picture, category.name(), score);
    AnomalyMap map = anomalyMap(picture, analysis, maps, category);
    return new Detection(
        picture,
        category.name(),
        recognised,
        score,
        map,
        category.mapThreshold(),
        asked == analyzer ? analysis.reconstruction() : Optional.empty(),
        ImmutableList.<Warning>builder()
            .addAll(
                DetectionWarnings.of(
                    Contrast.of(analysis.framed()),
                    category.normal().contrast(),
                    category.name(),
                    category.mapThreshold(),
                    score,
                    map))
            .addAll(
                intake.warnings(
                    category.name(), given, analyzer.largestFrame().timesSmaller(given)))
            .build());
  }

  /** What is no number is above no threshold, and a defect would pass for normal. */
  private static void requireNumbers(Picture picture, String category, ScoreParts score) {
    checkState(
        Double.isFinite(score.score())
            && score.partial().values().stream().allMatch(Double::isFinite),
        "%s: a score of %s, made of %s, for a picture of %s: the detector's numbers cannot be compared;"
            + " train it anew",
        name(picture),
        score.score(),
        score.partial(),
        category);
  }

  /** The fused map at the size that the picture has in its frame. */
  private static AnomalyMap anomalyMap(
      Picture picture, Analysis analysis, Map<Evidence, ScoreMap> maps, CategoryModel category) {
    Content content = analysis.framed().content();
    ScoreMap fused = category.fusion().map(maps, Grid.even(content.height(), content.width()));
    return new AnomalyMap(
        picture.width(),
        picture.height(),
        content.width(),
        content.height(),
        fused.values(),
        category.fusion().tellsPlaces(maps));
  }

  /** The categories it was trained on, sorted by name. */
  public List<String> categories() {
    return categories.stream().map(CategoryModel::name).collect(toImmutableList());
  }

  /**
   * The threshold of a category: pictures that score above it are anomalous.
   *
   * @throws IllegalArgumentException if the detector does not know the category
   */
  public double threshold(String category) {
    return category(category).threshold();
  }

  /**
   * A detector with other thresholds, found by a rule on the scores of some pictures, category by
   * category; this one stays as it is, and both are to be closed. A category whose pictures show no
   * threshold by that rule, or of which there are none, keeps the one that it has.
   *
   * @param rule how thresholds are found; {@link ThresholdRule#needs()} says on which pictures
   * @param pictures all of them are scored, whatever their split, each as one of its category
   * @throws IllegalArgumentException if there is a picture of a category that it does not know
   * @throws io.github.anomaly4j.threshold.TooFewNormalsException if the rule states a rate on too
   *     few
   * @throws IOException if a picture cannot be read, or exceeds the limits of {@link #reader()}
   */
  public AnomalyDetector withThresholds(ThresholdRule rule, ImageSet pictures) throws IOException {
    checkKnown(pictures);
    return whileOpen(() -> revision().withThresholds(rule, pictures));
  }

  /**
   * A detector with other thresholds, found by a rule on the scores that training gave its normal
   * pictures, each by a library without it; this one stays as it is, and both are to be closed.
   *
   * <p>What a rule states of new pictures holds as far as these scores are like theirs: for the
   * evidence that counts by default, and less where evidence of the network counts, which learned
   * from most of these pictures. Pictures added by {@link #withNormal} are not among them.
   *
   * @param rule how thresholds are found
   * @throws IllegalArgumentException if the rule needs defective pictures too
   * @throws io.github.anomaly4j.threshold.TooFewNormalsException if the rule states a rate, and a
   *     category has too few normal pictures
   */
  public AnomalyDetector withThresholds(ThresholdRule rule) {
    checkArgument(
        rule.needs() == ThresholdRule.Needs.NOTHING || rule.needs() == ThresholdRule.Needs.NORMAL,
        "%s needs a set of pictures with defective ones among them",
        rule);
    return whileOpen(() -> revision().withThresholds(rule));
  }

  /**
   * A detector that also knows some new normal pictures, such as those that it took for defective,
   * in as many poses as those that it was trained on; this one stays as it is, and both are to be
   * closed. The libraries are extended; network, calibration and thresholds stay. Where many
   * pictures are added, or {@link io.github.anomaly4j.score.Evidence#GAUSSIAN} counts, all scores
   * fall, those of defects too: train anew, or find thresholds by {@link
   * #withThresholds(ThresholdRule, ImageSet)} on pictures that it was not given.
   *
   * @param pictures normal, whatever their split
   * @throws IllegalArgumentException if there is a picture of a category that it does not know, or
   *     a defective one
   * @throws IOException if a picture cannot be read, or exceeds the limits of {@link #reader()}
   */
  public AnomalyDetector withNormal(ImageSet pictures) throws IOException {
    checkKnown(pictures);
    checkArgument(
        pictures.entries().stream().noneMatch(ImageEntry::anomalous),
        "there are defective pictures among those to be taken for normal");
    return whileOpen(() -> revision().withNormal(pictures));
  }

  private void checkKnown(ImageSet pictures) {
    pictures.categories().forEach(this::category);
  }

  private DetectorRevision revision() {
    return new DetectorRevision(
        config, intake, reader, new HashMap<>(), provenance, analyzer, routes, categories);
  }

  /** Where it comes from. */
  public Provenance provenance() {
    return provenance;
  }

  /**
   * Whether training learned this very picture, pixel by pixel: its score then says nothing of
   * pictures that were never seen. Pictures that were added later do not count.
   *
   * @return false too for a detector of a build that did not keep this
   */
  public boolean learned(Picture picture) {
    return Collections.binarySearch(provenance.fingerprints(), PixelFingerprint.of(picture)) >= 0;
  }

  private CategoryModel category(String name) {
    Optional<CategoryModel> found =
        categories.stream().filter(category -> category.name().equals(name)).findFirst();
    checkArgument(
        found.isPresent(), "unknown category %s; this detector knows %s", name, categories());
    return found.get();
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        analyzer.close();
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
