package io.github.anomaly4j.route;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PatchFeatures;
import java.util.Arrays;
import java.util.List;

/**
 * Finds a picture's category by the feature libraries themselves: the one whose library its patches
 * are nearest to. The median over the patches stands for the product, whatever a defect does to
 * less than half of it.
 */
public final class NearestLibrary {
  private NearestLibrary() {}

  /**
   * The number of the library that a picture's patches are nearest to by {@link #distance}, the
   * first of several that are.
   *
   * @param libraries at least one
   * @param scored which patches count; at least one
   */
  public static int route(
      List<FeatureLibrary> libraries, PatchFeatures features, boolean[] scored) {
    checkArgument(!libraries.isEmpty(), "no libraries to route to");
    int best = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < libraries.size(); i++) {
      double distance = distance(libraries.get(i), features, scored);
      if (distance < lowest) {
        lowest = distance;
        best = i;
      }
    }
    return best;
  }

  /**
   * The median distance of a picture's patches to a library: about 1 for a picture of its category,
   * far above for one of a product that it does not know.
   *
   * @param scored which patches count; at least one
   */
  public static double distance(FeatureLibrary library, PatchFeatures features, boolean[] scored) {
    float[] distances = library.distances(features);
    int count = 0;
    for (int i = 0; i < distances.length; i++) {
      if (scored[i]) {
        distances[count++] = distances[i];
      }
    }
    checkArgument(count > 0, "no patch lies in the picture");
    Arrays.sort(distances, 0, count);
    return ((double) distances[(count - 1) / 2] + distances[count / 2]) / 2;
  }
}
