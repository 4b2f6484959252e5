package io.github.anomaly4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the list that {@link ImageSet#manifest} describes. */
final class CsvManifest {
  private static final List<String> REQUIRED = List.of("path", "category");
  private static final List<String> OPTIONAL = List.of("split", "label", "mask");

  private CsvManifest() {}

  static List<ImageEntry> read(Path csv) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    Set<Path> listed = new HashSet<>();
    for (CsvTable.Row row : CsvTable.read(csv, REQUIRED, OPTIONAL)) {
      ImageEntry entry = entry(csv, row);
      if (!listed.add(entry.file().toAbsolutePath().normalize())) {
        throw row.error(entry.file() + " is listed before: keep one of the two rows");
      }
      entries.add(entry);
    }
    if (entries.isEmpty()) {
      throw new EmptyImageSetException(csv + " lists no picture; expected a row for each");
    }
    return entries;
  }

  private static ImageEntry entry(Path csv, CsvTable.Row row) throws IOException {
    Path picture = file(csv, row, row.get("path"));
    String mask = row.get("mask", "");
    String label = row.get("label", ImageEntry.GOOD);
    try {
      return new ImageEntry(
          picture,
          row.get("category"),
          split(row, label),
          label,
          mask.isEmpty() ? Optional.empty() : Optional.of(file(csv, row, mask)));
    } catch (IllegalArgumentException e) {
      throw row.error(e.getMessage());
    }
  }

  private static Split split(CsvTable.Row row, String label) throws IOException {
    String otherwise = label.equals(ImageEntry.GOOD) ? "train" : "test";
    String split = row.get("split", otherwise);
    return switch (split.toLowerCase(Locale.ROOT)) {
      case "train" -> Split.TRAIN;
      case "test" -> Split.TEST;
      default -> throw row.error("the split is '" + split + "'; expected train or test");
    };
  }

  private static Path file(Path csv, CsvTable.Row row, String path) throws IOException {
    try {
      Path file = csv.resolveSibling(path);
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw row.error("'" + path + "' is no path: " + e.getReason());
    }
    throw row.error(
        "there is no file %s; paths start in the manifest's folder, %s"
            .formatted(path, csv.toAbsolutePath().getParent()));
  }
}
