package io.github.anomaly4j.data;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.dataset.FileNames;
import io.github.anomaly4j.internal.dataset.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One image and what is known about it.
 *
 * @param file the image; for one that is no file, only its name, by which messages call it
 * @param category the product it shows; not blank
 * @param split what it is for
 * @param defect {@link #GOOD} for a normal image, otherwise the kind of its defect
 * @param mask an image of where the defect is (white = defect), or a folder of several masks that
 *     count together; empty if there is none
 * @param content the image if it is no file; empty for a file
 */
public record ImageEntry(
    Path file,
    String category,
    Split split,
    String defect,
    Optional<Path> mask,
    Optional<ImageContent> content) {

  /** The {@link #defect()} of normal images, as MVTec AD names it. */
  public static final String GOOD = "good";

  public ImageEntry {
    requireNonNull(file, "file");
    requireNonNull(split, "split");
    requireNonNull(mask, "mask");
    requireNonNull(content, "content");
    checkArgument(!category.isBlank(), "the category of %s is blank", file);
    checkArgument(!defect.isBlank(), "the defect kind of %s is blank", file);
    checkArgument(
        split != Split.TRAIN || defect.equals(GOOD),
        "%s is for training and marked as defective (%s): only normal images are learned from",
        file,
        defect);
  }

  /** An image file. */
  public ImageEntry(Path file, String category, Split split, String defect, Optional<Path> mask) {
    this(file, category, split, defect, mask, Optional.empty());
  }

  /** A normal image to learn from. */
  public static ImageEntry normal(Path file, String category) {
    return new ImageEntry(file, category, Split.TRAIN, GOOD, Optional.empty());
  }

  /**
   * A normal image to learn from that is no file.
   *
   * @param name what messages call it, such as "line 2, 17:03:22"; of the form of a file's name on
   *     this system
   * @throws IllegalArgumentException if no file can have the name
   */
  public static ImageEntry normal(String name, String category, ImageContent content) {
    Path file;
    try {
      file = Path.of(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "an image's name must be one that a file may have, was " + name, e);
    }
    return new ImageEntry(
        file, category, Split.TRAIN, GOOD, Optional.empty(), Optional.of(content));
  }

  /**
   * Reads the image.
   *
   * @param reader says how
   * @throws IOException if it cannot be read; the message names the image
   */
  public Image read(ImageReader reader) throws IOException {
    return content.isPresent() ? content.get().read(reader, path()) : reader.read(file);
  }

  /**
   * Opens the image to read it region by region; one that is no file is read as a whole.
   *
   * @param reader says how
   * @return the caller closes it
   * @throws IOException if it cannot be read; the message names the image
   */
  public LargeImage open(ImageReader reader) throws IOException {
    return content.isPresent()
        ? LargeImage.of(content.get().read(reader, path()))
        : reader.open(file);
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
    return new ImageEntry(file, other, split, defect, mask, content);
  }

  /** Whether the image shows a defect. */
  public boolean anomalous() {
    return !defect.equals(GOOD);
  }
}
