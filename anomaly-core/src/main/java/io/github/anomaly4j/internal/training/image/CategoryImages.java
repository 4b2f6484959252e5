package io.github.anomaly4j.internal.training.image;

import static java.util.stream.Collectors.joining;

import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The images of one category that a training keeps, and what must be told about them. */
final class CategoryImages {
  /** How many images a message names. */
  private static final int NAMED = 3;

  private final String name;
  private final Optional<InspectedArea> area;
  private final List<ImageEntry> kept = new ArrayList<>();
  private final List<String> fingerprints = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Path> copies = new ArrayList<>();
  private final List<String> shared = new ArrayList<>();
  private final List<Path> marked = new ArrayList<>();
  private final List<Path> blank = new ArrayList<>();
  private int heldOut;

  /**
   * @param area the part of them that is looked at; empty for all of them
   */
  CategoryImages(String name, Optional<InspectedArea> area) {
    this.name = name;
    this.area = area;
  }

  /** How many are kept. */
  int size() {
    return kept.size();
  }

  /**
   * Whether the next image is held out from the network.
   *
   * @param share of the images that are
   */
  boolean holdsOut(double share) {
    // By the images that are kept, not by those that are listed, so that copies and broken files
    // leave no gap.
    return heldOut < Math.max(1, Math.round((kept.size() + 1) * share));
  }

  /**
   * Whether an earlier image has the same pixels: a copy adds nothing new, and in leave-one-out its
   * original would make it look like a new image with a perfect score.
   */
  boolean knows(SeenImage.Facts facts) {
    return seen.contains(facts.looked());
  }

  /** Leaves an image out. */
  void leaveOut(ImageEntry copy) {
    copies.add(copy.file());
  }

  /**
   * Keeps an image.
   *
   * @param holdOut whether it is held out from the network
   * @param marks whether its mask marks a defect
   * @param elsewhere the image of another category that has the same pixels, if there is one
   */
  void keep(
      ImageEntry entry,
      SeenImage.Facts facts,
      boolean holdOut,
      boolean marks,
      Optional<ImageEntry> elsewhere) {
    kept.add(entry);
    seen.add(facts.looked());
    fingerprints.add(facts.fingerprint());
    heldOut += holdOut ? 1 : 0;
    if (marks) {
      marked.add(entry.file());
    }
    if (facts.blank()) {
      blank.add(entry.file());
    }
    elsewhere.ifPresent(
        first -> shared.add(entry.file() + " as " + first.file() + " of " + first.category()));
  }

  /**
   * The category.
   *
   * @param warnings receives what must be told
   * @throws IOException if there are too few images, or all of them are blank
   */
  Category category(Consumer<String> warnings) throws IOException {
    warnOfCopies(warnings);
    warnOfShared(warnings);
    warnOfMarked(warnings);
    requireContrast(warnings);
    requireEnough(name, kept.size(), "readable images that differ");
    return new Category(name, kept, List.copyOf(fingerprints), heldOut, area);
  }

  /** Refuses a category whose images are all blank, and warns of single blank images. */
  private void requireContrast(Consumer<String> warnings) throws IOException {
    if (blank.isEmpty()) {
      return;
    }
    if (blank.size() == kept.size()) {
      throw new IOException(
          "category %s shows nothing%s: every one of its images is of one color all over, such as %s; expected images of the product: look at the camera, its exposure and the export"
              .formatted(name, area.isPresent() ? " in its areas" : "", named(blank)));
    }
    warnings.accept(
        "%d of %d images of %s are of one color all over and learned as normal: %s; take them out if they show no product"
            .formatted(blank.size(), kept.size(), name, named(blank)));
  }

  private void warnOfCopies(Consumer<String> warnings) {
    if (!copies.isEmpty()) {
      String text =
          "left out "
              + (copies.size() == 1 ? "1 image of " : copies.size() + " images of ")
              + name
              + " for being the same, pixel by pixel, as others: "
              + named(copies)
              + (copies.size() > NAMED ? ", ..." : "");
      warnings.accept(text);
    }
  }

  private void warnOfShared(Consumer<String> warnings) {
    if (!shared.isEmpty()) {
      warnings.accept(
          "%d of %d images of %s are the same, pixel by pixel, as images of another product: %s; leave each in the product that it shows"
              .formatted(shared.size(), kept.size(), name, named(shared)));
    }
  }

  private void warnOfMarked(Consumer<String> warnings) {
    if (!marked.isEmpty()) {
      warnings.accept(
          "%d of %d images of %s are learned as normal though their masks mark a defect: %s; take them out, or correct the masks"
              .formatted(marked.size(), kept.size(), name, named(marked)));
    }
  }

  private static String named(List<?> all) {
    return all.stream().limit(NAMED).map(Object::toString).collect(joining(", "));
  }

  /** Refuses a category of too few images. */
  static void requireEnough(String category, int found, String what) throws EmptyImageSetException {
    if (found < TrainingImages.FEWEST) {
      throw new EmptyImageSetException(
          "category %s has %d %s; at least %d are needed, 30 or more are advised"
              .formatted(category, found, what, TrainingImages.FEWEST));
    }
  }
}
