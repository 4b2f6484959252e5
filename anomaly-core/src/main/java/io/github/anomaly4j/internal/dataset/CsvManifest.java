package io.github.anomaly4j.internal.dataset;

import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the list that {@link ImageSet#manifest} describes. */
public final class CsvManifest {
  private static final List<String> REQUIRED = List.of("path", "category");
  private static final List<String> OPTIONAL = List.of("split", "label", "mask");

  /** Labels that some tools write for normal images and others for defective ones. */
  private static final Set<String> AMBIGUOUS_LABELS =
      Set.of(
          "0",
          "1",
          "-1",
          "true",
          "false",
          "yes",
          "no",
          "y",
          "n",
          "positive",
          "negative",
          "pos",
          "neg");

  private CsvManifest() {}

  public static ImageSet read(Path csv) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Path folder = csv.toAbsolutePath().getParent();
    if (folder != null && folder.endsWith("split_csv") && folder.getParent() != null) {
      VisaSplit.read(csv, folder.getParent(), Optional.empty(), entries, warnings);
      return checked(csv, entries, warnings);
    }
    Set<Path> listed = new HashSet<>();
    Map<String, Integer> good = new LinkedHashMap<>();
    for (CsvTable.Row row : CsvTable.read(csv, REQUIRED, OPTIONAL)) {
      ImageEntry entry = entry(csv, row, good);
      if (!listed.add(entry.file().toAbsolutePath().normalize())) {
        throw row.error(
            MessageText.text(entry.file()) + " is listed before: keep one of the two rows");
      }
      entries.add(entry);
    }
    good.forEach(
        (label, count) ->
            warnings.add(
                "%s: the label '%s' of %s is read as %s, that is normal"
                    .formatted(
                        MessageText.text(csv),
                        label,
                        count == 1 ? "1 image" : count + " images",
                        ImageEntry.GOOD)));
    return checked(csv, entries, warnings);
  }

  private static ImageSet checked(Path csv, List<ImageEntry> entries, List<String> warnings)
      throws IOException {
    if (entries.isEmpty()) {
      throw new EmptyImageSetException(
          MessageText.text(csv) + " lists no image; expected a row for each");
    }
    return SpellingCheck.checked(csv, entries, warnings);
  }

  private static ImageEntry entry(Path csv, CsvTable.Row row, Map<String, Integer> good)
      throws IOException {
    Path image = file(csv, row, row.get("path"), false);
    String mask = row.get("mask", "");
    try {
      String label = label(row, good);
      return new ImageEntry(
          image,
          FileNames.composed(row.get("category")),
          split(row, row.get("split", label.equals(ImageEntry.GOOD) ? "train" : "test")),
          label,
          mask.isEmpty() ? Optional.empty() : Optional.of(file(csv, row, mask, true)));
    } catch (IllegalArgumentException e) {
      throw row.error(e.getMessage());
    }
  }

  /**
   * The label; {@link ImageEntry#GOOD} for every word that means it.
   *
   * @param good counts the other words that mean it
   */
  private static String label(CsvTable.Row row, Map<String, Integer> good) throws IOException {
    String label = FileNames.composed(row.get("label", ImageEntry.GOOD));
    if (label.equals(ImageEntry.GOOD)) {
      return label;
    }
    if (AMBIGUOUS_LABELS.contains(FileNames.key(label))) {
      throw row.error(
          "the label '%s' may mean a normal or a defective image; expected %s or the kind of defect, such as scratch"
              .formatted(label, ImageEntry.GOOD));
    }
    if (FolderKind.isGood(label)) {
      good.merge(label, 1, Integer::sum);
      return ImageEntry.GOOD;
    }
    return label;
  }

  /** The split that a word names, in any case. */
  static Split split(CsvTable.Row row, String split) throws IOException {
    return switch (split.strip().toLowerCase(Locale.ROOT)) {
      case "train" -> Split.TRAIN;
      case "test" -> Split.TEST;
      default -> throw row.error("the split is '" + split + "'; expected train or test");
    };
  }

  /**
   * The file of a path.
   *
   * @param orFolder whether it may be a folder, such as of several masks of one image
   */
  private static Path file(Path csv, CsvTable.Row row, String path, boolean orFolder)
      throws IOException {
    try {
      Path parent = csv.getParent();
      Path file =
          parent == null ? FileNames.resolve(Path.of(""), path) : FileNames.resolve(parent, path);
      if (Files.isRegularFile(file) || orFolder && Files.isDirectory(file)) {
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
