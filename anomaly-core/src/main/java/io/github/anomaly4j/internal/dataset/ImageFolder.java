package io.github.anomaly4j.internal.dataset;

import static java.util.Objects.requireNonNull;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files and folders directly in a folder, each list in the order of names. Links are followed;
 * hidden files and folders are ignored.
 *
 * @param path the folder
 * @param images files with the extension of an image, without masks next to them
 * @param masks by image, for images with a mask next to them, such as {@code 7_mask.png} for {@code
 *     7.png}
 * @param folders folders
 * @param unread files that are images of a kind that is not read
 */
public record ImageFolder(
    Path path, List<Path> images, Map<Path, Path> masks, List<Path> folders, List<Path> unread) {

  /** The extensions that are read, for messages. */
  public static final String READ = "png, jpg, bmp, gif, tif";

  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff");

  private static final Set<String> UNREAD =
      Set.of(
          "webp", "jp2", "j2k", "jxl", "heic", "heif", "avif", "pgm", "ppm", "pbm", "pnm", "tga",
          "exr", "hdr", "dng", "cr2", "nef", "arw", "raw", "jfif", "jpe", "psd", "ico", "dcm",
          "npy", "svg", "pdf");

  /** The end of a mask's name after the image's name. */
  private static final Pattern MASK_SUFFIX =
      Pattern.compile(
          "(?i)(.+?)[-_. ]*[-_. ](mask|masks|gt|label|labels|ground_?truth|seg|segmentation|annotation)");

  /** Folders that are nested deeper, or in a circle, are not searched for images. */
  private static final int MAX_DEPTH = 12;

  private static final Comparator<Path> BY_NAME =
      Comparator.comparing(
              (Path path) -> FileNames.lastName(path).orElse(path.getFileName().toString()))
          .thenComparing(path -> path.toUri().toString());

  /** Lists a folder. */
  public static ImageFolder of(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    List<Path> unread = new ArrayList<>();
    try (Stream<Path> children = Files.list(folder)) {
      children
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted(BY_NAME)
          .forEach(
              path -> {
                String extension = extension(path);
                if (EXTENSIONS.contains(extension) && !Files.isDirectory(path)) {
                  files.add(path);
                } else if (Files.isDirectory(path)) {
                  if (!leadsBack(path, folder)) {
                    folders.add(path);
                  }
                } else if (UNREAD.contains(extension)) {
                  unread.add(path);
                }
              });
    } catch (UncheckedIOException e) {
      throw new IOException(
          folder + " could not be read: " + requireNonNull(e.getCause()).getMessage(), e);
    }
    Map<Path, Path> masks = beside(files);
    files.removeAll(Set.copyOf(masks.values()));
    return new ImageFolder(folder, files, masks, folders, unread);
  }

  /** Whether a link leads to a folder that contains it. */
  private static boolean leadsBack(Path path, Path folder) {
    try {
      return Files.isSymbolicLink(path) && folder.toRealPath().startsWith(path.toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every file with the extension of an image, including masks. */
  public List<Path> all() {
    return Stream.concat(images.stream(), masks.values().stream()).sorted(BY_NAME).toList();
  }

  /** The masks next to their images. */
  private static Map<Path, Path> beside(List<Path> files) {
    Map<String, Path> byStem = new HashMap<>();
    files.forEach(file -> byStem.putIfAbsent(stem(file), file));
    Map<Path, Path> masks = new LinkedHashMap<>();
    for (Path file : files) {
      String stem = stem(file);
      String imaged = withoutMaskSuffix(stem);
      Path image = imaged.equals(stem) ? null : byStem.get(imaged);
      if (image != null) {
        masks.putIfAbsent(image, file);
      }
    }
    return masks;
  }

  /** The name without its extension, in lower case, by which masks are matched. */
  static String stem(Path file) {
    String name = FileNames.lastName(file).orElse(file.getFileName().toString());
    int dot = name.lastIndexOf('.');
    return FileNames.key(dot > 0 && !Files.isDirectory(file) ? name.substring(0, dot) : name);
  }

  /** The name of the image of a mask: {@code 7} for {@code 7_mask}. */
  static String withoutMaskSuffix(String stem) {
    Matcher matcher = MASK_SUFFIX.matcher(stem);
    return matcher.matches() ? matcher.group(1) : stem;
  }

  /** Whether a name ends like that of masks: {@code screw_masks}, but not {@code bottle_label}. */
  static boolean namesMask(String name) {
    return !withoutMaskSuffix(name).equals(name)
        && !name.toLowerCase(Locale.ROOT).matches(".*(label|labels|annotation)");
  }

  /** Whether a file has the extension of an image. */
  public static boolean isImage(Path file) {
    return EXTENSIONS.contains(extension(file));
  }

  /** How many images are in a folder and below it. */
  static int count(Path folder) throws IOException {
    int[] count = {0};
    Files.walkFileTree(
        folder,
        Set.of(FileVisitOption.FOLLOW_LINKS),
        MAX_DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
            return below.getFileName() != null
                    && !below.equals(folder)
                    && below.getFileName().toString().startsWith(".")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean hidden = file.getFileName().toString().startsWith(".");
            count[0] += !hidden && isImage(file) && !attributes.isDirectory() ? 1 : 0;
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem) {
            // Images behind a circle of links, or in a folder that cannot be read, are not counted.
            return FileVisitResult.CONTINUE;
          }
        });
    return count[0];
  }

  private static String extension(Path path) {
    return MoreFiles.getFileExtension(path).toLowerCase(Locale.ROOT);
  }
}
