package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.internal.search.NeighborSearch;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The image of each patch of a memory bank, and a substitute for the patch if its image is left
 * out. A coreset leaves out patches that are similar to a chosen one, of any image. Without
 * substitutes, leaving out an image would therefore make holes in the bank that a new image does
 * not find. Immutable, thread safe.
 */
final class PatchOrigins {
  private static final int NONE = -1;

  private final int channels;

  /** The image of each patch of the bank. */
  private final int[] images;

  /**
   * For each patch of the bank the nearest patch that was left out in its favor and is of another
   * image, if there is one.
   */
  private final float[][] substitutes;

  private PatchOrigins(int channels, int[] images, float[][] substitutes) {
    this.channels = channels;
    this.images = images;
    this.substitutes = substitutes;
  }

  /**
   * The origins of a coreset's patches.
   *
   * @param sample that it was chosen from
   * @param points the sample's patches, {@code [count, channels]}
   */
  static PatchOrigins of(Coreset.Choice chosen, PatchSample sample, float[] points) {
    int[] centers = chosen.centers();
    int[] closest = new int[centers.length];
    Arrays.fill(closest, NONE);
    for (int point = 0; point < sample.size(); point++) {
      int owner = chosen.owner()[point];
      if (sample.image(point) != sample.image(centers[owner])
          && (closest[owner] == NONE || chosen.square()[point] < chosen.square()[closest[owner]])) {
        closest[owner] = point;
      }
    }
    int channels = points.length / sample.size();
    return new PatchOrigins(
        channels,
        Arrays.stream(centers).map(sample::image).toArray(),
        Arrays.stream(closest)
            .mapToObj(
                point ->
                    point == NONE
                        ? new float[0]
                        : Arrays.copyOfRange(points, point * channels, (point + 1) * channels))
            .toArray(float[][]::new));
  }

  /**
   * The origins of patches that were chosen from several samples.
   *
   * @param images the image of each patch of the bank
   * @param substitutes for each of them, empty if there is none
   */
  static PatchOrigins of(int channels, int[] images, float[][] substitutes) {
    return new PatchOrigins(channels, images, substitutes);
  }

  float[][] substitutes() {
    return substitutes;
  }

  /**
   * The nearest patches that are not of the given image. A substitute has the index of the bank's
   * patch that it replaces. Patches of the image count if there are no others.
   *
   * @param queries {@code [count, channels]}
   * @param search over the bank
   */
  NeighborSearch.Matches nearestWithout(int image, float[] queries, NeighborSearch search) {
    int[] replaced =
        IntStream.range(0, images.length)
            .filter(patch -> images[patch] == image && substitutes[patch].length > 0)
            .toArray();
    boolean others = Arrays.stream(images).anyMatch(other -> other != image);
    if (replaced.length == 0) {
      return search.nearest(queries, patch -> others && images[patch] == image);
    }
    NeighborSearch.Matches instead = substitutes(replaced).nearest(queries);
    Arrays.setAll(instead.points(), query -> replaced[instead.points()[query]]);
    if (others) {
      keepNearer(instead, search.nearest(queries, patch -> images[patch] == image));
    }
    return instead;
  }

  private NeighborSearch substitutes(int[] replaced) {
    float[] bank = new float[replaced.length * channels];
    for (int i = 0; i < replaced.length; i++) {
      System.arraycopy(substitutes[replaced[i]], 0, bank, i * channels, channels);
    }
    return NeighborSearch.exact(bank, channels);
  }

  private static void keepNearer(NeighborSearch.Matches matches, NeighborSearch.Matches others) {
    for (int i = 0; i < matches.points().length; i++) {
      if (others.distances()[i] <= matches.distances()[i]) {
        matches.distances()[i] = others.distances()[i];
        matches.points()[i] = others.points()[i];
      }
    }
  }
}
