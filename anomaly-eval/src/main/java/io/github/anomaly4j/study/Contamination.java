package io.github.anomaly4j.study;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The same images twice, to learn from: once with normal ones alone, and once with defective ones
 * among them that nobody has seen to be defective. Both have the same test images, so that two
 * detectors can be compared. Immutable; opens no image.
 *
 * @param clean without the images that were mixed in
 * @param contaminated with them, as normal training images after all others
 * @param mixedIn how many there are in each category, sorted by name
 */
public record Contamination(ImageSet clean, ImageSet contaminated, Map<String, Integer> mixedIn) {

  /** Rounding must not take an image from a share that is a whole number of images. */
  private static final double ROUNDING = 1e-9;

  /** Keeps a copy. */
  public Contamination {
    requireNonNull(clean, "clean");
    requireNonNull(contaminated, "contaminated");
    mixedIn = ImmutableMap.copyOf(mixedIn);
  }

  /**
   * Draws defective test images of each category and takes them for normal training images: as many
   * as make up the given share of all its training images then, rounded down, and at most half of
   * its defective test images. They are no test images any more.
   *
   * @param set labeled images
   * @param share of the training images, in (0, 0.5]
   * @param seed the same one draws the same images
   * @throws IllegalArgumentException if the share is out of range or too small for one image of any
   *     category
   */
  public static Contamination of(ImageSet set, double share, long seed) {
    if (!(share > 0 && share <= 0.5)) {
      throw new IllegalArgumentException("the share must be above 0 and at most 0.5, was " + share);
    }
    ImmutableMap.Builder<String, Integer> mixedIn = ImmutableMap.builder();
    Set<ImageEntry> drawn = new HashSet<>();
    List<String> categories = set.categories();
    for (int i = 0; i < categories.size(); i++) {
      ImageSet own = set.category(categories.get(i));
      List<ImageEntry> defective =
          own.test().entries().stream().filter(ImageEntry::anomalous).toList();
      int count = Math.min(defective.size() / 2, most(own.training().size(), share));
      drawn.addAll(draw(defective, count, RandomStreams.of(seed, i)));
      mixedIn.put(categories.get(i), count);
    }
    if (drawn.isEmpty()) {
      throw new IllegalArgumentException(
          "a share of %s of the training images is not one image of any product that has two"
                  .formatted(share)
              + " defective test images");
    }
    List<ImageEntry> clean = new ArrayList<>(set.entries());
    clean.removeAll(drawn);
    List<ImageEntry> contaminated = new ArrayList<>(clean);
    set.entries().stream()
        .filter(drawn::contains)
        .map(entry -> ImageEntry.normal(entry.file(), entry.category()))
        .forEach(contaminated::add);
    return new Contamination(ImageSet.of(clean), ImageSet.of(contaminated), mixedIn.buildOrThrow());
  }

  /** The most images that are no more than the share of themselves and the normal ones. */
  private static int most(int normal, double share) {
    return (int) (normal * share / (1 - share) + ROUNDING);
  }

  private static List<ImageEntry> draw(
      List<ImageEntry> entries, int count, RandomGenerator random) {
    List<ImageEntry> left = new ArrayList<>(entries);
    List<ImageEntry> drawn = new ArrayList<>();
    while (drawn.size() < count) {
      drawn.add(left.remove(random.nextInt(left.size())));
    }
    return drawn;
  }
}
