package io.github.anomaly4j.internal.dataset;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The images that a layout gives, and the warnings about them. */
final class FoundImages {
  /** What to do if no layout fits. */
  static final String MANIFEST =
      "list the images in a manifest (a CSV file: path,category,split,label,mask)";

  private final List<ImageEntry> entries = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** All images so far, which may be changed. */
  List<ImageEntry> entries() {
    return entries;
  }

  /** All warnings so far, which may be changed. */
  List<String> warnings() {
    return warnings;
  }

  /** Adds a warning. */
  void warn(String warning) {
    warnings.add(warning);
  }

  /**
   * Adds an image.
   *
   * @throws IOException if there can be no such image, as a defective one for training
   */
  void add(Path image, String category, Split split, String defect, Optional<Path> mask)
      throws IOException {
    try {
      entries.add(new ImageEntry(image, category, split, defect, mask));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Adds a normal image for training, without a mask. */
  void addNormal(Path image, String category) throws IOException {
    add(image, category, Split.TRAIN, ImageEntry.GOOD, Optional.empty());
  }

  /**
   * Warns of images in the folders of a folder.
   *
   * @param what is not done with them
   */
  void tellBelow(ImageFolder folder, String what) throws IOException {
    int below = FolderTree.below(folder);
    if (below > 0) {
      warnings.add(
          "%s in folders of %s (%s) %s %s, only the %d directly in it are: move them up, or %s"
              .formatted(
                  MessageText.count(below, "image", "images"),
                  MessageText.text(folder.path()),
                  MessageText.names(folder.folders()),
                  below == 1 ? "is" : "are",
                  what,
                  folder.images().size(),
                  MANIFEST));
    }
  }

  /** Warns of files that are images of a kind that is not read. */
  void tellUnread(ImageFolder folder) {
    if (!folder.unread().isEmpty()) {
      warnings.add(
          "%s in %s, such as %s, %s of a kind that is not read: convert them to one of %s"
              .formatted(
                  MessageText.count(folder.unread().size(), "file", "files"),
                  MessageText.text(folder.path()),
                  MessageText.shown(folder.unread().get(0)),
                  folder.unread().size() == 1 ? "is" : "are",
                  ImageFolder.READ));
    }
  }
}
