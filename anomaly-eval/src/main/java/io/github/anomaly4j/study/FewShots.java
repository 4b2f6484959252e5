package io.github.anomaly4j.study;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Draws the few normal images that a detector is to learn from. What it makes of them depends on
 * which they are, so that it takes several draws to measure it.
 */
public final class FewShots {
  private FewShots() {}

  /**
   * Draws normal training images of each category, none of them a copy of another, byte by byte.
   * What is drawn of a category depends on its own name and images, on seed and number, not on the
   * other categories, and fewer shots are the first of more.
   *
   * @param set has training images of all its categories
   * @param shots images a category, at least {@value AnomalyDetectorBuilder#MIN_IMAGES}
   * @param seed the same one draws the same images
   * @param number of the draw; every number is a draw of its own
   * @return the images that were drawn, and all test images
   * @throws IllegalArgumentException if the shots are too few to learn from
   * @throws EmptyImageSetException if a category has fewer training images that differ; it is named
   * @throws IOException if a training image cannot be read
   */
  public static ImageSet draw(ImageSet set, int shots, long seed, int number) throws IOException {
    if (shots < AnomalyDetectorBuilder.MIN_IMAGES) {
      throw new IllegalArgumentException(
          "shots must be at least %d, was %d".formatted(AnomalyDetectorBuilder.MIN_IMAGES, shots));
    }
    ImageSet training = set.training();
    List<ImageEntry> entries = new ArrayList<>();
    for (String category : set.categories()) {
      RandomGenerator random = RandomStreams.of(seed, number, category.hashCode());
      List<ImageEntry> drawn = draw(training.category(category), shots, random);
      if (drawn.size() < shots) {
        throw new EmptyImageSetException(
            "category %s has %d normal training images that differ, fewer than %d shots"
                .formatted(category, drawn.size(), shots));
      }
      entries.addAll(drawn);
    }
    entries.addAll(set.test().entries());
    return ImageSet.of(entries);
  }

  private static List<ImageEntry> draw(ImageSet category, int most, RandomGenerator random)
      throws IOException {
    List<ImageEntry> left = new ArrayList<>(category.entries());
    List<ImageEntry> drawn = new ArrayList<>();
    Set<HashCode> seen = new HashSet<>();
    while (drawn.size() < most && !left.isEmpty()) {
      ImageEntry entry = left.remove(random.nextInt(left.size()));
      // Training leaves copies out, and would have fewer images than were asked for.
      if (seen.add(MoreFiles.asByteSource(entry.file()).hash(Hashing.sha256()))) {
        drawn.add(entry);
      }
    }
    return drawn;
  }
}
