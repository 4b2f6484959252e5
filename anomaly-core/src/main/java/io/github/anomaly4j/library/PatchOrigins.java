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

  /** For each patch the nearest of those left out for it that another picture has, if any. */
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

  /**
   * The nearest patches that are not of a picture, under the number of the library's patch that
   * each of them stands in for; those of the picture too, if there are no others.
   *
   * @param queries {@code [count, channels]}
   * @param search of the library
   */
  PatchSearch.Matches nearestWithout(int picture, float[] queries, PatchSearch search) {
    int[] replaced =
        IntStream.range(0, pictures.length)
            .filter(patch -> pictures[patch] == picture && substitutes[patch].length > 0)
            .toArray();
    boolean others = Arrays.stream(pictures).anyMatch(other -> other != picture);
    if (replaced.length == 0) {
      return search.nearest(queries, patch -> others && pictures[patch] == picture);
    }
    PatchSearch.Matches instead = substitutes(replaced).nearest(queries);
    Arrays.setAll(instead.points(), query -> replaced[instead.points()[query]]);
    if (others) {
      keepNearer(instead, search.nearest(queries, patch -> pictures[patch] == picture));
    }
    return instead;
  }

  private PatchSearch substitutes(int[] replaced) {
    float[] bank = new float[replaced.length * channels];
    for (int i = 0; i < replaced.length; i++) {
      System.arraycopy(substitutes[replaced[i]], 0, bank, i * channels, channels);
    }
    return new NearestNeighbour(bank, channels);
  }

  private static void keepNearer(PatchSearch.Matches matches, PatchSearch.Matches others) {
    for (int i = 0; i < matches.points().length; i++) {
      if (others.distances()[i] <= matches.distances()[i]) {
        matches.distances()[i] = others.distances()[i];
        matches.points()[i] = others.points()[i];
      }
    }
  }
}
