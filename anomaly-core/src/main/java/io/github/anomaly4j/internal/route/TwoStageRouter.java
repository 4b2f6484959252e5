package io.github.anomaly4j.internal.route;

import static io.github.anomaly4j.internal.artifact.Tensors.ANY;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Finds an image's category by its pixels alone, in two stages. The first stage finds the category
 * of the nearest representative, by mean squared error at 32 x 32 pixels in RGB. An image's median
 * color counts half; the error of a pixel is at most 0.15², so that a defect does not decide; and a
 * representative mirrored horizontally, vertically or both counts too, with 1.1 times its error. If
 * that category is a texture, in which positions of pixels have no meaning, the second stage finds
 * the category whose mean color histogram (24 x 24 x 24 cells of RGB; Swain and Ballard 1991) is
 * nearest by the chi-squared distance, the sum of (a - b)² / (a + b), among the textures and the
 * nearest category that is not a texture.
 *
 * <p>The representatives of a category are the centers of k-means clusters of its images; a single
 * representative is their mean. A category is a texture if its images, shifted cyclically by half
 * their size horizontally, vertically and both, have at most 1.3 times the squared error to the
 * mean of the category's other images as unshifted. Immutable, thread safe.
 */
public final class TwoStageRouter {
  /** Side of the square that an image is scaled to first, in pixels. */
  public static final int SIDE = 64;

  private static final String REPRESENTATIVES = "representatives";
  private static final String OWNERS = "owners";
  private static final String HISTOGRAMS = "histograms";
  private static final String TEXTURES = "textures";

  /** Enough for a part in any pose; more representatives hardly change anything. */
  private static final int DEFAULT_REPRESENTATIVES = 32;

  private static final float MAX_ERROR = 0.15f;

  /** Above 1, since two products may be mirror images of each other. */
  private static final double MIRRORED = 1.1;

  private final float[] representatives;
  private final int[] owners;
  private final float[] histograms;
  private final int[] textures;

  /**
   * @param representatives {@code [representatives, 3, 32, 32]}
   * @param owners the category index of each representative
   * @param histograms the mean histogram of each category
   * @param textures 1 for a category that is a texture, 0 for another
   */
  TwoStageRouter(float[] representatives, int[] owners, float[] histograms, int[] textures) {
    this.representatives = representatives;
    this.owners = owners;
    this.histograms = histograms;
    this.textures = textures;
  }

  /**
   * Trains a router with up to 32 representatives of each category.
   *
   * @param categories the normal images of each category, at least one; to spare memory they may be
   *     scaled to {@link #SIDE} x {@link #SIDE} beforehand
   */
  public static TwoStageRouter fit(List<List<Image>> categories) {
    return fit(categories, DEFAULT_REPRESENTATIVES);
  }

  /**
   * Trains a router.
   *
   * @param categories as {@link #fit(List)} takes them
   * @param representatives the maximum number for each category, at least 1
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
  public static TwoStageRouter of(Tensors tensors) {
    int[] textures = tensors.ints(TEXTURES, 0, 1, ANY);
    int[] owners = tensors.ints(OWNERS, 0, textures.length - 1, ANY);
    return new TwoStageRouter(
        tensors.floats(REPRESENTATIVES, owners.length, Thumbnail.PIXELS),
        owners,
        tensors.floats(HISTOGRAMS, textures.length, Thumbnail.CELLS),
        textures);
  }

  /** The tensors from which {@link #of(Tensors)} makes the same router. */
  public Tensors tensors() {
    return Tensors.builder()
        .floats(REPRESENTATIVES, representatives)
        .ints(OWNERS, owners)
        .floats(HISTOGRAMS, histograms)
        .ints(TEXTURES, textures)
        .build();
  }

  /**
   * A router that also knows the one category of another router.
   *
   * @param at its number; those from it on move up
   */
  TwoStageRouter with(int at, TwoStageRouter one) {
    int[] moved = Arrays.stream(owners).map(owner -> owner < at ? owner : owner + 1).toArray();
    int[] own = new int[one.owners.length];
    Arrays.fill(own, at);
    int cells = at * Thumbnail.CELLS;
    return new TwoStageRouter(
        Floats.concat(representatives, one.representatives),
        Ints.concat(moved, own),
        Floats.concat(
            Arrays.copyOf(histograms, cells),
            one.histograms,
            Arrays.copyOfRange(histograms, cells, histograms.length)),
        Ints.concat(
            Arrays.copyOf(textures, at),
            one.textures,
            Arrays.copyOfRange(textures, at, textures.length)));
  }

  /** A router without a category; those after it move down. */
  TwoStageRouter without(int category) {
    int[] kept = IntStream.range(0, owners.length).filter(i -> owners[i] != category).toArray();
    int cells = category * Thumbnail.CELLS;
    return new TwoStageRouter(
        Floats.concat(
            Arrays.stream(kept)
                .mapToObj(
                    i ->
                        Arrays.copyOfRange(
                            representatives, i * Thumbnail.PIXELS, (i + 1) * Thumbnail.PIXELS))
                .toArray(float[][]::new)),
        Arrays.stream(kept).map(i -> owners[i] < category ? owners[i] : owners[i] - 1).toArray(),
        Floats.concat(
            Arrays.copyOf(histograms, cells),
            Arrays.copyOfRange(histograms, cells + Thumbnail.CELLS, histograms.length)),
        Ints.concat(
            Arrays.copyOf(textures, category),
            Arrays.copyOfRange(textures, category + 1, textures.length)));
  }

  /** How many categories it knows. */
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

  /** The error of each category's nearest representative, unchanged or mirrored. */
  private double[] errors(float[] pixels) {
    double[] errors = new double[categories()];
    Arrays.fill(errors, Double.POSITIVE_INFINITY);
    for (int i = 0; i < owners.length; i++) {
      int category = owners[i];
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

  /** The first category with the lowest cost among some; -1 if there are none. */
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
