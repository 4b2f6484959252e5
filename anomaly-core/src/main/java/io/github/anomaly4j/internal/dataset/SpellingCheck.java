package io.github.anomaly4j.internal.dataset;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds names that differ only in case, spaces or Unicode form. */
public final class SpellingCheck {
  private SpellingCheck() {}

  /**
   * A set of the given images.
   *
   * @param source where they were listed, for messages
   * @throws IOException if two categories differ by case or spaces alone
   */
  public static ImageSet checked(Path source, List<ImageEntry> entries, List<String> warnings)
      throws IOException {
    Map<String, ImageEntry> categories = new HashMap<>();
    Map<String, Map<String, String>> kinds = new HashMap<>();
    Map<String, Integer> respelled = new LinkedHashMap<>();
    List<ImageEntry> respelt = new ArrayList<>();
    for (ImageEntry entry : entries) {
      ImageEntry first = categories.putIfAbsent(FileNames.key(entry.category()), entry);
      if (first != null && !first.category().equals(entry.category())) {
        throw new IOException(
            "%s: the products '%s' (%s) and '%s' (%s) differ by case or spaces alone: spell them alike if they are one product, otherwise rename one"
                .formatted(
                    MessageText.text(source),
                    first.category(),
                    MessageText.text(first.file()),
                    entry.category(),
                    MessageText.text(entry.file())));
      }
      String kind =
          kinds
              .computeIfAbsent(entry.category(), name -> new HashMap<>())
              .computeIfAbsent(FileNames.key(entry.defect()), key -> entry.defect());
      if (!kind.equals(entry.defect())) {
        respelled.merge("'" + entry.defect() + "' is read as '" + kind + "'", 1, Integer::sum);
      }
      respelt.add(
          new ImageEntry(entry.file(), entry.category(), entry.split(), kind, entry.mask()));
    }
    List<String> told = new ArrayList<>(warnings);
    respelled.forEach(
        (what, count) ->
            told.add(
                "%s: the label %s for %d image%s, as they differ by case or spaces alone: spell them alike"
                    .formatted(MessageText.text(source), what, count, count == 1 ? "" : "s")));
    tellLossy(respelt, told);
    return ImageSet.of(respelt, told);
  }

  private static void tellLossy(List<ImageEntry> entries, List<String> warnings) {
    List<Path> lossy =
        entries.stream()
            .map(ImageEntry::file)
            .filter(file -> FileNames.isLossy(file.toString()))
            .toList();
    if (!lossy.isEmpty()) {
      warnings.add(
          "this locale (%s) cannot show the names of %d images, such as %s, so they are read as UTF-8: set LC_ALL=C.UTF-8 before the start"
              .formatted(
                  System.getProperty("sun.jnu.encoding", "unknown"),
                  lossy.size(),
                  MessageText.text(lossy.get(0))));
    }
  }
}
