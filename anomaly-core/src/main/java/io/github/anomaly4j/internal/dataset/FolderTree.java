package io.github.anomaly4j.internal.dataset;

import static io.github.anomaly4j.internal.dataset.FolderKind.DEFECTIVE;
import static io.github.anomaly4j.internal.dataset.FolderKind.MASKS;
import static io.github.anomaly4j.internal.dataset.FolderKind.NAME;
import static io.github.anomaly4j.internal.dataset.FolderKind.NORMAL;
import static io.github.anomaly4j.internal.dataset.FolderKind.NORMAL_TEST;
import static io.github.anomaly4j.internal.dataset.FolderKind.SUSPECT;
import static io.github.anomaly4j.internal.dataset.FolderKind.TEST;
import static io.github.anomaly4j.internal.dataset.FolderKind.TRAIN;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folders of a data set: what they hold, listed once, and what their names say. */
final class FolderTree {
  /** The folders of KolektorSDD, each of one item of the same product. */
  private static final String KOLEKTOR_ITEM = "(?i)kos\\d+";

  private final Map<Path, ImageFolder> listed = new HashMap<>();

  /** The contents of a folder. */
  ImageFolder list(Path folder) throws IOException {
    ImageFolder known = listed.get(folder);
    if (known == null) {
      known = ImageFolder.of(folder);
      listed.put(folder, known);
    }
    return known;
  }

  /** Whether a folder is one product whose folders say which images are normal or for the test. */
  boolean isProduct(ImageFolder folder) throws IOException {
    boolean split = false;
    boolean normal = false;
    boolean labeled = false;
    boolean other = false;
    for (Path child : folder.folders()) {
      FolderKind kind = kindOf(child);
      if (kind == NAME || kind == SUSPECT || hasSplits(list(child))) {
        other |= ImageFolder.count(child) > 0;
      } else if (kind == TRAIN || kind == TEST) {
        split = true;
      } else if (kind == NORMAL) {
        normal = true;
      } else if (kind == DEFECTIVE || kind == NORMAL_TEST) {
        labeled |= ImageFolder.count(child) > 0;
      }
    }
    return split || normal || labeled && !other || visaImages(folder).isPresent();
  }

  /** Whether a folder is a product, even if it is named like a part of one. */
  static boolean hasSplits(ImageFolder folder) {
    return !children(folder, TRAIN).isEmpty() || !children(folder, TEST).isEmpty();
  }

  /** {@code Data/Images} of a product of VisA. */
  Optional<Path> visaImages(ImageFolder folder) throws IOException {
    for (Path data : folder.folders()) {
      if (FileNames.key(MessageText.shown(data)).equals("data")) {
        for (Path images : list(data).folders()) {
          if (FileNames.key(MessageText.shown(images)).equals("images")
              && !children(list(images), NORMAL).isEmpty()) {
            return Optional.of(images);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether all folders are items of KolektorSDD, with masks next to the images. */
  boolean isKolektor(ImageFolder top) throws IOException {
    return top.images().isEmpty()
        && !top.folders().isEmpty()
        && top.folders().stream()
            .allMatch(folder -> MessageText.shown(folder).matches(KOLEKTOR_ITEM))
        && !list(top.folders().get(0)).masks().isEmpty();
  }

  /**
   * Whether a folder is named like one that accompanies normal images, such as {@code labels/bad}.
   */
  static boolean isNamedLikeNoProduct(Path folder) {
    FolderKind kind = kindOf(folder);
    return kind == DEFECTIVE || kind == SUSPECT || kind == MASKS;
  }

  /** Whether the name of a folder says that its images are normal. */
  static boolean isGood(Path kind) {
    return kindOf(kind) == NORMAL || kindOf(kind) == NORMAL_TEST;
  }

  /** The folders of a kind in a folder. */
  static List<Path> children(ImageFolder folder, FolderKind kind) {
    return folder.folders().stream().filter(child -> kindOf(child) == kind).toList();
  }

  /** How many images are in the folders of a folder, at any depth. */
  static int below(ImageFolder folder) throws IOException {
    int count = 0;
    for (Path child : folder.folders()) {
      count += ImageFolder.count(child);
    }
    return count;
  }

  /** What the name of a folder says. */
  static FolderKind kindOf(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? NAME : FolderKind.of(MessageText.shown(folder));
  }

  /** The parent of a folder, or the folder itself if there is none. */
  static Path parent(Path path) {
    Path parent = path.toAbsolutePath().normalize().getParent();
    return parent == null ? path : parent;
  }

  /**
   * The name of a category: the last name of its folder, also of "." and "..".
   *
   * @throws IOException if the name is blank or not UTF-8
   */
  static String name(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    if (absolute.getFileName() == null) {
      return "images";
    }
    String name =
        FileNames.lastName(absolute)
            .map(FileNames::composed)
            .orElseThrow(
                () ->
                    new IOException(
                        "the name of %s is not UTF-8 and cannot be told from others; categories are named like their folders: rename it in UTF-8, or start with the locale that it was written in (LC_ALL)"
                            .formatted(absolute)));
    if (name.isBlank()) {
      throw new IOException(
          absolute + " has a blank name; categories are named like their folders: rename it");
    }
    return name;
  }
}
