package io.github.anomaly4j.eval;

import java.util.Collection;
import java.util.function.Predicate;

/**
 * How many images a detector judged rightly and wrongly at its thresholds.
 *
 * @param normal how many normal images were scored
 * @param defective how many defective images were scored
 * @param missedDefects defective images that the detector took for normal
 * @param falseAlarms normal images that the detector took for anomalous
 */
public record Decisions(int normal, int defective, int missedDefects, int falseAlarms) {

  static Decisions of(Collection<ScoredImage> images) {
    int defective = count(images, image -> image.entry().anomalous());
    return new Decisions(
        images.size() - defective,
        defective,
        count(images, ScoredImage::missed),
        count(images, ScoredImage::falseAlarm));
  }

  private static int count(Collection<ScoredImage> images, Predicate<ScoredImage> which) {
    return (int) images.stream().filter(which).count();
  }

  /**
   * The share of defective images that were found.
   *
   * @return a value in [0, 1], or NaN without defective images
   */
  public double detectionRate() {
    return share(defective - missedDefects, defective);
  }

  /**
   * The share of defective images that were missed.
   *
   * @return a value in [0, 1], or NaN without defective images
   */
  public double missedShare() {
    return share(missedDefects, defective);
  }

  /**
   * The share of normal images that raised an alarm.
   *
   * @return a value in [0, 1], or NaN without normal images
   */
  public double falsePositiveRate() {
    return share(falseAlarms, normal);
  }

  private static double share(int part, int all) {
    return all == 0 ? Double.NaN : (double) part / all;
  }

  /**
   * Missed defects and false alarms.
   *
   * @return at least 0
   */
  public int wrong() {
    return missedDefects + falseAlarms;
  }
}
