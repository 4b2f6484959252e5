package io.github.anomaly4j.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An immutable list of picture files: a {@linkplain #folder folder}, a {@linkplain #manifest
 * manifest}, a flat folder with a {@linkplain #mapped mapping}, or {@linkplain #of any}. Its order
 * is that of the names or of the list, on every file system. No picture is opened before it is
 * needed.
 */
public final class ImageSet {
  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff");

  private static final Set<String> MVTEC_FOLDERS = Set.of("train", "test", "ground_truth");

  private final ImmutableList<ImageEntry> entries;

  private ImageSet(List<ImageEntry> entries) {
    this.entries = ImmutableList.copyOf(entries);
  }

  /**
   * Lists a folder in one of three layouts, told apart by what is there:
   *
   * <ul>
   *   <li>MVTec AD: {@code CATEGORY/train/good/*}, {@code CATEGORY/test/KIND/*} and {@code
   *       CATEGORY/ground_truth/KIND/NAME_mask.png}; the folder may also be a single such category,
   *       if it has no other folders;
   *   <li>one folder per category, every picture in it normal and for training;
   *   <li>a flat folder of normal pictures: one category, named like the folder.
   * </ul>
   *
   * Hidden files and files that do not have a picture's extension (png, jpg, jpeg, bmp, gif, tif,
   * tiff) are passed over.
   *
   * @throws NoSuchFileException if there is no such folder
   * @throws NotDirectoryException if it is a file
   * @throws EmptyImageSetException if it holds no picture, or a category that holds none
   * @throws IOException if a folder cannot be read, or the name of a category or kind is blank
   */
  public static ImageSet folder(Path root) throws IOException {
    requireFolder(root);
    ImmutableList.Builder<ImageEntry> found = ImmutableList.builder();
    if (isOnlyMvtecCategory(root)) {
      found.addAll(mvtecCategory(root));
    } else {
      for (Path picture : pictures(root)) {
        found.add(ImageEntry.normal(picture, name(root)));
      }
      for (Path category : folders(root)) {
        List<ImageEntry> inCategory =
            isMvtecCategory(category) ? mvtecCategory(category) : plainCategory(category);
        if (inCategory.isEmpty()) {
          throw new EmptyImageSetException(
              category
                  + " holds no picture; expected normal pictures in it or in its train/good"
                  + " (png, jpg, bmp, gif, tif): add some or remove the folder");
        }
        found.addAll(inCategory);
      }
    }
    ImmutableList<ImageEntry> entries = found.build();
    if (entries.isEmpty()) {
      throw new EmptyImageSetException(
          root
              + " holds no picture; expected CATEGORY/train/good/*, CATEGORY/* or pictures directly"
              + " in it (png, jpg, bmp, gif, tif)");
    }
    return new ImageSet(entries);
  }

  /**
   * Reads a list of pictures, a CSV file in UTF-8 such as
   *
   * <pre>{@code
   * path,category,split,label,mask
   * new/1.png,screw,train,good,
   * new/2.png,screw,test,scratch,masks/2.png
   * }</pre>
   *
   * with a row for each, in this order. The columns stand in any order, and only {@code path} and
   * {@code category} must be there. Paths start in the manifest's folder. The split is {@code
   * train} or {@code test}; the label is {@value ImageEntry#GOOD} or the kind of defect. Where they
   * are left out or empty, a picture is good, a good one is for training and a defective one for
   * the test.
   *
   * @throws java.nio.file.FileSystemException if the manifest cannot be opened
   * @throws EmptyImageSetException if it lists no picture
   * @throws IOException if it is no CSV, has other columns, lists a picture twice, a file that is
   *     not there or a defective picture for training; the message names file and line
   */
  public static ImageSet manifest(Path csv) throws IOException {
    return new ImageSet(CsvManifest.read(csv));
  }

  /**
   * Lists the pictures directly in a folder, all normal and for training, with the categories that
   * a file gives them. By its extension, that file is CSV:
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
   * In both, a number means the files whose name without extension is that number, whatever its
   * leading zeros, and a range those from its first to its last number, both included; numbers in
   * it may be missing from the folder. Every picture must get one category.
   *
   * @throws NoSuchFileException if there is no such folder or mapping
   * @throws NotDirectoryException if the folder is a file
   * @throws EmptyImageSetException if it holds no picture
   * @throws IOException if the mapping is neither CSV nor JSON, gives a picture no category or two,
   *     has a category or an entry without a picture, or ranges that overlap or run backwards
   */
  public static ImageSet mapped(Path folder, Path mapping) throws IOException {
    requireFolder(folder);
    List<Path> pictures = pictures(folder);
    if (pictures.isEmpty()) {
      throw new EmptyImageSetException(
          folder + " holds no picture; expected some directly in it (png, jpg, bmp, gif, tif)");
    }
    return new ImageSet(CategoryMapping.read(mapping).entries(folder, pictures));
  }

  /**
   * A set of the given pictures, in the given order.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static ImageSet of(List<ImageEntry> entries) {
    checkArgument(!entries.isEmpty(), "an image set needs at least one picture");
    return new ImageSet(entries);
  }

  /** The pictures, in order. */
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

  /** The pictures to learn from; possibly none. */
  public ImageSet training() {
    return filter(entry -> entry.split() == Split.TRAIN);
  }

  /** The pictures to score; possibly none. */
  public ImageSet test() {
    return filter(entry -> entry.split() == Split.TEST);
  }

  /** The pictures of one category; possibly none. */
  public ImageSet category(String category) {
    return filter(entry -> entry.category().equals(category));
  }

  /**
   * The same pictures as one category: a detector that is trained on them has one library and one
   * threshold for all, and a patch that is normal on one product is normal on every other.
   *
   * @param category its name
   */
  public ImageSet asOne(String category) {
    return new ImageSet(entries.stream().map(entry -> entry.withCategory(category)).toList());
  }

  /** How many pictures there are. */
  public int size() {
    return entries.size();
  }

  private ImageSet filter(Predicate<ImageEntry> wanted) {
    return new ImageSet(entries.stream().filter(wanted).toList());
  }

  private static void requireFolder(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "no such folder of pictures");
    }
    if (!Files.isDirectory(path)) {
      throw new NotDirectoryException(path + " is a file; expected a folder of pictures");
    }
  }

  private static boolean isMvtecCategory(Path folder) {
    return Files.isDirectory(folder.resolve("train")) || Files.isDirectory(folder.resolve("test"));
  }

  /**
   * Products may have such names too: a set of them has other folders, or pictures one level up.
   */
  private static boolean isOnlyMvtecCategory(Path root) throws IOException {
    for (Path folder : folders(root)) {
      if (!MVTEC_FOLDERS.contains(folder.getFileName().toString())) {
        return false;
      }
    }
    if (Files.isDirectory(root.resolve("train").resolve(ImageEntry.GOOD))) {
      return true;
    }
    Path test = root.resolve("test");
    if (Files.isDirectory(test)) {
      for (Path kind : folders(test)) {
        if (!pictures(kind).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<ImageEntry> mvtecCategory(Path category) throws IOException {
    String name = name(category);
    ImmutableList.Builder<ImageEntry> found = ImmutableList.builder();
    Path train = category.resolve("train");
    if (Files.isDirectory(train)) {
      Path good = train.resolve(ImageEntry.GOOD);
      for (Path picture : pictures(Files.isDirectory(good) ? good : train)) {
        found.add(ImageEntry.normal(picture, name));
      }
    }
    Path test = category.resolve("test");
    if (Files.isDirectory(test)) {
      for (Path kind : folders(test)) {
        for (Path picture : pictures(kind)) {
          Path mask =
              category
                  .resolve("ground_truth")
                  .resolve(name(kind))
                  .resolve(MoreFiles.getNameWithoutExtension(picture) + "_mask.png");
          found.add(
              new ImageEntry(
                  picture,
                  name,
                  Split.TEST,
                  name(kind),
                  Files.exists(mask) ? Optional.of(mask) : Optional.empty()));
        }
      }
    }
    return found.build();
  }

  private static List<ImageEntry> plainCategory(Path category) throws IOException {
    String name = name(category);
    return pictures(category).stream().map(picture -> ImageEntry.normal(picture, name)).toList();
  }

  private static List<Path> pictures(Path folder) throws IOException {
    return list(
        folder,
        path ->
            EXTENSIONS.contains(MoreFiles.getFileExtension(path).toLowerCase(Locale.ROOT))
                && !Files.isDirectory(path));
  }

  private static List<Path> folders(Path folder) throws IOException {
    return list(folder, Files::isDirectory);
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(wanted)
          .sorted(Comparator.comparing(path -> path.getFileName().toString()))
          .toList();
    } catch (UncheckedIOException e) {
      throw new IOException(folder + " could not be read: " + e.getCause().getMessage(), e);
    }
  }

  /** The last name of a path, also of "." and ".."; a root has none. */
  private static String name(Path path) throws IOException {
    Path name = path.toAbsolutePath().normalize().getFileName();
    if (name == null) {
      return "pictures";
    }
    if (name.toString().isBlank()) {
      throw new IOException(
          path.toAbsolutePath()
              + " has a blank name; categories are named like their folders:"
              + " rename it");
    }
    return name.toString();
  }
}
