package io.github.anomaly4j.internal.report;

import com.google.common.io.MoreFiles;
import io.github.anomaly4j.data.ImageEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names for files about images, made of category, kind of defect and the image's own name. Every
 * file system takes them, and no two of them are the same, even where case does not count.
 */
public final class UniqueFileNames {
  /** In characters, each of which may be four bytes of the 255 that a name has. */
  private static final int MAX_LENGTH = 60;

  private UniqueFileNames() {}

  /** A name without extension for each, in order. */
  public static List<String> of(List<ImageEntry> entries) {
    Set<String> used = new HashSet<>();
    return entries.stream().map(entry -> unused(plain(entry), used)).toList();
  }

  private static String plain(ImageEntry entry) {
    String name =
        entry.category()
            + "-"
            + entry.defect()
            + "-"
            + MoreFiles.getNameWithoutExtension(entry.file());
    String plain = name.replaceAll("[^\\p{L}\\p{N}_-]", "_");
    int kept = Math.min(MAX_LENGTH, plain.codePointCount(0, plain.length()));
    return plain.substring(plain.offsetByCodePoints(plain.length(), -kept));
  }

  private static String unused(String name, Set<String> used) {
    String candidate = name;
    for (int copy = 2; !used.add(candidate.toLowerCase(Locale.ROOT)); copy++) {
      candidate = name + "-" + copy;
    }
    return candidate;
  }
}
