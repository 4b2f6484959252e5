package io.github.anomaly4j.internal.score;

import java.util.ArrayList;
import java.util.List;

/**
 * How high a category's normal images have a place that could be marked, by their maps or by their
 * coarse maps, once both are on one scale.
 *
 * @param scale brings values of the coarse map to the scale of the map
 * @param heights of the images, each by a scale that was found without it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record CoarseHeights(Calibration scale, double[] heights) {
  /**
   * The heights of each category.
   *
   * @param fine {@link Fusion#highest} of each image's map, by category
   * @param coarse the same of its coarse map
   */
  public static List<CoarseHeights> of(List<double[]> fine, List<double[]> coarse) {
    double usualFine = Calibrator.usualSpread(fine);
    double usualCoarse = Calibrator.usualSpread(coarse);
    List<CoarseHeights> all = new ArrayList<>();
    for (int i = 0; i < fine.size(); i++) {
      double[] own = fine.get(i);
      double[] ownCoarse = coarse.get(i);
      Calibration scale = scale(own, usualFine, ownCoarse, usualCoarse);
      double[] heights = own.clone();
      for (int image = 0; image < heights.length; image++) {
        Calibration others =
            own.length == 1 || own.length > Calibrator.MANY
                ? scale
                : scale(
                    Calibrator.without(own, image),
                    usualFine,
                    Calibrator.without(ownCoarse, image),
                    usualCoarse);
        heights[image] = Math.max(own[image], others.apply(ownCoarse[image]));
      }
      all.add(new CoarseHeights(scale, heights));
    }
    return all;
  }

  private static Calibration scale(
      double[] fine, double usualFine, double[] coarse, double usualCoarse) {
    Calibration to = Calibration.of(fine, Calibrator.drawn(fine, usualFine));
    Calibration from = Calibration.of(coarse, Calibrator.drawn(coarse, usualCoarse));
    double factor = from.scale() / to.scale();
    return new Calibration(from.location() - to.location() * factor, factor);
  }
}
