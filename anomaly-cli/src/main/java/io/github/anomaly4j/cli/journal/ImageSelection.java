package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.dataset.NaturalOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Selects the images that are used: always the same ones of the same set. */
final class ImageSelection {
  /** A training refuses fewer images. */
  private static final int MIN_TRAINING = 4;

  private static final Comparator<ImageEntry> NATURAL =
      Comparator.comparing(ImageEntry::file, NaturalOrder.PATHS);

  private ImageSelection() {}

  /**
   * The images of the categories that can be learned, cut down to a scale.
   *
   * @throws IOException if there are none of these, or no normal and defective images to score
   */
  static ImageSet of(ImageSet all, RunSize scale) throws IOException {
    List<String> categories =
        all.categories().stream()
            .filter(category -> normals(all, category, MIN_TRAINING).size() == MIN_TRAINING)
            .sorted(
                Comparator.<String, Boolean>comparing(category -> !measurable(all, category))
                    .thenComparingInt(category -> all.category(category).training().size())
                    .thenComparing(Comparator.naturalOrder()))
            .limit(scale.categories())
            .sorted()
            .toList();
    List<ImageEntry> kept = new ArrayList<>();
    for (String category : categories) {
      kept.addAll(normals(all, category, scale.training()));
      kept.addAll(test(all, category, scale.test()));
    }
    if (categories.stream().noneMatch(category -> measurable(all, category))) {
      throw new IOException(
          "there are no products with normal images to learn from (at least "
              + MIN_TRAINING
              + ") and both normal and defective ones to measure on; expected them in"
              + " PRODUCT/train/good, PRODUCT/test/good and PRODUCT/test/DEFECT, or such rows in a"
              + " manifest");
    }
    return ImageSet.of(kept);
  }

  private static boolean measurable(ImageSet all, String category) {
    List<ImageEntry> test = all.category(category).test().entries();
    return test.stream().anyMatch(ImageEntry::anomalous)
        && !test.stream().allMatch(ImageEntry::anomalous);
  }

  /** The first training images of a category. */
  static List<ImageEntry> normals(ImageSet set, String category, int most) {
    return set.category(category).training().entries().stream()
        .sorted(NATURAL)
        .limit(most)
        .toList();
  }

  /** The first test images of a category: normal ones, and defective ones of all kinds. */
  static List<ImageEntry> test(ImageSet set, String category, int most) {
    List<ImageEntry> test =
        set.category(category).test().entries().stream().sorted(NATURAL).toList();
    List<ImageEntry> found = new ArrayList<>();
    test.stream().filter(entry -> !entry.anomalous()).limit(most).forEach(found::add);
    spread(test.stream().filter(ImageEntry::anomalous).toList()).stream()
        .limit(most)
        .forEach(found::add);
    return found;
  }

  /** The first of each kind, then the second of each, and so on. */
  private static List<ImageEntry> spread(List<ImageEntry> defective) {
    Map<String, List<ImageEntry>> kinds =
        defective.stream()
            .collect(Collectors.groupingBy(ImageEntry::defect, TreeMap::new, Collectors.toList()));
    List<ImageEntry> spread = new ArrayList<>();
    for (int i = 0; spread.size() < defective.size(); i++) {
      for (List<ImageEntry> kind : kinds.values()) {
        if (i < kind.size()) {
          spread.add(kind.get(i));
        }
      }
    }
    return spread;
  }
}
