package io.github.anomaly4j.internal.route;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;

/**
 * Makes a {@link TwoStageRouter} from the normal images of each category.
 *
 * @param categories at least one image in each
 * @param representatives the maximum number for a category
 */
record TwoStageTraining(List<List<Thumbnail>> categories, int representatives) {
  private static final int SEED = 1;
  private static final int ITERATIONS = 10;

  /** The maximum ratio of errors, shifted to unshifted, for a texture. */
  private static final double TEXTURE = 1.3;

  TwoStageTraining {
    checkArgument(
        !categories.isEmpty() && categories.stream().noneMatch(List::isEmpty),
        "every category needs an image to learn routing from");
    checkArgument(representatives > 0, "%s representatives of a category", representatives);
  }

  TwoStageRouter train() {
    List<float[]> all = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    List<float[]> histograms = new ArrayList<>();
    List<Integer> textures = new ArrayList<>();
    for (List<Thumbnail> category : categories) {
      List<float[]> images = category.stream().map(Thumbnail::pixels).toList();
      for (float[] representative : representatives(images)) {
        all.add(representative);
        owners.add(histograms.size());
      }
      histograms.add(mean(category.stream().map(Thumbnail::histogram).toList()));
      textures.add(isTexture(images) ? 1 : 0);
    }
    return new TwoStageRouter(
        Floats.concat(all.toArray(float[][]::new)),
        Ints.toArray(owners),
        Floats.concat(histograms.toArray(float[][]::new)),
        Ints.toArray(textures));
  }

  /** The centers of clusters by k-means (Lloyd 1982; Arthur and Vassilvitskii 2007). */
  private List<float[]> representatives(List<float[]> images) {
    if (images.size() <= representatives) {
      return images;
    }
    List<DoublePoint> points =
        images.stream()
            .map(image -> new DoublePoint(Doubles.toArray(Floats.asList(image))))
            .toList();
    return new KMeansPlusPlusClusterer<DoublePoint>(
            representatives, ITERATIONS, new EuclideanDistance(), new Well19937c(SEED))
        .cluster(points).stream()
            .map(cluster -> Floats.toArray(Doubles.asList(cluster.getCenter().getPoint())))
            .toList();
  }

  /**
   * Whether positions have no meaning: shifted by half its size horizontally, vertically and both,
   * an image is hardly farther from the mean of the others than unshifted. False for a single
   * image.
   */
  private static boolean isTexture(List<float[]> images) {
    int count = images.size();
    float[] mean = mean(images);
    double standing = 0;
    double shifted = 0;
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        double others = ((double) count * mean[i] - image[i]) / (count - 1);
        standing += squared(image[i] - others);
        for (int shift : Thumbnail.SHIFTS) {
          shifted += squared(image[i ^ shift] - others) / Thumbnail.SHIFTS.length;
        }
      }
    }
    return count > 1 && shifted <= TEXTURE * standing;
  }

  private static double squared(double value) {
    return value * value;
  }

  private static float[] mean(List<float[]> vectors) {
    double[] sum = new double[vectors.get(0).length];
    for (float[] vector : vectors) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / vectors.size());
    }
    return mean;
  }
}
