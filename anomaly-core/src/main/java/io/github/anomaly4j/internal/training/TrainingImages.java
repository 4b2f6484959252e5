package io.github.anomaly4j.internal.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Throwables;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.intake.ImageTraits;
import io.github.anomaly4j.internal.intake.InputReview;
import io.github.anomaly4j.internal.intake.TakenRange;
import io.github.anomaly4j.internal.network.train.ImageStore;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The normal images that a training uses: the files, which of them are left out and why, and which
 * are held out from the network.
 *
 * <p>Long because it is the one place that decides which images a training uses, and says why not.
 */
public final class TrainingImages implements Closeable {
  /**
   * The minimum number of normal images: with fewer, there are none to learn from or none to
   * calibrate on.
   */
  public static final int FEWEST = 4;

  /** How many copies a message names. */
  private static final int NAMED = 3;

  private final DetectorConfig config;
  private final ImageReader reader;
  private final DecodedImages decoded;
  private final boolean skipUnreadable;
  private final Map<String, InspectedArea> areas;
  private final Map<String, ImageTraits> traits = new LinkedHashMap<>();
  private final Map<String, Double> highest = new LinkedHashMap<>();
  private final Map<String, TakenRange> taken = new LinkedHashMap<>();

  /** The first image of each fingerprint, in any category. */
  private final Map<String, ImageEntry> firsts = new HashMap<>();

  /** Images of the current category that are in another one too. */
  private final List<String> shared = new ArrayList<>();

  /** Of images that are learned in tiles. */
  private final Map<ImageEntry, SmallImage> overviews = new HashMap<>();

  private final OpenTiles open;
  private ImageIntake intake;
  private TrainingProgress progress;
  private final SortedSet<String> contents = new TreeSet<>();
  private final SortedSet<String> fingerprints = new TreeSet<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<NetworkImages> lessons = new ArrayList<>();
  private int read;

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
  record NetworkImages(List<String> categories, ImageStore learned, ImageStore heldOut) {}

  TrainingImages(
      DetectorConfig config,
      ImageIntake intake,
      DecodeLimits decodeLimits,
      boolean skipUnreadable,
      Map<String, InspectedArea> areas,
      TrainingProgress progress) {
    this(
        config,
        intake,
        intake.reader(decodeLimits),
        DecodedImages.of(intake.reader(decodeLimits)),
        skipUnreadable,
        areas,
        progress);
  }

  private TrainingImages(
      DetectorConfig config,
      ImageIntake intake,
      ImageReader reader,
      DecodedImages decoded,
      boolean skipUnreadable,
      Map<String, InspectedArea> areas,
      TrainingProgress progress) {
    this.config = config;
    this.intake = intake;
    this.reader = reader;
    this.open = new OpenTiles(reader);
    this.decoded = decoded;
    this.skipUnreadable = skipUnreadable;
    this.areas = areas;
    this.progress = progress;
  }

  /**
   * Reads every normal image of a set once, and stores those that the network learns from; a second
   * time if the network learns from deep images, whose range is known only then.
   */
  List<Category> readAll(ImageSet set) throws IOException {
    List<Category> categories = readOnce(set);
    ImageIntake before = intake;
    InputReview review = new InputReview(this::warn);
    intake = intake.and(traits).withDeepRange(review.range(before, highest)).withTaken(taken);
    taken.forEach((name, range) -> review.cutOff(name, range, intake, highest.get(name)));
    traits.forEach((name, own) -> review.mixed(name, sized(own), shrunk(own)));
    if (!config.needsNetwork() || Objects.equals(before.deepRange(), intake.deepRange())) {
      return categories;
    }
    TrainingImages again =
        new TrainingImages(
            config, intake, reader, decoded, skipUnreadable, areas, TrainingProgress.none());
    categories = again.readOnce(set);
    lessons.clear();
    lessons.addAll(again.lessons);
    return categories;
  }

  private List<Category> readOnce(ImageSet set) throws IOException {
    ImageSet normal = set.training();
    set.warnings().forEach(this::warn);
    requireKnown(set);
    for (String name : set.categories()) {
      requireEnough(name, normal.category(name).size(), "normal training images");
    }
    progress.stage("reading images", normal.size());
    List<List<ImageEntry>> ordered = new ArrayList<>();
    for (String name : set.categories()) {
      List<ImageEntry> entries = new ArrayList<>(normal.category(name).entries());
      shuffle(entries, RandomStream.ORDER.of(config.seed(), ordered.size()));
      ordered.add(entries);
    }
    Optional<Iterator<Site.Sighting>> elsewhere = elsewhere(ordered);
    List<Category> categories = new ArrayList<>();
    if (!config.networkPerCategory()) {
      lessons.add(new NetworkImages(set.categories(), new ImageStore(), new ImageStore()));
    }
    for (String name : set.categories()) {
      if (config.networkPerCategory()) {
        lessons.add(new NetworkImages(List.of(name), new ImageStore(), new ImageStore()));
      }
      categories.add(read(name, ordered.get(categories.size()), elsewhere));
    }
    return categories;
  }

  /** What other machines see of the images, if they are there. */
  private Optional<Iterator<Site.Sighting>> elsewhere(List<List<ImageEntry>> ordered)
      throws IOException {
    Optional<Site> site = Site.here();
    return site.isEmpty()
        ? Optional.empty()
        : Optional.of(
            site.get().see(setting(), ordered.stream().flatMap(List::stream).toList()).iterator());
  }

  /** What is common to the images. */
  Site.Setting setting() {
    return new Site.Setting(config, intake, reader.limits(), areas);
  }

  private void requireKnown(ImageSet set) throws IOException {
    for (String name : areas.keySet()) {
      if (!set.categories().contains(name)) {
        throw new IOException(
            "there are areas for %s, but no images of it; there are those of %s: correct the name"
                    .formatted(name, set.categories())
                + " or leave its areas out");
      }
    }
  }

  private Category read(
      String name, List<ImageEntry> entries, Optional<Iterator<Site.Sighting>> elsewhere)
      throws IOException {
    int forNetwork = Site.here().map(Site::networkImages).orElse(Integer.MAX_VALUE);
    int out = 0;
    NetworkImages lesson = lessons.get(lessons.size() - 1);
    Set<String> seen = new HashSet<>();
    List<String> known = new ArrayList<>();
    List<Path> blank = new ArrayList<>();
    List<Path> copies = new ArrayList<>();
    List<Path> marked = new ArrayList<>();
    List<ImageEntry> kept = new ArrayList<>();
    try (Stream<Looked> looks = looks(entries, elsewhere)) {
      Iterator<Looked> inOrder = looks.iterator();
      for (ImageEntry entry : entries) {
        requireNotInterrupted();
        Looked next = inOrder.next();
        // Others were read at the same time: it may fit alone.
        Looked looked = next.lackedMemory() ? looked(entry) : next;
        try {
          SeenImage.Facts facts = looked.sighting().facts();
          boolean taught = kept.size() < forNetwork;
          // By the images that are kept, not by those that are listed, so that copies and broken
          // files leave no gap.
          boolean holdOut =
              taught
                  && out
                      < Math.max(
                          1, Math.round((kept.size() + 1) * config.training().heldOutFraction()));
          boolean marks = marksDefect(entry);
          if (add(entry, facts, seen)) {
            if (config.tiles() != null) {
              overviews.put(entry, SmallImage.of(looked.image().orElseThrow(), config.frame()));
            }
            if (config.needsNetwork() && taught) {
              Image pixels =
                  looked.image().isPresent() ? looked.image().get().pixels() : entry.read(reader);
              (holdOut ? lesson.heldOut() : lesson.learned())
                  .add(name, config.frame().fit(look(entry, intake.take(pixels))));
            }
            kept.add(entry);
            known.add(facts.fingerprint());
            if (marks) {
              marked.add(entry.file());
            }
            if (facts.blank()) {
              blank.add(entry.file());
            }
            out += holdOut ? 1 : 0;
          } else {
            copies.add(entry.file());
          }
        } catch (InterruptedIOException e) {
          throw e;
        } catch (IOException | OutOfMemoryError e) {
          skip(entry, e);
        }
        progress.advanced(++read);
      }
    } catch (CancellationException e) {
      requireNotInterrupted();
      throw e;
    }
    warnOf(name, copies);
    warnOfShared(name, kept.size());
    warnOfMarked(name, marked, kept.size());
    requireContrast(name, kept.size(), blank);
    requireEnough(name, kept.size(), "readable images that differ");
    return new Category(name, kept, List.copyOf(known), out, Optional.ofNullable(areas.get(name)));
  }

  /**
   * What is seen of an image.
   *
   * @param image empty if it was read elsewhere, or cannot be read
   * @param lackedMemory whether it cannot be read for lack of memory
   */
  private record Looked(Site.Sighting sighting, Optional<SeenImage> image, boolean lackedMemory) {}

  /** Looks at images, several at once. */
  private Stream<Looked> looks(
      List<ImageEntry> entries, Optional<Iterator<Site.Sighting>> elsewhere) {
    if (elsewhere.isPresent()) {
      return entries.stream()
          .map(entry -> new Looked(elsewhere.get().next(), Optional.empty(), false));
    }
    // The files of tiles may be so large that one is enough for memory.
    int most = config.tiles() == null ? Integer.MAX_VALUE : 1;
    return Workers.here().inOrder(entries.stream(), most, this::looked);
  }

  private Looked looked(ImageEntry entry) {
    try {
      SeenImage image = see(entry);
      SeenImage.Facts facts = facts(entry, image);
      return new Looked(() -> facts, Optional.of(image), false);
    } catch (IOException e) {
      return new Looked(
          () -> {
            throw e;
          },
          Optional.empty(),
          false);
    } catch (OutOfMemoryError e) {
      return new Looked(
          () -> {
            throw e;
          },
          Optional.empty(),
          true);
    }
  }

  private void skip(ImageEntry entry, Throwable problem) throws IOException {
    if (!skipUnreadable) {
      Throwables.throwIfInstanceOf(problem, IOException.class);
      Throwables.throwIfUnchecked(problem);
    }
    skipped.add(entry.file().toString());
    progress.warning(
        "skipped "
            + (problem instanceof IOException
                ? problem.getMessage()
                : entry.file() + ": it does not fit into memory (" + problem.getMessage() + ")"));
  }

  private SeenImage.Facts facts(ImageEntry entry, SeenImage image) throws IOException {
    Optional<InspectedArea> area = Optional.ofNullable(areas.get(entry.category()));
    requireSize(entry, image.pixels(), area);
    return SeenImage.facts(entry, image, image.looked(area), intake);
  }

  /** Areas are in pixels: in an image of another size they would be somewhere else. */
  public static void requireSize(ImageEntry entry, Image image, Optional<InspectedArea> area)
      throws ImageException {
    if (area.isPresent() && !area.get().fits(image)) {
      throw new ImageException(
          entry.file(),
          "%d x %d pixels".formatted(image.width(), image.height()),
          area.get().expected(entry.category()),
          InspectedArea.advice());
    }
  }

  private Image look(ImageEntry entry, Image image) {
    InspectedArea area = areas.get(entry.category());
    return area == null ? image : area.filled(image);
  }

  /**
   * Adds an image, unless an earlier one of the category has the same pixels: a copy adds nothing
   * new, and in leave-one-out its original would make it look like a new image with a perfect
   * score.
   */
  private boolean add(ImageEntry entry, SeenImage.Facts facts, Set<String> seen)
      throws IOException {
    TakenRange others = taken.get(entry.category());
    taken.put(
        entry.category(),
        others == null ? facts.taken() : others.and(facts.taken(), entry.category(), facts.name()));
    if (!seen.add(facts.looked())) {
      return false;
    }
    fingerprints.add(facts.fingerprint());
    ImageEntry first = firsts.putIfAbsent(facts.fingerprint(), entry);
    if (first != null) {
      shared.add(entry.file() + " as " + first.file() + " of " + first.category());
    }
    contents.add(entry.category() + "/" + entry.file().getFileName() + " " + facts.hash());
    traits.merge(entry.category(), facts.traits(), ImageTraits::and);
    if (facts.highest() != null) {
      highest.merge(entry.category(), facts.highest(), Math::max);
    }
    return true;
  }

  private SeenImage see(ImageEntry entry) throws IOException {
    if (config.tiles() == null) {
      return SeenImage.of(decoded.read(entry));
    }
    try (LargeImage large = entry.open(reader)) {
      return SeenImage.of(large);
    }
  }

  /** Refuses a category whose images are all blank, and warns of single blank images. */
  private void requireContrast(String category, int kept, List<Path> blank) throws IOException {
    if (blank.isEmpty()) {
      return;
    }
    String examples = blank.stream().limit(NAMED).map(Path::toString).collect(joining(", "));
    if (blank.size() == kept) {
      throw new IOException(
          "category %s shows nothing%s: every one of its images is of one color all over, such as %s; expected images of the product: look at the camera, its exposure and the export"
              .formatted(category, areas.containsKey(category) ? " in its areas" : "", examples));
    }
    warn(
        "%d of %d images of %s are of one color all over and learned as normal: %s; take them out if they show no product"
            .formatted(blank.size(), kept, category, examples));
  }

  private void warnOf(String category, List<Path> copies) {
    if (!copies.isEmpty()) {
      String text =
          "left out "
              + (copies.size() == 1 ? "1 image of " : copies.size() + " images of ")
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
          "%d of %d images of %s are the same, pixel by pixel, as images of another product: %s; leave each in the product that it shows"
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
          "%d of %d images of %s are learned as normal though their masks mark a defect: %s; take them out, or correct the masks"
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

  void warn(String text) {
    warnings.add(text);
    progress.warning(text);
  }

  /** Tiles have one scale, whatever the sizes of the images are. */
  private ImageTraits sized(ImageTraits own) {
    return config.tiles() == null ? own : own.sized(own.maxWidth(), own.maxHeight());
  }

  /** How many times smaller than the largest image the scored image is. */
  private double shrunk(ImageTraits own) {
    if (config.tiles() != null) {
      return config.tiles().timesSmaller(config.frame());
    }
    return Math.max(
        (double) own.maxWidth() / config.imageWidth(),
        (double) own.maxHeight() / config.imageHeight());
  }

  /** How images are read, with what was learned about them. */
  ImageIntake intake() {
    return intake;
  }

  /**
   * Reads an image, in the range that was learned.
   *
   * @throws InterruptedIOException if the thread is interrupted
   */
  Image read(ImageEntry entry) throws IOException {
    requireNotInterrupted();
    return intake.take(decoded.read(entry));
  }

  /** A large image that is shrunk into the frame, in the range that was learned. */
  Image overview(ImageEntry entry) {
    return intake.take(requireNonNull(overviews.get(entry)).image());
  }

  /** What a category is learned from: its images, or tiles of them. */
  Lesson lesson(Category category, int number) {
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
  Image read(Piece piece) throws IOException {
    if (piece.tile().isEmpty()) {
      return read(piece.entry());
    }
    requireNotInterrupted();
    return intake.take(open.read(piece.entry(), config.tiles(), piece.tile().get()));
  }

  /** Closes files that are open. */
  @Override
  public void close() throws IOException {
    open.close();
  }

  /** Ends training if the thread is interrupted. */
  void requireNotInterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("training was interrupted; its checkpoint, if any, stays");
    }
  }

  /** The images of each network. */
  List<NetworkImages> lessons() {
    return lessons;
  }

  /** SHA-256 over the sorted list of categories, names and SHA-256 of the images used. */
  String fingerprint() {
    return Hashing.sha256().hashString(String.join("\n", contents), UTF_8).toString();
  }

  /** Fingerprints of the pixels of all used images, sorted. */
  List<String> fingerprints() {
    return List.copyOf(fingerprints);
  }

  /** Files that could not be read. */
  List<String> skipped() {
    return skipped;
  }

  /** Warnings about the images. */
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
