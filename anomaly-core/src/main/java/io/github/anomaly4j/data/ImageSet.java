package io.github.anomaly4j.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.github.anomaly4j.internal.dataset.CategoryMapping;
import io.github.anomaly4j.internal.dataset.CsvManifest;
import io.github.anomaly4j.internal.dataset.FolderLayout;
import io.github.anomaly4j.internal.dataset.ImageFolder;
import io.github.anomaly4j.internal.dataset.MessageText;
import io.github.anomaly4j.internal.dataset.SpellingCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * An immutable list of images: a {@linkplain #folder folder}, a {@linkplain #manifest manifest}, a
 * flat folder with a {@linkplain #mapped mapping}, or {@linkplain #of any}, also such as are no
 * files but in memory or behind a stream ({@link ImageContent}). Images are in the order of their
 * names or of the list, on every file system. No image is opened before it is needed.
 */
public final class ImageSet {
  private final ImmutableList<ImageEntry> entries;
  private final ImmutableList<String> warnings;

  private ImageSet(List<ImageEntry> entries, List<String> warnings) {
    this.entries = ImmutableList.copyOf(entries);
    this.warnings = ImmutableList.copyOf(warnings);
  }

  /**
   * Lists a folder in one of these layouts, which is recognized by the names of its folders, in
   * upper or lower case:
   *
   * <ul>
   *   <li>MVTec AD, AD 2 and LOCO, BTAD: {@code CATEGORY/train/good/*}, {@code
   *       CATEGORY/test/KIND/*} and the masks {@code CATEGORY/ground_truth/KIND/NAME_mask.png};
   *   <li>anomalib's Folder: {@code CATEGORY/normal}, {@code abnormal} and {@code mask}, or {@code
   *       good} and {@code bad}, {@code OK} and {@code NG}: normal images are for training, unless
   *       they are in {@code normal_test}; the images of every other folder are for the test;
   *   <li>VisA: {@code CATEGORY/Data/Images/Normal} and {@code Anomaly}, divided by {@code
   *       split_csv/1cls.csv} if that file exists;
   *   <li>Real-IAD: {@code realiad_256/CATEGORY}, or another size, divided by {@code
   *       realiad_jsons/CATEGORY.json} beside it;
   *   <li>Kolektor: a mask next to every image, {@code NAME_GT.png} or {@code NAME_label.bmp}.
   *       These masks are opened, since nothing else says which images are normal;
   *   <li>one folder per category, every image in it normal and for training;
   *   <li>a flat folder of normal images: one category, named like the folder.
   * </ul>
   *
   * The folder holds categories, or is a single one. A folder that is named like defective images
   * or masks and fits none of these layouts is refused, so that no defect is learned as normal.
   * {@link #warnings} reports images that are left out, masks that match no image and names that
   * are read as other names.
   *
   * <p>A mask is {@code NAME_mask}, {@code NAME}, {@code NAME_gt} or {@code NAME_label} with any
   * extension of an image, or a folder {@code NAME} of masks that count together.
   *
   * <p>Hidden files and files that do not have an image's extension (png, jpg, jpeg, bmp, gif, tif,
   * tiff) are ignored; links are followed. Names are read as UTF-8 in any locale.
   *
   * @throws NoSuchFileException if there is no such folder
   * @throws NotDirectoryException if it is a file
   * @throws EmptyImageSetException if it holds no image, or a category that holds none
   * @throws IOException if a folder cannot be read, may be read in two ways, or has a name that is
   *     blank, is not UTF-8, or differs from another category's only in case or spaces
   */
  public static ImageSet folder(Path root) throws IOException {
    requireFolder(root);
    return FolderLayout.read(root);
  }

  /**
   * Reads a list of images from a CSV file in UTF-8 such as
   *
   * <pre>{@code
   * path,category,split,label,mask
   * new/1.png,screw,train,good,
   * new/2.png,screw,test,scratch,masks/2.png
   * }</pre>
   *
   * with one row for each image; the set has the order of the rows. The columns may be in any
   * order, and only {@code path} and {@code category} are required. Paths are relative to the
   * manifest's folder; a mask may be a folder of masks that count together. The split is {@code
   * train} or {@code test}; the label is {@value ImageEntry#GOOD} or the kind of defect. By
   * default, an image is good; a good image is for training and a defective one for the test.
   *
   * <p>Splits and labels are compared without regard to case and outer spaces. {@code normal},
   * {@code ok} and {@code none} are read as {@value ImageEntry#GOOD}, which {@link #warnings}
   * reports; labels of unclear meaning, such as {@code 0} and {@code 1}, are refused.
   *
   * <p>VisA's own list, {@code split_csv/1cls.csv}, is read too.
   *
   * @throws java.nio.file.FileSystemException if the manifest cannot be opened
   * @throws EmptyImageSetException if it lists no image
   * @throws IOException if it is no CSV, has other columns, or lists an image twice, a file that
   *     does not exist, a defective image for training, or categories that differ only in case or
   *     spaces; the message names the file and, except for the last, the line
   */
  public static ImageSet manifest(Path csv) throws IOException {
    return CsvManifest.read(csv);
  }

  /**
   * Lists the images directly in a folder, all normal and for training, with the categories that a
   * mapping file gives them. The mapping is CSV, by its extension:
   *
   * <pre>{@code
   * file,category
   * a.png,grid
   * }</pre>
   *
   * or JSON:
   *
   * <pre>{@code
   * {"zipper": "0-239", "screw": ["240-559", 700], "grid": ["a.png", "b.png"]}
   * }</pre>
   *
   * In both, a number stands for the file whose name without extension is that number, with any
   * leading zeros; a range stands for the files from its first to its last number, both included,
   * and some of them may be missing. Every image must get one category.
   *
   * @throws NoSuchFileException if there is no such folder or mapping
   * @throws NotDirectoryException if the folder is a file
   * @throws EmptyImageSetException if it holds no image
   * @throws IOException if the mapping is neither CSV nor JSON, gives an image no category or two,
   *     has a category or an entry without an image, or has ranges that overlap or run backwards
   */
  public static ImageSet mapped(Path folder, Path mapping) throws IOException {
    requireFolder(folder);
    List<Path> images = ImageFolder.of(folder).all();
    if (images.isEmpty()) {
      throw new EmptyImageSetException(
          MessageText.text(folder)
              + " holds no image; expected some directly in it ("
              + ImageFolder.READ
              + ")");
    }
    return SpellingCheck.checked(
        mapping, CategoryMapping.read(mapping).entries(folder, images), List.of());
  }

  /**
   * A set of the given images, in the given order.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static ImageSet of(List<ImageEntry> entries) {
    return of(entries, List.of());
  }

  public static ImageSet of(List<ImageEntry> entries, List<String> warnings) {
    checkArgument(!entries.isEmpty(), "an image set needs at least one image");
    return new ImageSet(entries, warnings);
  }

  /** The images, in order. */
  public List<ImageEntry> entries() {
    return entries;
  }

  /** The categories, sorted by name. */
  public List<String> categories() {
    return entries.stream()
        .map(ImageEntry::category)
        .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo))
        .asList();
  }

  /** The images to learn from; possibly none. */
  public ImageSet training() {
    return filter(entry -> entry.split() == Split.TRAIN);
  }

  /** The images to score; possibly none. */
  public ImageSet test() {
    return filter(entry -> entry.split() == Split.TEST);
  }

  /** The images of one category; possibly none. */
  public ImageSet category(String category) {
    return filter(entry -> entry.category().equals(category));
  }

  /**
   * The images of some categories; possibly none.
   *
   * @param wanted names; those that the set does not have are ignored
   */
  public ImageSet only(Collection<String> wanted) {
    return filter(entry -> wanted.contains(entry.category()));
  }

  /**
   * What a person should know about how the images were listed: images that are left out, masks
   * that match no image, names that are read as other names. A training and an evaluation pass them
   * on. Empty for a list {@linkplain #of of entries}; a part of a set has all warnings of the
   * whole.
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * The same images as one category: a detector that is trained on them has one memory bank and one
   * threshold for all, so that a patch that is normal on one product is normal on every other.
   *
   * @param category its name
   */
  public ImageSet asOne(String category) {
    return new ImageSet(
        entries.stream().map(entry -> entry.withCategory(category)).toList(), warnings);
  }

  /** How many images there are. */
  public int size() {
    return entries.size();
  }

  private ImageSet filter(Predicate<ImageEntry> wanted) {
    return new ImageSet(entries.stream().filter(wanted).toList(), warnings);
  }

  private static void requireFolder(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "no such folder of images");
    }
    if (!Files.isDirectory(path)) {
      throw new NotDirectoryException(path + " is a file; expected a folder of images");
    }
  }
}
