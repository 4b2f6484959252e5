package io.github.anomaly4j.data;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One picture file and what is known of it.
 *
 * @param file the picture
 * @param category the product it shows; not empty
 * @param split what it is for
 * @param defect {@link #GOOD} for a normal picture, otherwise the kind of its defect
 * @param mask the picture of its defect's place (white = defect), where there is one
 */
public record ImageEntry(
    Path file, String category, Split split, String defect, Optional<Path> mask) {

  /** The {@link #defect()} of normal pictures, as MVTec AD names it. */
  public static final String GOOD = "good";

  public ImageEntry {
    requireNonNull(file, "file");
    requireNonNull(split, "split");
    requireNonNull(mask, "mask");
    checkArgument(!category.isBlank(), "the category of %s is blank", file);
    checkArgument(!defect.isBlank(), "the defect kind of %s is blank", file);
    checkArgument(
        split != Split.TRAIN || defect.equals(GOOD),
        "%s is for training and marked as defective (%s): only normal pictures are learned from",
        file,
        defect);
  }

  /** A normal picture to learn from. */
  public static ImageEntry normal(Path file, String category) {
    return new ImageEntry(file, category, Split.TRAIN, GOOD, Optional.empty());
  }

  /** The same picture in another category. */
  ImageEntry withCategory(String other) {
    return new ImageEntry(file, other, split, defect, mask);
  }

  /** Whether the picture shows a defect. */
  public boolean anomalous() {
    return !defect.equals(GOOD);
  }
}
