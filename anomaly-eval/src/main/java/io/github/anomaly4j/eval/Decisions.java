package io.github.anomaly4j.eval;

import java.util.Arrays;
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

  /**
   * The decisions of one category at its perfect threshold: the lowest that at most a share of its
   * normal images is above.
   *
   * @param images with normal and with defective ones
   * @param falsePositiveRate the share, in [0, 1]
   */
  static Decisions perfect(Collection<ScoredImage> images, double falsePositiveRate) {
    double[] normal = scores(images, false);
    double[] defective = scores(images, true);
    Arrays.sort(normal);
    // Without a little more, 0.29 of 100 would be 28.
    int alarms = (int) Math.floor(falsePositiveRate * normal.length + 1e-9);
    double threshold =
        alarms < normal.length ? normal[normal.length - 1 - alarms] : Double.NEGATIVE_INFINITY;
    return new Decisions(
        normal.length,
        defective.length,
        (int) Arrays.stream(defective).filter(score -> score <= threshold).count(),
        (int) Arrays.stream(normal).filter(score -> score > threshold).count());
  }

  private static double[] scores(Collection<ScoredImage> images, boolean anomalous) {
    return images.stream()
        .filter(image -> image.entry().anomalous() == anomalous)
        .mapToDouble(ScoredImage::score)
        .toArray();
  }

  /**
   * The decisions over the images of several categories.
   *
   * @param parts one for each of them; may be empty
   * @return their sums
   */
  public static Decisions sum(Collection<Decisions> parts) {
    return new Decisions(
        parts.stream().mapToInt(Decisions::normal).sum(),
        parts.stream().mapToInt(Decisions::defective).sum(),
        parts.stream().mapToInt(Decisions::missedDefects).sum(),
        parts.stream().mapToInt(Decisions::falseAlarms).sum());
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
