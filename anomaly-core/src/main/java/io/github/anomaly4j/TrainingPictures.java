package io.github.anomaly4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.anomaly4j.augment.RandomStreams;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.image.PictureReader;
import io.github.anomaly4j.image.PixelRange;
import io.github.anomaly4j.train.PictureStore;
import io.github.anomaly4j.train.TrainingProgress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The normal pictures that a training uses: which files they are, what is left out and why, and
 * which of them the network does not learn from.
 */
final class TrainingPictures {
  /** Fewer normal pictures leave nothing to learn from or nothing to calibrate on. */
  static final int FEWEST = 4;

  /** The values of a picture without contrast differ by no more: less than a step of 12 bits. */
  private static final float LEAST_CONTRAST = 1f / 8192;

  private static final long SHUFFLE_STREAM = 3;

  /** So many copies are named, since nobody reads more. */
  private static final int NAMED = 3;

  private final DetectorConfig config;
  private final PictureReader reader;
  private final boolean skipUnreadable;
  private final Map<String, PictureTraits> traits = new LinkedHashMap<>();
  private final Map<String, Double> highest = new LinkedHashMap<>();
  private final Map<String, TakenRange> taken = new LinkedHashMap<>();

  /** The picture of each fingerprint, in whichever category it was first. */
  private final Map<String, ImageEntry> firsts = new HashMap<>();

  /** Pictures of the category at hand that are in another one too. */
  private final List<String> shared = new ArrayList<>();

  private Intake intake;
  private TrainingProgress progress;
  private final SortedSet<String> contents = new TreeSet<>();
  private final SortedSet<String> fingerprints = new TreeSet<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Lesson> lessons = new ArrayList<>();
  private int read;

  /**
   * One category.
   *
   * @param pictures shuffled; at least {@value #FEWEST}
   * @param heldOut so many of them are held out from the network
   */
  record Category(String name, List<ImageEntry> pictures, int heldOut) {}

  /**
   * What one network is trained on.
   *
   * @param categories that it serves
   * @param learned what it learns from
   * @param heldOut what it is validated on
   */
  record Lesson(List<String> categories, PictureStore learned, PictureStore heldOut) {}

  TrainingPictures(
      DetectorConfig config,
      Intake intake,
      DecodeLimits decodeLimits,
      boolean skipUnreadable,
      TrainingProgress progress) {
    this(config, intake, intake.reader(decodeLimits), skipUnreadable, progress);
  }

  private TrainingPictures(
      DetectorConfig config,
      Intake intake,
      PictureReader reader,
      boolean skipUnreadable,
      TrainingProgress progress) {
    this.config = config;
    this.intake = intake;
    this.reader = reader;
    this.skipUnreadable = skipUnreadable;
    this.progress = progress;
  }

  /**
   * Reads every normal picture of a set once, into what the network learns from; a second time if
   * it learns from deep pictures, whose range is known only then.
   */
  List<Category> readAll(ImageSet set) throws IOException {
    List<Category> categories = readOnce(set);
    Intake before = intake;
    InputReview review = new InputReview(this::warn);
    intake = intake.and(traits).withDeepRange(review.range(before, highest)).withTaken(taken);
    taken.forEach((name, range) -> review.cutOff(name, range, intake, highest.get(name)));
    traits.forEach((name, own) -> review.mixed(name, own, shrunk(own)));
    if (!config.needsNetwork() || Objects.equals(before.deepRange(), intake.deepRange())) {
      return categories;
    }
    TrainingPictures again =
        new TrainingPictures(config, intake, reader, skipUnreadable, TrainingProgress.none());
    categories = again.readOnce(set);
    lessons.clear();
    lessons.addAll(again.lessons);
    return categories;
  }

  private List<Category> readOnce(ImageSet set) throws IOException {
    ImageSet normal = set.training();
    set.warnings().forEach(this::warn);
    for (String name : set.categories()) {
      requireEnough(name, normal.category(name).size(), "normal training pictures");
    }
    progress.stage("reading pictures", normal.size());
    List<Category> categories = new ArrayList<>();
    if (!config.networkPerCategory()) {
      lessons.add(new Lesson(set.categories(), new PictureStore(), new PictureStore()));
    }
    for (String name : set.categories()) {
      if (config.networkPerCategory()) {
        lessons.add(new Lesson(List.of(name), new PictureStore(), new PictureStore()));
      }
      List<ImageEntry> entries = new ArrayList<>(normal.category(name).entries());
      shuffle(entries, RandomStreams.of(config.seed(), SHUFFLE_STREAM, categories.size()));
      categories.add(read(name, entries));
    }
    return categories;
  }

  private Category read(String name, List<ImageEntry> entries) throws IOException {
    int out = 0;
    Lesson lesson = lessons.get(lessons.size() - 1);
    Set<String> seen = new HashSet<>();
    List<Path> blank = new ArrayList<>();
    List<Path> copies = new ArrayList<>();
    List<Path> marked = new ArrayList<>();
    List<ImageEntry> kept = new ArrayList<>();
    for (ImageEntry entry : entries) {
      try {
        // By what is kept, not by what is listed: copies and broken files leave no gap.
        boolean holdOut =
            out < Math.max(1, Math.round((kept.size() + 1) * config.training().heldOutFraction()));
        requireNotInterrupted();
        Picture picture = reader.read(entry.file());
        boolean marks = marksDefect(entry);
        if (add(entry, picture, holdOut ? lesson.heldOut() : lesson.learned(), seen)) {
          kept.add(entry);
          if (marks) {
            marked.add(entry.file());
          }
          if (isBlank(inItsRange(picture))) {
            blank.add(entry.file());
          }
          out += holdOut ? 1 : 0;
        } else {
          copies.add(entry.file());
        }
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException | OutOfMemoryError e) {
        if (!skipUnreadable) {
          throw e;
        }
        skipped.add(entry.file().toString());
        progress.warning(
            "skipped "
                + (e instanceof IOException
                    ? e.getMessage()
                    : entry.file() + ": it does not fit into memory (" + e.getMessage() + ")"));
      }
      progress.advanced(++read);
    }
    warnOf(name, copies);
    warnOfShared(name, kept.size());
    warnOfMarked(name, marked, kept.size());
    requireContrast(name, kept.size(), blank);
    requireEnough(name, kept.size(), "readable pictures that differ");
    return new Category(name, kept, out);
  }

  /**
   * Adds a picture, unless one of the category had the same pixels before, whatever their
   * compression: a copy tells nothing new, and beside its original in a library it would pass for a
   * normal picture never seen.
   */
  private boolean add(ImageEntry entry, Picture picture, PictureStore store, Set<String> seen)
      throws IOException {
    TakenRange own = TakenRange.of(picture, intake.take(picture));
    TakenRange others = taken.get(entry.category());
    taken.put(entry.category(), others == null ? own : others.and(own, entry.category(), picture));
    String fingerprint = PixelFingerprint.of(picture);
    if (!seen.add(fingerprint)) {
      return false;
    }
    fingerprints.add(fingerprint);
    ImageEntry first = firsts.putIfAbsent(fingerprint, entry);
    if (first != null) {
      shared.add(entry.file() + " as " + first.file() + " of " + first.category());
    }
    HashCode content = MoreFiles.asByteSource(entry.file()).hash(Hashing.sha256());
    contents.add(entry.category() + "/" + entry.file().getFileName() + " " + content);
    traits.merge(entry.category(), PictureTraits.of(picture), PictureTraits::and);
    PictureTraits.highestStored(picture)
        .ifPresent(most -> highest.merge(entry.category(), most, Math::max));
    if (config.needsNetwork()) {
      store.add(entry.category(), config.frame().fit(intake.take(picture)));
    }
    return true;
  }

  /** A deep picture in the range of a camera that may have taken it: 10 bits of 16 show little. */
  private static Picture inItsRange(Picture picture) {
    return PictureTraits.highestStored(picture)
        .map(most -> picture.inRange(PixelRange.ofBits(Intake.usualBits(most))))
        .orElse(picture);
  }

  /** Whether a picture is of one colour, to a step of the camera. */
  private static boolean isBlank(Picture picture) {
    float[] pixels = picture.toArray();
    int plane = pixels.length / Picture.CHANNELS;
    for (int channel = 0; channel < Picture.CHANNELS; channel++) {
      float lowest = Float.POSITIVE_INFINITY;
      float highest = Float.NEGATIVE_INFINITY;
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        lowest = Math.min(lowest, pixels[i]);
        highest = Math.max(highest, pixels[i]);
      }
      if (highest - lowest > LEAST_CONTRAST) {
        return false;
      }
    }
    return true;
  }

  /** Refuses a category of which no picture shows anything, and tells of single such pictures. */
  private void requireContrast(String category, int kept, List<Path> blank) throws IOException {
    if (blank.isEmpty()) {
      return;
    }
    String examples = blank.stream().limit(NAMED).map(Path::toString).collect(joining(", "));
    if (blank.size() == kept) {
      throw new IOException(
          "category %s shows nothing: every one of its pictures is of one colour all over, such as %s; expected pictures of the product: look at the camera, its exposure and the export"
              .formatted(category, examples));
    }
    warn(
        "%d of %d pictures of %s are of one colour all over and learned as normal: %s; take them out if they show no product"
            .formatted(blank.size(), kept, category, examples));
  }

  private void warnOf(String category, List<Path> copies) {
    if (!copies.isEmpty()) {
      String text =
          "left out "
              + (copies.size() == 1 ? "1 picture of " : copies.size() + " pictures of ")
              + category
              + " for being the same, pixel by pixel, as others: "
              + copies.stream().limit(NAMED).map(Path::toString).collect(joining(", "))
              + (copies.size() > NAMED ? ", ..." : "");
      warn(text);
    }
  }

  private void warnOfShared(String category, int all) {
    if (!shared.isEmpty()) {
      warn(
          "%d of %d pictures of %s are the same, pixel by pixel, as pictures of another product: %s; leave each in the product that it shows"
              .formatted(
                  shared.size(),
                  all,
                  category,
                  shared.stream().limit(NAMED).collect(joining(", "))));
      shared.clear();
    }
  }

  private void warnOfMarked(String category, List<Path> marked, int all) {
    if (!marked.isEmpty()) {
      warn(
          "%d of %d pictures of %s are learned as normal though their masks mark a defect: %s; take them out, or correct the masks"
              .formatted(
                  marked.size(),
                  all,
                  category,
                  marked.stream().limit(NAMED).map(Path::toString).collect(joining(", "))));
    }
  }

  private boolean marksDefect(ImageEntry entry) throws IOException {
    for (Path mask : entry.maskFiles()) {
      if (!reader.readMask(mask).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void warn(String text) {
    warnings.add(text);
    progress.warning(text);
  }

  /** How many times smaller than the largest picture what is scored is, as far as is known here. */
  private double shrunk(PictureTraits own) {
    return config.backbone() == null
        ? Math.max(
            (double) own.maxWidth() / config.imageWidth(),
            (double) own.maxHeight() / config.imageHeight())
        : 1;
  }

  /** How pictures come in, with what was learned of it. */
  Intake intake() {
    return intake;
  }

  /**
   * Reads a picture, in the range that was learned.
   *
   * @throws InterruptedIOException if the thread is interrupted
   */
  Picture read(ImageEntry entry) throws IOException {
    requireNotInterrupted();
    return intake.take(reader.read(entry.file()));
  }

  /** Ends training where the thread is interrupted. */
  void requireNotInterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("training was interrupted; its checkpoint, if any, stays");
    }
  }

  /** What there is to learn: a lesson for each network. */
  List<Lesson> lessons() {
    return lessons;
  }

  /** SHA-256 over the sorted list of categories, names and SHA-256 of the pictures used. */
  String fingerprint() {
    return Hashing.sha256().hashString(String.join("\n", contents), UTF_8).toString();
  }

  /** What each picture used looks like, sorted. */
  List<String> fingerprints() {
    return List.copyOf(fingerprints);
  }

  /** Files that could not be read. */
  List<String> skipped() {
    return skipped;
  }

  /** What was wrong with the pictures. */
  List<String> warnings() {
    return warnings;
  }

  private static void shuffle(List<ImageEntry> entries, RandomGenerator random) {
    for (int i = entries.size() - 1; i > 0; i--) {
      Collections.swap(entries, i, random.nextInt(i + 1));
    }
  }

  private static void requireEnough(String category, int found, String what)
      throws EmptyImageSetException {
    if (found < FEWEST) {
      throw new EmptyImageSetException(
          "category %s has %d %s; at least %d are needed, 30 or more are advised"
              .formatted(category, found, what, FEWEST));
    }
  }
}
