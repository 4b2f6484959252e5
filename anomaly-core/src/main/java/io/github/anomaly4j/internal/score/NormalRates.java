package io.github.anomaly4j.internal.score;

import com.google.common.base.Suppliers;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * How often normal images of a category score as high as an image: counted among the category's own
 * held-out images, and beyond them estimated as {@link Thresholds} does it. Thread safe.
 *
 * <p>What all categories have in common takes up to half a millisecond for each of them. It is
 * computed once, when an image first scores higher than all normal ones of its category.
 */
public final class NormalRates {
  /** Sorted scores of the category's normal images, each by models without the image. */
  private final Supplier<double[]> own;

  private final Supplier<Pooled> all;

  private NormalRates(double[] own, Supplier<Pooled> all) {
    this.own = Suppliers.memoize(() -> sorted(own));
    this.all = all;
  }

  /**
   * All categories together.
   *
   * @param scores sorted, of their normal images, each as by a scale that was found without it
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Pooled(double[] scores, TailModel tail) {
    static Pooled of(List<double[]> categories) {
      double[] all = sorted(Calibrator.heldOut(categories));
      // Files of others may have none.
      return new Pooled(all, TailModel.of(all.length == 0 ? new double[] {0} : all));
    }
  }

  /**
   * One for each category.
   *
   * @param scores {@link Fusion#normalScore} of each category's normal images
   */
  public static List<NormalRates> of(List<double[]> scores) {
    Supplier<Pooled> all = Suppliers.memoize(() -> Pooled.of(scores));
    return scores.stream().map(own -> new NormalRates(own, all)).toList();
  }

  /**
   * The rates of a score.
   *
   * @param score {@link Fusion#normalScore}
   */
  public Significance of(double score) {
    double value = counted(own.get(), score);
    double resolution = resolution(own.get());
    return new Significance(
        value, resolution, value > resolution ? value : beyond(all.get(), score, value));
  }

  /** The rate of alarms at a score that no normal image of the category reaches. */
  private static double beyond(Pooled all, double score, double value) {
    if (all.scores().length == 0) {
      return value;
    }
    double counted = counted(all.scores(), score);
    return Math.min(
        value,
        counted > resolution(all.scores()) ? counted : Math.min(counted, all.tail().rate(score)));
  }

  private static double[] sorted(double[] scores) {
    return Arrays.stream(scores).sorted().toArray();
  }

  private static double counted(double[] sorted, double score) {
    int index = Arrays.binarySearch(sorted, score);
    int below = index < 0 ? -index - 1 : index;
    // The search may hit any of several equal scores.
    while (below > 0 && sorted[below - 1] == score) {
      below--;
    }
    return (1.0 + sorted.length - below) / (sorted.length + 1.0);
  }

  private static double resolution(double[] sorted) {
    return 1 / (sorted.length + 1.0);
  }
}
