package io.github.anomaly4j.internal.training.image;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.intake.InputReview;
import io.github.anomaly4j.internal.network.train.ImageStore;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.internal.training.image.ImageSite.Setting;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The normal images that a training uses, each of which it has read once: the files, which of them
 * are left out, and which are held out from the network. They can be read again, in the range that
 * was learned, by several threads.
 */
public final class TrainingImages implements Closeable {
  /**
   * The minimum number of normal images: with fewer, there are none to learn from or none to
   * calibrate on.
   */
  public static final int FEWEST = 4;

  private final Setting setting;
  private final DetectorConfig config;
  private final List<Category> categories;
  private final List<NetworkImages> lessons;
  private final KnownImages known;
  private final List<String> skipped;
  private final Map<ImageEntry, SmallImage> overviews;
  private final DecodedImages decoded;
  private final OpenTiles open;
  private final Warnings warnings;

  /**
   * One category.
   *
   * @param images shuffled; at least {@value #FEWEST}
   * @param fingerprints of all their pixels, as a file is recognized again
   * @param heldOut how many of them are held out from the network
   * @param area the part of them that is looked at; empty for all of them
   */
  public record Category(
      String name,
      List<ImageEntry> images,
      List<String> fingerprints,
      int heldOut,
      Optional<InspectedArea> area) {}

  /**
   * The images of one network's training.
   *
   * @param categories the categories of the network
   * @param learned images to learn from
   * @param heldOut images to validate on
   */
  public record NetworkImages(List<String> categories, ImageStore learned, ImageStore heldOut) {}

  /** Warnings about the images, each told at once. */
  private record Warnings(TrainingProgress progress, List<String> texts)
      implements Consumer<String> {
    @Override
    public void accept(String text) {
      texts.add(text);
      progress.warning(text);
    }
  }

  /** The images of a reading, in the range that was learned. */
  private TrainingImages(
      Setting setting,
      List<Category> categories,
      List<NetworkImages> lessons,
      ImageReading reading,
      DecodedImages decoded,
      Warnings warnings) {
    this.setting = setting;
    this.config = setting.config();
    this.categories = categories;
    this.lessons = lessons;
    this.known = reading.known();
    this.skipped = reading.skipped();
    this.overviews = reading.overviews();
    this.decoded = decoded;
    this.open = new OpenTiles(decoded.reader());
    this.warnings = warnings;
  }

  /**
   * Reads every normal image of a set once; a second time if the network learns from deep images,
   * whose range is known only then.
   *
   * @param skipUnreadable whether to leave out what cannot be read
   * @param site where the images are; empty if they are here
   * @throws IOException if there are too few images, or one cannot be read and is not left out
   */
  public static TrainingImages of(
      ImageSet set,
      Setting setting,
      boolean skipUnreadable,
      Optional<? extends ImageSite> site,
      TrainingProgress progress)
      throws IOException {
    ImageIntake before = setting.intake();
    DecodedImages decoded = DecodedImages.of(before.reader(setting.limits()));
    Warnings warnings = new Warnings(progress, new ArrayList<>());
    ImageReading reading =
        new ImageReading(setting, decoded, skipUnreadable, site, progress, warnings);
    List<Category> categories = reading.read(set);
    ImageIntake intake =
        reading.known().intake(setting.config(), before, new InputReview(warnings));
    Setting learned = setting.with(intake);
    if (!setting.config().needsNetwork()
        || Objects.equals(before.deepRange(), intake.deepRange())) {
      return new TrainingImages(learned, categories, reading.lessons(), reading, decoded, warnings);
    }
    ImageReading again =
        new ImageReading(
            learned, decoded, skipUnreadable, site, TrainingProgress.none(), none -> {});
    categories = again.read(set);
    return new TrainingImages(learned, categories, again.lessons(), reading, decoded, warnings);
  }

  /** What is common to the images; they come in with what was learned about them. */
  public Setting setting() {
    return setting;
  }

  /** The categories, in the order of the set. */
  public List<Category> categories() {
    return categories;
  }

  /** The images of each network. */
  public List<NetworkImages> lessons() {
    return lessons;
  }

  /** How images are read, with what was learned about them. */
  public ImageIntake intake() {
    return setting.intake();
  }

  /** What a category is learned from: its images, or tiles of them. */
  public Lesson lesson(Category category, int number) {
    if (config.tiles() == null) {
      return Lesson.of(category.images());
    }
    return new TileLesson(
            config.tiles(),
            config.poses(),
            image -> RandomStream.TILE.of(config.seed(), number, image))
        .of(
            category.images(),
            image -> requireNonNull(overviews.get(category.images().get(image))).full());
  }

  /**
   * Reads an image or a tile of one, in the range that was learned.
   *
   * @throws InterruptedIOException if the thread is interrupted
   */
  public Image read(Piece piece) throws IOException {
    requireNotInterrupted();
    return intake()
        .take(
            piece.tile().isEmpty()
                ? decoded.read(piece.entry())
                : open.read(piece.entry(), requireNonNull(config.tiles()), piece.tile().get()));
  }

  /** A large image that is shrunk into the frame, in the range that was learned. */
  public Image overview(ImageEntry entry) {
    return intake().take(requireNonNull(overviews.get(entry)).image());
  }

  /** Closes files that are open. */
  @Override
  public void close() throws IOException {
    open.close();
  }

  /** Ends training if the thread is interrupted. */
  public static void requireNotInterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("training was interrupted; its checkpoint, if any, stays");
    }
  }

  /** SHA-256 over the sorted list of categories, names and SHA-256 of the images used. */
  public String fingerprint() {
    return known.fingerprint();
  }

  /** Fingerprints of the pixels of all used images, sorted. */
  public List<String> fingerprints() {
    return known.fingerprints();
  }

  /** Files that could not be read. */
  public List<String> skipped() {
    return skipped;
  }

  /** Tells something about the images. */
  public void warn(String text) {
    warnings.accept(text);
  }

  /** Warnings about the images. */
  public List<String> warnings() {
    return warnings.texts();
  }
}
