package io.github.anomaly4j.internal.dataset;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The list of VisA: {@code split_csv/1cls.csv} with the columns object, split, label, image, mask.
 */
final class VisaSplit {
  static final List<String> COLUMNS = List.of("object", "split", "label", "image");

  private VisaSplit() {}

  /** The list in a folder, if there is one. */
  static Optional<Path> in(Path folder) {
    Path csv = folder.resolve("split_csv").resolve("1cls.csv");
    return Files.isRegularFile(csv) ? Optional.of(csv) : Optional.empty();
  }

  /** Reads the rows of one product, or of all. */
  static void read(
      Path csv,
      Path root,
      Optional<String> product,
      List<ImageEntry> entries,
      List<String> warnings)
      throws IOException {
    int defectiveTraining = 0;
    Set<Path> listed = new HashSet<>();
    for (CsvTable.Row row : CsvTable.read(csv, COLUMNS, List.of("mask"))) {
      String object = row.get("object");
      if (product.isPresent() && !FileNames.key(product.get()).equals(FileNames.key(object))) {
        continue;
      }
      Split split = CsvManifest.split(row, row.get("split"));
      boolean good = FolderKind.isGood(row.get("label"));
      if (split == Split.TRAIN && !good) {
        defectiveTraining++;
        continue;
      }
      String mask = row.get("mask", "");
      Path image = file(row, root, row.get("image"));
      if (!listed.add(image.toAbsolutePath().normalize())) {
        throw row.error(MessageText.text(image) + " is listed before: keep one of the two rows");
      }
      entries.add(
          new ImageEntry(
              image,
              FileNames.composed(object),
              split,
              good ? ImageEntry.GOOD : FileNames.composed(row.get("label")),
              mask.isEmpty() ? Optional.empty() : Optional.of(file(row, root, mask))));
    }
    if (defectiveTraining > 0) {
      warnings.add(
          "%d defective images for training in %s are not learned"
              .formatted(defectiveTraining, MessageText.text(csv)));
    }
  }

  private static Path file(CsvTable.Row row, Path root, String path) throws IOException {
    try {
      Path file = FileNames.resolve(root, path);
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw row.error("'" + path + "' is no path: " + e.getReason());
    }
    throw row.error(
        "there is no file %s; paths start in the folder of split_csv, %s"
            .formatted(path, MessageText.text(root.toAbsolutePath())));
  }
}
