package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options for the images. */
public final class DataOption {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|CSV",
      description =
          "The folder of images, or a manifest that lists them: a .csv file with the columns path"
              + " (from the manifest's folder) and category and, if wanted, split (train or test),"
              + " label (good or the kind of defect) and mask (a file, or a folder of masks).")
  private Path path;

  @Option(
      names = "--products",
      split = ",",
      paramLabel = "PRODUCT",
      description = "Use these products alone.")
  private Set<String> products;

  public Path path() {
    return path;
  }

  public boolean isManifest() {
    return isManifest(path);
  }

  public ImageSet read() throws IOException {
    return only(products, read(path), path);
  }

  /**
   * Some products of a set.
   *
   * @param products null for all of them
   * @param path where the set is from
   * @throws IOException if the set has no such product
   */
  public static ImageSet only(Set<String> products, ImageSet all, Path path) throws IOException {
    if (products == null) {
      return all;
    }
    List<String> unknown =
        products.stream().filter(product -> !all.categories().contains(product)).toList();
    if (!unknown.isEmpty()) {
      throw new IOException(
          "%s holds no product %s; there are %s".formatted(path, unknown, all.categories()));
    }
    return all.only(products);
  }

  /** The images of a folder or manifest. */
  public static ImageSet read(Path path) throws IOException {
    return isManifest(path) ? ImageSet.manifest(path) : ImageSet.folder(path);
  }

  private static boolean isManifest(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".csv") && !Files.isDirectory(path);
  }
}
