package io.github.anomaly4j.cli.file;

import io.github.anomaly4j.Detection;
import io.github.anomaly4j.ImageDetector;
import io.github.anomaly4j.ImageDetector.Result;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.dataset.ImageFolder;
import io.github.anomaly4j.internal.dataset.NaturalOrder;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds images: a file of any name, or the images of a folder at any depth. Links are followed;
 * hidden files and folders, and heat maps, are left out.
 */
public final class ImageSearch extends SimpleFileVisitor<Path> {
  /** The end of the name of a heat map. */
  public static final String HEATMAP = ".heatmap.png";

  /**
   * An image, or a path that cannot be read.
   *
   * @param file where it is
   * @param name the path from the folder that was searched, which is its first part
   * @param problem why it cannot be read, or null
   */
  public record Found(Path file, Path name, IOException problem) {
    public Image read(ImageReader reader) throws IOException {
      if (problem != null) {
        throw problem;
      }
      return reader.read(file);
    }

    /** Reads a large image by regions and scores it, on the threads of the caller. */
    public Result<Found> inTiles(ImageDetector detector, ImageReader reader) {
      long began = System.nanoTime();
      try {
        if (problem != null) {
          throw problem;
        }
        try (LargeImage image = reader.open(file)) {
          Detection detection = detector.detect(image);
          Duration time = Duration.ofNanos(System.nanoTime() - began);
          return new Result<>(this, Optional.of(detection), Optional.empty(), time);
        }
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        return new Result<>(this, Optional.empty(), Optional.of(e), Duration.ZERO);
      }
    }
  }

  private final Path top;
  private final List<Found> found = new ArrayList<>();

  private ImageSearch(Path top) {
    this.top = top;
  }

  /** The images in natural order of their names; a line for each problem, and never nothing. */
  public static List<Found> of(Path path) throws IOException {
    ImageSearch search = new ImageSearch(path);
    Files.walkFileTree(path, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, search);
    if (search.found.isEmpty()) {
      search.add(path, new IOException(path + " holds no image (" + ImageFolder.READ + ")"));
    }
    search.found.sort(Comparator.comparing(Found::file, NaturalOrder.PATHS));
    return search.found;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (file.equals(top) || isImage(file)) {
      add(file, null);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException problem) {
    // A link back to a folder above it leads to images that are found anyway.
    if (!isHidden(file) && !(problem instanceof FileSystemLoopException)) {
      add(file, problem);
    }
    return FileVisitResult.CONTINUE;
  }

  private void add(Path file, IOException problem) {
    Path name = top.toAbsolutePath().normalize().getFileName();
    if (name == null) {
      name = top.relativize(file);
    } else if (!file.equals(top)) {
      name = name.resolve(top.relativize(file));
    }
    found.add(new Found(file, name, problem));
  }

  private boolean isImage(Path file) {
    return !isHidden(file) && isNamedAsImage(file);
  }

  /** Whether a file of a folder is taken for an image, by its name. */
  public static boolean isNamedAsImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ImageFolder.isImage(file) && !name.endsWith(HEATMAP);
  }

  private boolean isHidden(Path path) {
    return !path.equals(top) && path.getFileName().toString().startsWith(".");
  }
}
