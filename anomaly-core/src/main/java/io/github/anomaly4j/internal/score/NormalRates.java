package io.github.anomaly4j.internal.score;

import java.util.Arrays;
import java.util.List;

/**
 * How often normal images of a category score as high as an image: counted among the category's own
 * held-out images, and beyond them estimated as {@link Thresholds} does it.
 *
 * @param own sorted scores of the category's normal images, each by models without the image
 * @param all likewise of all categories, each as by a scale that was found without the image
 * @param tail of all of them
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record NormalRates(double[] own, double[] all, TailModel tail) {

  /**
   * One for each category.
   *
   * @param scores {@link Fusion#normalScore} of each category's normal images
   */
  public static List<NormalRates> of(List<double[]> scores) {
    double[] all = Arrays.stream(Calibrator.heldOut(scores)).sorted().toArray();
    // Files of others may have none.
    TailModel tail = TailModel.of(all.length == 0 ? new double[] {0} : all);
    return scores.stream()
        .map(own -> new NormalRates(Arrays.stream(own).sorted().toArray(), all, tail))
        .toList();
  }

  /**
   * The rates of a score.
   *
   * @param score {@link Fusion#normalScore}
   */
  public Significance of(double score) {
    double value = counted(own, score);
    return new Significance(value, resolution(own), alarm(score, value));
  }

  private double alarm(double score, double value) {
    if (value > resolution(own) || all.length == 0) {
      return value;
    }
    double counted = counted(all, score);
    return Math.min(
        value, counted > resolution(all) ? counted : Math.min(counted, tail.rate(score)));
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
