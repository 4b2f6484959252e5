package io.github.anomaly4j.sweep;

import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which images are looked at: spread evenly over the list of each category, so that the same list
 * gives the same ones.
 *
 * @param normal what each network looks at first, if anything
 * @param scored no image of them; by category
 */
record ImageChoice(Optional<ImageSet> normal, List<ImageEntry> scored) {

  static ImageChoice of(ImageSet set, int images, int normals) throws EmptyImageSetException {
    List<ImageEntry> normal = new ArrayList<>();
    List<ImageEntry> scored = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (String name : set.categories()) {
      ImageSet category = set.category(name);
      List<ImageEntry> left = new ArrayList<>(category.training().entries());
      List<ImageEntry> chosen =
          category.test().size() > 0
              ? bothKinds(category.test().entries(), images)
              : spread(left, Math.min(images, (left.size() + 1) / 2));
      scored.addAll(chosen);
      left.removeAll(chosen);
      List<ImageEntry> learned = spread(left, normals);
      normal.addAll(learned);
      if (learned.isEmpty()) {
        without.add(name);
      }
    }
    if (normals > 0 && !normal.isEmpty() && !without.isEmpty()) {
      throw new EmptyImageSetException(
          without
              + " has no normal training image for the networks to compare with, while other"
              + " categories have: add some, or compare with none at all");
    }
    return new ImageChoice(
        normal.isEmpty() ? Optional.empty() : Optional.of(ImageSet.of(normal)),
        List.copyOf(scored));
  }

  /** As many normal as defective images, as far as there are any. */
  private static List<ImageEntry> bothKinds(List<ImageEntry> test, int count) {
    List<ImageEntry> good = test.stream().filter(entry -> !entry.anomalous()).toList();
    List<ImageEntry> bad = test.stream().filter(ImageEntry::anomalous).toList();
    int defective = Math.min(bad.size(), Math.max(count / 2, count - good.size()));
    return Stream.concat(spread(good, count - defective).stream(), spread(bad, defective).stream())
        .toList();
  }

  private static List<ImageEntry> spread(List<ImageEntry> entries, int count) {
    int taken = Math.min(count, entries.size());
    return IntStream.range(0, taken)
        .mapToObj(i -> entries.get((int) ((long) i * entries.size() / taken)))
        .toList();
  }
}
