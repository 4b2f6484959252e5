package io.github.anomaly4j.data;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.internal.dataset.FileNames;
import io.github.anomaly4j.internal.dataset.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One image file and what is known about it.
 *
 * @param file the image
 * @param category the product it shows; not blank
 * @param split what it is for
 * @param defect {@link #GOOD} for a normal image, otherwise the kind of its defect
 * @param mask an image of where the defect is (white = defect), or a folder of several masks that
 *     count together; empty if there is none
 */
public record ImageEntry(
    Path file, String category, Split split, String defect, Optional<Path> mask) {

  /** The {@link #defect()} of normal images, as MVTec AD names it. */
  public static final String GOOD = "good";

  public ImageEntry {
    requireNonNull(file, "file");
    requireNonNull(split, "split");
    requireNonNull(mask, "mask");
    checkArgument(!category.isBlank(), "the category of %s is blank", file);
    checkArgument(!defect.isBlank(), "the defect kind of %s is blank", file);
    checkArgument(
        split != Split.TRAIN || defect.equals(GOOD),
        "%s is for training and marked as defective (%s): only normal images are learned from",
        file,
        defect);
  }

  /** A normal image to learn from. */
  public static ImageEntry normal(Path file, String category) {
    return new ImageEntry(file, category, Split.TRAIN, GOOD, Optional.empty());
  }

  /**
   * The files of the mask: itself, or the images of its folder in the order of their names.
   *
   * @return none if there is no mask
   * @throws IOException if the folder cannot be read
   */
  public List<Path> maskFiles() throws IOException {
    if (mask.isEmpty()) {
      return List.of();
    }
    return Files.isDirectory(mask.get()) ? ImageFolder.of(mask.get()).all() : List.of(mask.get());
  }

  /**
   * The path as text. If the JVM's locale cannot represent it, the name is read as UTF-8.
   *
   * @return the path, for messages and reports
   */
  public String path() {
    return FileNames.text(file);
  }

  /** The same image in another category. */
  ImageEntry withCategory(String other) {
    return new ImageEntry(file, other, split, defect, mask);
  }

  /** Whether the image shows a defect. */
  public boolean anomalous() {
    return !defect.equals(GOOD);
  }
}
