package io.github.anomaly4j.internal.training.image;

import com.google.common.base.Throwables;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.network.train.ImageStore;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.internal.training.image.FirstLook.Looked;
import io.github.anomaly4j.internal.training.image.ImageSite.Setting;
import io.github.anomaly4j.internal.training.image.ImageSite.Sighting;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.internal.training.image.TrainingImages.NetworkImages;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Reads every normal image of a set once, decides which of them a training uses, and stores those
 * that the network learns from. For one set.
 */
final class ImageReading {
  private final Setting setting;
  private final DetectorConfig config;
  private final ImageReader reader;
  private final FirstLook look;
  private final boolean skipUnreadable;
  private final Optional<? extends ImageSite> site;
  private final TrainingProgress progress;
  private final Consumer<String> warnings;
  private final KnownImages known = new KnownImages();
  private final Map<ImageEntry, SmallImage> overviews = new HashMap<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<NetworkImages> lessons = new ArrayList<>();
  private int read;

  /**
   * @param site where the images are; empty if they are here
   * @param warnings receives warnings about the images
   */
  ImageReading(
      Setting setting,
      DecodedImages decoded,
      boolean skipUnreadable,
      Optional<? extends ImageSite> site,
      TrainingProgress progress,
      Consumer<String> warnings) {
    this.setting = setting;
    this.config = setting.config();
    this.reader = decoded.reader();
    this.look = new FirstLook(setting, decoded);
    this.skipUnreadable = skipUnreadable;
    this.site = site;
    this.progress = progress;
    this.warnings = warnings;
  }

  /** Reads the images. */
  List<Category> read(ImageSet set) throws IOException {
    ImageSet normal = set.training();
    set.warnings().forEach(warnings);
    requireKnown(set);
    for (String name : set.categories()) {
      CategoryImages.requireEnough(name, normal.category(name).size(), "normal training images");
    }
    progress.stage("reading images", normal.size());
    List<List<ImageEntry>> ordered = new ArrayList<>();
    for (String name : set.categories()) {
      List<ImageEntry> entries = new ArrayList<>(normal.category(name).entries());
      shuffle(entries, RandomStream.ORDER.of(config.seed(), ordered.size()));
      ordered.add(entries);
    }
    Optional<Iterator<Sighting>> elsewhere = elsewhere(ordered);
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
  private Optional<Iterator<Sighting>> elsewhere(List<List<ImageEntry>> ordered)
      throws IOException {
    return site.isEmpty()
        ? Optional.empty()
        : Optional.of(
            site.get().see(setting, ordered.stream().flatMap(List::stream).toList()).iterator());
  }

  private void requireKnown(ImageSet set) throws IOException {
    for (String name : setting.areas().keySet()) {
      if (!set.categories().contains(name)) {
        throw new IOException(
            "there are areas for %s, but no images of it; there are those of %s: correct the name"
                    .formatted(name, set.categories())
                + " or leave its areas out");
      }
    }
  }

  private Category read(
      String name, List<ImageEntry> entries, Optional<Iterator<Sighting>> elsewhere)
      throws IOException {
    CategoryImages own = new CategoryImages(name, Optional.ofNullable(setting.areas().get(name)));
    if (elsewhere.isEmpty()) {
      look.each(entries, (entry, looked) -> add(own, entry, looked), this::skip);
    } else {
      for (ImageEntry entry : entries) {
        TrainingImages.requireNotInterrupted();
        try {
          add(own, entry, new Looked(elsewhere.get().next(), Optional.empty()));
        } catch (InterruptedIOException e) {
          throw e;
        } catch (IOException | OutOfMemoryError e) {
          skip(entry, e);
        }
      }
    }
    return own.category(warnings);
  }

  /**
   * Adds an image to those of its category, unless it is a copy.
   *
   * @throws OutOfMemoryError before it is added
   */
  private void add(CategoryImages own, ImageEntry entry, Looked looked) throws IOException {
    SeenImage.Facts facts = looked.sighting().facts();
    boolean taught = own.size() < site.map(ImageSite::networkImages).orElse(Integer.MAX_VALUE);
    boolean holdOut = taught && own.holdsOut(config.training().heldOutFraction());
    boolean marks = marksDefect(entry);
    if (own.knows(facts)) {
      known.see(entry, facts);
      own.leaveOut(entry);
      progress.advanced(++read);
      return;
    }
    Optional<SmallImage> overview =
        config.tiles() == null
            ? Optional.empty()
            : Optional.of(SmallImage.of(looked.image().orElseThrow(), config.frame()));
    Optional<Framed> framed =
        config.needsNetwork() && taught ? Optional.of(framed(entry, looked)) : Optional.empty();
    known.see(entry, facts);
    NetworkImages lesson = lessons.get(lessons.size() - 1);
    framed.ifPresent(
        image -> (holdOut ? lesson.heldOut() : lesson.learned()).add(entry.category(), image));
    overview.ifPresent(small -> overviews.put(entry, small));
    own.keep(entry, facts, holdOut, marks, known.add(entry, facts));
    progress.advanced(++read);
  }

  /** An image as the network learns it. */
  private Framed framed(ImageEntry entry, Looked looked) throws IOException {
    Image pixels = looked.image().isPresent() ? looked.image().get().pixels() : entry.read(reader);
    Image taken = setting.intake().take(pixels);
    return config
        .frame()
        .fit(
            Optional.ofNullable(setting.areas().get(entry.category()))
                .map(area -> area.filled(taken))
                .orElse(taken));
  }

  private boolean marksDefect(ImageEntry entry) throws IOException {
    for (Path mask : entry.maskFiles()) {
      if (!reader.readMask(mask).isEmpty()) {
        return true;
      }
    }
    return false;
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
    progress.advanced(++read);
  }

  private static void shuffle(List<ImageEntry> entries, RandomGenerator random) {
    for (int i = entries.size() - 1; i > 0; i--) {
      Collections.swap(entries, i, random.nextInt(i + 1));
    }
  }

  /** What is known of the images that are used. */
  KnownImages known() {
    return known;
  }

  /** The images of each network. */
  List<NetworkImages> lessons() {
    return lessons;
  }

  /** Images that are learned in tiles, shrunk. */
  Map<ImageEntry, SmallImage> overviews() {
    return overviews;
  }

  /** Files that could not be read. */
  List<String> skipped() {
    return skipped;
  }
}
