package io.github.anomaly4j.eval;

import io.github.anomaly4j.Detection;
import java.util.Collection;

/**
 * How the {@linkplain Detection#regions() regions} compare with the defects of the masks. A defect
 * is an 8-connected part of a mask; it is found if regions cover a tenth of it, since maps are
 * coarser than masks. A region is false if it covers no pixel of a defect.
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
  static final RegionFigures NONE =
      new RegionFigures(Found.NONE, Found.NONE, Found.NONE, 0, 0, 0, 0);

  /**
   * Defects of one size.
   *
   * @param found how many were found
   * @param defects how many there are
   */
  public record Found(int found, int defects) {
    static final Found NONE = new Found(0, 0);

    Found plus(Found other) {
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

  static RegionFigures sum(Collection<RegionFigures> figures) {
    return figures.stream().reduce(NONE, RegionFigures::plus);
  }

  RegionFigures plus(RegionFigures other) {
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
