package io.github.anomaly4j.eval;

import io.github.anomaly4j.Region;
import io.github.anomaly4j.eval.RegionFigures.Found;
import io.github.anomaly4j.internal.region.Places;
import java.util.List;

/** Compares the regions of images with what is true. */
final class RegionMatching {
  private static final double FOUND = 0.1;
  private static final double SMALL = 0.001;
  private static final double MEDIUM = 0.01;

  private RegionMatching() {}

  /** A normal image: all regions are false. */
  static RegionFigures normal(List<Region> regions) {
    return new RegionFigures(
        Found.NONE, Found.NONE, Found.NONE, 0, 1, regions.isEmpty() ? 0 : 1, regions.size());
  }

  /**
   * A defective image.
   *
   * @param truth where it is defective, {@code [height, width]}
   */
  static RegionFigures defective(List<Region> regions, Places truth) {
    boolean[] right = new boolean[regions.size()];
    RegionFigures figures = RegionFigures.NONE;
    for (int[] defect : truth.components()) {
      int covered = 0;
      for (int pixel : defect) {
        boolean any = false;
        for (int i = 0; i < right.length; i++) {
          if (regions.get(i).contains(pixel % truth.columns(), pixel / truth.columns())) {
            right[i] = true;
            any = true;
          }
        }
        covered += any ? 1 : 0;
      }
      Found found = new Found(covered >= FOUND * defect.length ? 1 : 0, 1);
      figures = figures.plus(ofSize((double) defect.length / truth.marked().length, found));
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
}
