package io.github.anomaly4j.study;

import com.google.common.collect.ImmutableListMultimap;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.report.ThresholdChart;
import io.github.anomaly4j.threshold.QuantileThreshold;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Where each way to find thresholds cuts the scores of labeled test images: what it raises in false
 * alarms and what it misses, all categories together. Every image is scored as one of its true
 * category, so that routing plays no part.
 */
public final class ThresholdStudy {
  private static final double CONFIDENCE = 0.95;
  private static final int DRAWS = 20_000;

  /** So that 3 of 300 counts as 0.01, in spite of rounding. */
  private static final double ROUNDING = 1 + 1e-9;

  private final Map<String, List<Scored>> categories;
  private final List<Row> rows;

  /** One test image. */
  private record Scored(double score, double pValue, boolean anomalous) {}

  /**
   * How the p-values of the normal test images are distributed.
   *
   * @param normals how many there are
   * @param atMost for each of {@link #LEVELS}, how many are at most that; of uniform ones it is
   *     that share, or less where fewer normal training images cannot count it
   * @param distance the largest difference between a level and the share of p-values at most that,
   *     over all levels (Kolmogorov's statistic)
   * @param tooLow likewise, where more of them are low than there should be
   */
  public record PValues(int normals, List<Integer> atMost, double distance, double tooLow) {
    /** Levels that {@link #atMost} counts. */
    public static final List<Double> LEVELS = List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5);

    /** Copies the list. */
    public PValues {
      atMost = List.copyOf(atMost);
    }
  }

  /**
   * One way to find thresholds.
   *
   * @param rule its name
   * @param thresholds one per category; NaN where the rule found none, and that category's images
   *     are not counted
   * @param falseAlarms normal test images above their threshold
   * @param normals normal test images
   * @param maxFalseAlarms how many of them there are at most by what the rule states, with a
   *     confidence of 95 %; empty if it states nothing. As {@link
   *     AnomalyDetector#withThresholds(io.github.anomaly4j.threshold.ThresholdRule)} says, it
   *     states it of evidence that no network was trained for
   * @param missed defective test images not above their threshold
   * @param defects defective test images
   */
  public record Row(
      String rule,
      Map<String, Double> thresholds,
      int falseAlarms,
      int normals,
      OptionalInt maxFalseAlarms,
      int missed,
      int defects) {}

  private ThresholdStudy(Map<String, List<Scored>> categories, List<Row> rows) {
    this.categories = categories;
    this.rows = List.copyOf(rows);
  }

  /**
   * Studies thresholds: those that the detector has; the quantile of its training's normal scores
   * at a stated rate; the first jump of the test scores, unlabeled; and, as what could be had at
   * best, the highest F1 on the labeled test scores. Blocks.
   *
   * @param detector stays open
   * @param set labeled images, of which those of its test split are scored
   * @param rate false-positive rate of the quantile, in (0, 1)
   * @param progress gets the number of images that were scored so far
   * @throws IllegalArgumentException if there is an image of a category that the detector does not
   *     know, or there are no test images
   * @throws io.github.anomaly4j.threshold.TooFewNormalsException if a category had too few training
   *     images to state the rate
   * @throws IOException if an image cannot be read
   */
  public static ThresholdStudy of(
      AnomalyDetector detector, ImageSet set, double rate, IntConsumer progress)
      throws IOException {
    if (set.test().size() == 0) {
      throw new IllegalArgumentException(
          "there are no test images; those that were learned from cannot tell");
    }
    QuantileThreshold quantile = new QuantileThreshold(rate, CONFIDENCE);
    Map<String, Double> byQuantile;
    // First, since it alone may find that there is too little.
    try (AnomalyDetector other = detector.withThresholds(quantile)) {
      byQuantile = thresholds(other);
    }
    ImageSet test = set.test();
    Map<String, List<Scored>> scored = score(detector, test, progress);
    List<Row> rows = new ArrayList<>();
    rows.add(row("as trained", thresholds(detector), scored, OptionalInt.empty()));
    rows.add(
        row(
            "quantile at " + rate,
            byQuantile,
            scored,
            OptionalInt.of(maxFalseAlarms(quantile, detector.provenance(), scored))));
    try (AnomalyDetector other = detector.withThresholds(ThresholdRule.firstJump(), test)) {
      Map<String, Double> jumps = thresholds(other);
      // Where the rule finds none, a detector keeps the threshold that it has.
      jumps.replaceAll(
          (category, jump) -> jump == detector.threshold(category) ? Double.NaN : jump);
      rows.add(row("first jump", jumps, scored, OptionalInt.empty()));
    }
    rows.add(row("F1-max, labels known", f1Max(scored), scored, OptionalInt.empty()));
    return new ThresholdStudy(scored, rows);
  }

  private static Map<String, List<Scored>> score(
      AnomalyDetector detector, ImageSet test, IntConsumer progress) throws IOException {
    ImmutableListMultimap.Builder<String, Scored> scored = ImmutableListMultimap.builder();
    int done = 0;
    for (ImageEntry entry : test.entries()) {
      Detection found =
          detector.forCategory(entry.category()).detect(entry.read(detector.reader()));
      scored.put(
          entry.category(), new Scored(found.score(), found.pValue().value(), entry.anomalous()));
      progress.accept(++done);
    }
    Map<String, List<Scored>> categories = new LinkedHashMap<>();
    scored.build().asMap().forEach((name, own) -> categories.put(name, List.copyOf(own)));
    return categories;
  }

  private static Map<String, Double> thresholds(AnomalyDetector detector) {
    Map<String, Double> thresholds = new LinkedHashMap<>();
    for (String category : detector.categories()) {
      thresholds.put(category, detector.threshold(category));
    }
    return thresholds;
  }

  private static Map<String, Double> f1Max(Map<String, List<Scored>> categories) {
    Map<String, Double> thresholds = new LinkedHashMap<>();
    categories.forEach(
        (name, own) ->
            thresholds.put(
                name,
                own.stream().allMatch(Scored::anomalous)
                        || own.stream().noneMatch(Scored::anomalous)
                    ? Double.NaN
                    : ThresholdRule.f1Max().threshold(scores(own), truth(own)).orElse(Double.NaN)));
    return thresholds;
  }

  private static Row row(
      String rule,
      Map<String, Double> thresholds,
      Map<String, List<Scored>> categories,
      OptionalInt maxFalseAlarms) {
    int falseAlarms = 0;
    int normals = 0;
    int missed = 0;
    int defects = 0;
    for (Map.Entry<String, List<Scored>> category : categories.entrySet()) {
      double threshold = thresholds.get(category.getKey());
      if (Double.isNaN(threshold)) {
        continue;
      }
      for (Scored image : category.getValue()) {
        boolean alarm = image.score() > threshold;
        normals += image.anomalous() ? 0 : 1;
        falseAlarms += !image.anomalous() && alarm ? 1 : 0;
        defects += image.anomalous() ? 1 : 0;
        missed += image.anomalous() && !alarm ? 1 : 0;
      }
    }
    return new Row(rule, thresholds, falseAlarms, normals, maxFalseAlarms, missed, defects);
  }

  /**
   * The quantile of the number of false alarms: each category's rate is one draw of the
   * distribution that {@link QuantileThreshold} states, and each normal image a draw at that rate.
   * By simulation, since sums of different such numbers have no closed form.
   */
  private static int maxFalseAlarms(
      QuantileThreshold rule, Provenance provenance, Map<String, List<Scored>> categories) {
    RandomGenerator random = RandomStreams.of(provenance.seed());
    int[] alarms = new int[DRAWS];
    categories.forEach(
        (name, own) -> {
          Provenance.ImageCount count = provenance.images().get(name);
          int learned = count.learned() + count.heldOut();
          int above = Math.max(1, (int) ((learned + 1) * rule.falsePositiveRate() + 1e-9));
          BetaDistribution rates = new BetaDistribution(null, above, learned + 1.0 - above);
          long normals = own.stream().filter(image -> !image.anomalous()).count();
          for (int draw = 0; draw < DRAWS; draw++) {
            double rate = rates.inverseCumulativeProbability(random.nextDouble());
            for (int i = 0; i < normals; i++) {
              alarms[draw] += random.nextDouble() < rate ? 1 : 0;
            }
          }
        });
    Arrays.sort(alarms);
    return alarms[(int) Math.ceil(CONFIDENCE * DRAWS) - 1];
  }

  /** A row per way, in the order in which {@link #of} names them. */
  public List<Row> rows() {
    return rows;
  }

  /** The p-values of the normal test images of all categories. */
  public PValues pValues() {
    double[] sorted =
        categories.values().stream()
            .flatMap(List::stream)
            .filter(image -> !image.anomalous())
            .mapToDouble(Scored::pValue)
            .sorted()
            .toArray();
    double tooLow = 0;
    double tooHigh = 0;
    for (int i = 0; i < sorted.length; i++) {
      tooLow = Math.max(tooLow, (i + 1.0) / sorted.length - sorted[i]);
      tooHigh = Math.max(tooHigh, sorted[i] - (double) i / sorted.length);
    }
    return new PValues(
        sorted.length,
        PValues.LEVELS.stream()
            .map(level -> (int) Arrays.stream(sorted).filter(p -> p <= level * ROUNDING).count())
            .toList(),
        Math.max(tooLow, tooHigh),
        tooLow);
  }

  /** The categories, sorted. */
  public List<String> categories() {
    return categories.keySet().stream().sorted(Comparator.naturalOrder()).toList();
  }

  /**
   * The test scores of a category and where a row cuts them.
   *
   * @throws NullPointerException if there is no such category
   */
  public ThresholdChart chart(String category, Row row) {
    List<Scored> own = categories.get(category);
    double threshold = row.thresholds().get(category);
    return ThresholdChart.of(
        scores(own),
        truth(own),
        Double.isNaN(threshold) ? OptionalDouble.empty() : OptionalDouble.of(threshold));
  }

  private static double[] scores(List<Scored> images) {
    return images.stream().mapToDouble(Scored::score).toArray();
  }

  private static boolean[] truth(List<Scored> images) {
    boolean[] truth = new boolean[images.size()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = images.get(i).anomalous();
    }
    return truth;
  }
}
