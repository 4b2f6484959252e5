package io.github.anomaly4j.internal.route;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.image.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Finds an image's category by its pixels alone, in two stages. The first takes the category of the
 * nearest representative, by mean squared error at 32 x 32 pixels in RGB, where an image's median
 * color counts half, no error for more than 0.15², lest a defect decide, and a representative
 * mirrored across, down or both ways stands for itself, though 1.1 times as far off. If that
 * category is a texture, where pixel positions mean nothing, the second takes the category whose
 * mean color histogram (24 x 24 x 24 cells of RGB; Swain and Ballard 1991) is nearest, by the
 * chi-squared distance, the sum of (a - b)² / (a + b): a texture, or the one that came first of
 * those that are none.
 *
 * <p>A category's representatives are the centers of its images' clusters by k-means; one
 * representative is its mean. A category is a texture if its images, shifted cyclically by half
 * their size across, down and both, are at most 1.3 times as far from the mean of the category's
 * other images as unshifted, in squared error. Immutable, thread safe.
 */
public final class TwoStageRouter {
  /** Side of the square that an image is scaled to first, in pixels. */
  public static final int SIDE = 64;

  private static final String REPRESENTATIVES = "representatives";
  private static final String OWNERS = "owners";
  private static final String HISTOGRAMS = "histograms";
  private static final String TEXTURES = "textures";

  /** Enough for the poses of a part that may lie in any; more hardly changes anything. */
  private static final int DEFAULT_REPRESENTATIVES = 32;

  private static final float MAX_ERROR = 0.15f;

  /** Two products may be each other's mirror image. */
  private static final double MIRRORED = 1.1;

  private final float[] representatives;
  private final float[] owners;
  private final float[] histograms;
  private final float[] textures;

  /**
   * @param representatives {@code [representatives, 3, 32, 32]}
   * @param owners the number of each one's category
   * @param histograms the mean of each category
   * @param textures 1 for a category that is a texture, 0 for another
   */
  TwoStageRouter(float[] representatives, float[] owners, float[] histograms, float[] textures) {
    checkArgument(
        owners.length > 0
            && representatives.length == (long) owners.length * Thumbnail.PIXELS
            && textures.length > 0
            && histograms.length == (long) textures.length * Thumbnail.CELLS,
        "representatives of %s values for %s owners, histograms of %s values for %s categories",
        representatives.length,
        owners.length,
        histograms.length,
        textures.length);
    this.representatives = representatives;
    this.owners = owners;
    this.histograms = histograms;
    this.textures = textures;
    for (float owner : owners) {
      checkArgument(
          owner >= 0 && owner < categories() && owner == (int) owner,
          "a representative of category %s",
          owner);
    }
  }

  /**
   * A router that tells categories apart, with up to 32 representatives of each.
   *
   * @param categories the normal images of each category, at least one; to spare memory they may be
   *     scaled to {@link #SIDE} x {@link #SIDE} beforehand
   */
  public static TwoStageRouter fit(List<List<Image>> categories) {
    return fit(categories, DEFAULT_REPRESENTATIVES);
  }

  /**
   * A router that tells categories apart.
   *
   * @param categories as {@link #fit(List)} takes them
   * @param representatives of each category at most, at least 1
   */
  public static TwoStageRouter fit(List<List<Image>> categories, int representatives) {
    return new TwoStageTraining(
            categories.stream().map(images -> images.stream().map(Thumbnail::of).toList()).toList(),
            representatives)
        .train();
  }

  /**
   * A router from its {@link #tensors()}.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static TwoStageRouter of(Map<String, float[]> tensors) {
    for (String name : List.of(REPRESENTATIVES, OWNERS, HISTOGRAMS, TEXTURES)) {
      checkArgument(tensors.containsKey(name), "a two-stage router without %s", name);
    }
    return new TwoStageRouter(
        tensors.get(REPRESENTATIVES),
        tensors.get(OWNERS),
        tensors.get(HISTOGRAMS),
        tensors.get(TEXTURES));
  }

  /** What {@link #of(Map)} makes the same router from. The arrays must not be changed. */
  public Map<String, float[]> tensors() {
    return ImmutableMap.of(
        REPRESENTATIVES,
        representatives,
        OWNERS,
        owners,
        HISTOGRAMS,
        histograms,
        TEXTURES,
        textures);
  }

  /** How many categories it tells apart. */
  public int categories() {
    return textures.length;
  }

  /** Whether a category's images were found to be a texture. */
  public boolean texture(int category) {
    return textures[category] == 1;
  }

  /** The number of the category that an image belongs to. */
  public int route(Image image) {
    Thumbnail seen = Thumbnail.of(image);
    double[] errors = errors(seen.pixels());
    int nearest = lowest(errors, category -> true);
    if (!texture(nearest)) {
      return nearest;
    }
    int part = lowest(errors, category -> !texture(category));
    return lowest(distances(seen.histogram()), category -> texture(category) || category == part);
  }

  /** The error of each category's nearest representative, as it stands or mirrored. */
  private double[] errors(float[] pixels) {
    double[] errors = new double[categories()];
    Arrays.fill(errors, Double.POSITIVE_INFINITY);
    for (int i = 0; i < owners.length; i++) {
      int category = (int) owners[i];
      for (int mirroring : Thumbnail.MIRRORINGS) {
        double error = (mirroring == 0 ? 1 : MIRRORED) * error(pixels, mirroring, i);
        errors[category] = Math.min(errors[category], error);
      }
    }
    return errors;
  }

  private double error(float[] pixels, int mirroring, int representative) {
    double squares = 0;
    for (int p = 0; p < pixels.length; p++) {
      float error =
          Math.abs(pixels[p ^ mirroring] - representatives[representative * pixels.length + p]);
      float counted = Math.min(MAX_ERROR, error);
      squares += counted * counted;
    }
    return squares;
  }

  /** The chi-squared distance to each category's histogram. */
  private double[] distances(float[] histogram) {
    double[] distances = new double[categories()];
    for (int i = 0; i < histograms.length; i++) {
      double own = histogram[i % histogram.length];
      double sum = own + histograms[i];
      if (sum > 0) {
        double difference = own - histograms[i];
        distances[i / histogram.length] += difference * difference / sum;
      }
    }
    return distances;
  }

  /** The first of the lowest among some categories; -1 if there are none. */
  private static int lowest(double[] costs, IntPredicate among) {
    int best = -1;
    for (int category = 0; category < costs.length; category++) {
      if (among.test(category) && (best < 0 || costs[category] < costs[best])) {
        best = category;
      }
    }
    return best;
  }
}
