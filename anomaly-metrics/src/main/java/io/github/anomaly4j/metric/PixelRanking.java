package io.github.anomaly4j.metric;

import java.util.Arrays;
import java.util.List;

/**
 * The order of the normal pixels between the defective ones.
 *
 * <p>Both curves (ROC and PRO) move up only at a score that some defective pixel has; between two
 * such scores they are constant. So it is enough to count, for every distinct defective score, the
 * normal pixels that have the same score and those that are between it and the next higher one. The
 * normal pixels of each image are sorted on their own and never joined into one array.
 */
final class PixelRanking {

  /** All defective pixels, packed, ascending. */
  private final long[] defects;

  private final int[] regionSizes;

  /** At the first index of every tie group: normal pixels with that score. */
  private final int[] tied;

  /** At the first index of every tie group: normal pixels below it and above the group before. */
  private final int[] below;

  private final long normals;

  private PixelRanking(long[] defects, int[] regionSizes, int[] tied, int[] below, long normals) {
    this.defects = defects;
    this.regionSizes = regionSizes;
    this.tied = tied;
    this.below = below;
    this.normals = normals;
  }

  static PixelRanking of(List<float[]> normals, List<long[]> defects, int[] regionSizes) {
    long[] sorted = joined(defects);
    Arrays.sort(sorted);
    int[] tied = new int[sorted.length];
    int[] below = new int[sorted.length];
    long count = 0;
    for (float[] image : normals) {
      tally(image, sorted, tied, below);
      count += image.length;
    }
    return new PixelRanking(sorted, regionSizes, tied, below, count);
  }

  boolean hasBothClasses() {
    return defects.length > 0 && normals > 0;
  }

  /** Pairs of a defective and a normal pixel in the right order, ties as one half. */
  double auroc() {
    long twicePairs = 0;
    long normalsBelow = 0;
    for (int from = 0, to; from < defects.length; from = to) {
      to = groupEnd(from);
      normalsBelow += below[from];
      twicePairs += (to - from) * (2 * normalsBelow + tied[from]);
      normalsBelow += tied[from];
    }
    return twicePairs / (2.0 * defects.length * normals);
  }

  /** The area under the mean overlap of all regions, from no false positive to the limit. */
  double overlapArea(double limit) {
    double area = 0;
    double overlap = 0;
    double rate = 0;
    // Normal pixels at or above the point reached so far: first those above every defective one.
    long alarms = normals;
    for (int i = 0; i < defects.length; i++) {
      alarms -= below[i] + tied[i];
    }
    for (int to = defects.length, from; to > 0; to = from) {
      from = groupStart(to - 1);
      double level = (double) alarms / normals;
      area += segment(rate, level, overlap, overlap, limit);
      double gain = 0;
      for (int i = from; i < to; i++) {
        gain += 1.0 / regionSizes[(int) defects[i]];
      }
      alarms += tied[from];
      rate = (double) alarms / normals;
      double raised = overlap + gain / regionSizes.length;
      area += segment(level, rate, overlap, raised, limit);
      overlap = raised;
      alarms += below[from];
      if (rate >= limit) {
        return area;
      }
    }
    return area + segment(rate, 1, overlap, overlap, limit);
  }

  /** The trapezium between two false-positive rates, cut off at the limit. */
  private static double segment(
      double fromRate, double toRate, double fromHeight, double toHeight, double limit) {
    if (toRate <= fromRate || fromRate >= limit) {
      return 0;
    }
    double end = Math.min(toRate, limit);
    double endHeight =
        fromHeight + (toHeight - fromHeight) * (end - fromRate) / (toRate - fromRate);
    return (end - fromRate) * (fromHeight + endHeight) / 2;
  }

  private float score(int index) {
    return PixelScores.score(defects[index]);
  }

  private int groupEnd(int from) {
    float score = score(from);
    int to = from + 1;
    while (to < defects.length && score(to) == score) {
      to++;
    }
    return to;
  }

  private int groupStart(int last) {
    float score = score(last);
    int from = last;
    while (from > 0 && score(from - 1) == score) {
      from--;
    }
    return from;
  }

  private static long[] joined(List<long[]> parts) {
    int length = 0;
    for (long[] part : parts) {
      length += part.length;
    }
    long[] all = new long[length];
    int at = 0;
    for (long[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** Counts one image's normal pixels (ascending) into the groups of defective ones. */
  private static void tally(float[] normals, long[] defects, int[] tied, int[] below) {
    int at = 0;
    for (float normal : normals) {
      at = firstAtLeast(defects, PixelScores.packed(normal, 0), at);
      if (at == defects.length) {
        return;
      }
      if (PixelScores.score(defects[at]) == normal) {
        tied[at]++;
      } else {
        below[at]++;
      }
    }
  }

  /** The first index from {@code from} on whose value is not below the key; galloping search. */
  private static int firstAtLeast(long[] sorted, long key, int from) {
    if (from >= sorted.length || sorted[from] >= key) {
      return from;
    }
    int low = from;
    int step = 1;
    while (step < sorted.length - low && sorted[low + step] < key) {
      low += step;
      step <<= 1;
    }
    int high = step < sorted.length - low ? low + step : sorted.length;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < key) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
