package io.github.anomaly4j.metric;

import java.util.Collection;

/**
 * How the regions that a detector marks compare with the defects of masks. A defect is an
 * 8-connected part of a mask; it is found if regions cover a tenth of it, since maps are coarser
 * than masks. A region is false if it covers no pixel of a defect.
 *
 * @param small defects that cover less than a thousandth of their image
 * @param medium defects that cover less than a hundredth
 * @param large the others
 * @param falseInDefective false regions in defective images that have a mask
 * @param normal normal images
 * @param normalMarked normal images with a region; their share is what the threshold of the map is
 *     set for
 * @param falseInNormal regions in normal images
 */
public record RegionFigures(
    Found small,
    Found medium,
    Found large,
    int falseInDefective,
    int normal,
    int normalMarked,
    int falseInNormal) {
  /** Nothing yet. */
  public static final RegionFigures NONE =
      new RegionFigures(Found.NONE, Found.NONE, Found.NONE, 0, 0, 0, 0);

  /** The value of a pixel in no region. */
  public static final int NO_REGION = -1;

  private static final double FOUND = 0.1;
  private static final double SMALL = 0.001;
  private static final double MEDIUM = 0.01;

  /**
   * Defects of one size.
   *
   * @param found how many were found
   * @param defects how many there are
   */
  public record Found(int found, int defects) {
    /** No defects. */
    public static final Found NONE = new Found(0, 0);

    /** These and others. */
    public Found plus(Found other) {
      return new Found(found + other.found, defects + other.defects);
    }
  }

  /** All defects. */
  public Found all() {
    return small.plus(medium).plus(large);
  }

  /**
   * False regions for each normal image.
   *
   * @return at least 0; NaN if there is no normal image
   */
  public double falsePerNormal() {
    return normal == 0 ? Double.NaN : (double) falseInNormal / normal;
  }

  /**
   * The figures of a normal image: all regions are false.
   *
   * @param regions how many are marked
   */
  public static RegionFigures normal(int regions) {
    return new RegionFigures(
        Found.NONE, Found.NONE, Found.NONE, 0, 1, regions == 0 ? 0 : 1, regions);
  }

  /**
   * The figures of a defective image.
   *
   * @param width in pixels
   * @param height in pixels
   * @param defective the mask, {@code [height, width]}
   * @param regions how many are marked
   * @param regionAt the number of the region that a pixel is in, from 0 on, or {@link #NO_REGION};
   *     {@code [height, width]}
   * @throws IllegalArgumentException if an array is not of that size
   */
  public static RegionFigures defective(
      int width, int height, boolean[] defective, int regions, int[] regionAt) {
    if (defective.length != width * height || regionAt.length != defective.length) {
      throw new IllegalArgumentException(
          "%d and %d values for %d x %d pixels"
              .formatted(defective.length, regionAt.length, width, height));
    }
    Regions defects = Regions.of(width, height, defective);
    int[] sizes = new int[defects.count()];
    int[] covered = new int[sizes.length];
    boolean[] right = new boolean[regions];
    for (int pixel = 0; pixel < defective.length; pixel++) {
      if (defective[pixel]) {
        int defect = defects.at(pixel);
        sizes[defect]++;
        if (regionAt[pixel] != NO_REGION) {
          covered[defect]++;
          right[regionAt[pixel]] = true;
        }
      }
    }
    RegionFigures figures = NONE;
    for (int defect = 0; defect < sizes.length; defect++) {
      Found found = new Found(covered[defect] >= FOUND * sizes[defect] ? 1 : 0, 1);
      figures = figures.plus(ofSize((double) sizes[defect] / defective.length, found));
    }
    int wrong = 0;
    for (boolean one : right) {
      wrong += one ? 0 : 1;
    }
    return figures.plus(new RegionFigures(Found.NONE, Found.NONE, Found.NONE, wrong, 0, 0, 0));
  }

  private static RegionFigures ofSize(double share, Found found) {
    return new RegionFigures(
        share < SMALL ? found : Found.NONE,
        share >= SMALL && share < MEDIUM ? found : Found.NONE,
        share >= MEDIUM ? found : Found.NONE,
        0,
        0,
        0,
        0);
  }

  /** The figures of all images together. */
  public static RegionFigures sum(Collection<RegionFigures> figures) {
    return figures.stream().reduce(NONE, RegionFigures::plus);
  }

  /** The figures of these images and others together. */
  public RegionFigures plus(RegionFigures other) {
    return new RegionFigures(
        small.plus(other.small),
        medium.plus(other.medium),
        large.plus(other.large),
        falseInDefective + other.falseInDefective,
        normal + other.normal,
        normalMarked + other.normalMarked,
        falseInNormal + other.falseInNormal);
  }
}
