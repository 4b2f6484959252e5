package io.github.anomaly4j.library;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which pictures a library's patches are of, and what would be in their place if one of the
 * pictures were not. A coreset leaves out what is like a patch that it has chosen, of whatever
 * picture; without a stand-in a picture that is left out would leave holes that no new picture
 * meets. Immutable, thread safe.
 */
final class PatchOrigins {
  private static final int NONE = -1;

  private final int channels;

  /** The picture of each patch of the library. */
  private final int[] pictures;

  /** For each patch the one most like it of another picture that was left out, if any. */
  private final float[][] substitutes;

  private PatchOrigins(int channels, int[] pictures, float[][] substitutes) {
    this.channels = channels;
    this.pictures = pictures;
    this.substitutes = substitutes;
  }

  /**
   * The origins of a coreset's patches.
   *
   * @param sample that it was chosen from
   * @param points the sample's patches, {@code [count, channels]}
   */
  static PatchOrigins of(Coreset.Choice chosen, PatchSample sample, float[] points) {
    int[] centres = chosen.centres();
    int[] closest = new int[centres.length];
    Arrays.fill(closest, NONE);
    for (int point = 0; point < sample.size(); point++) {
      int owner = chosen.owner()[point];
      if (sample.picture(point) != sample.picture(centres[owner])
          && (closest[owner] == NONE || chosen.square()[point] < chosen.square()[closest[owner]])) {
        closest[owner] = point;
      }
    }
    int channels = points.length / sample.size();
    return new PatchOrigins(
        channels,
        Arrays.stream(centres).map(sample::picture).toArray(),
        Arrays.stream(closest)
            .mapToObj(
                point ->
                    point == NONE
                        ? new float[0]
                        : Arrays.copyOfRange(points, point * channels, (point + 1) * channels))
            .toArray(float[][]::new));
  }

  /** Whether any patch of the library is of another picture. */
  boolean holdOthersThan(int picture) {
    return Arrays.stream(pictures).anyMatch(other -> other != picture);
  }

  /**
   * The nearest patches that are not of a picture, under the number of the library's patch that
   * each of them stands in for.
   *
   * @param picture by which not all patches are
   * @param queries {@code [count, channels]}
   * @param search of the library
   */
  PatchSearch.Matches nearestWithout(int picture, float[] queries, PatchSearch search) {
    PatchSearch.Matches matches = search.nearest(queries, patch -> pictures[patch] == picture);
    int[] replaced =
        IntStream.range(0, pictures.length)
            .filter(patch -> pictures[patch] == picture && substitutes[patch].length > 0)
            .toArray();
    if (replaced.length > 0) {
      float[] bank = new float[replaced.length * channels];
      for (int i = 0; i < replaced.length; i++) {
        System.arraycopy(substitutes[replaced[i]], 0, bank, i * channels, channels);
      }
      keepNearer(matches, PatchSearch.of(bank, channels).nearest(queries), replaced);
    }
    return matches;
  }

  private static void keepNearer(
      PatchSearch.Matches matches, PatchSearch.Matches others, int[] numbers) {
    for (int i = 0; i < matches.points().length; i++) {
      if (others.distances()[i] < matches.distances()[i]) {
        matches.distances()[i] = others.distances()[i];
        matches.points()[i] = numbers[others.points()[i]];
      }
    }
  }
}
