package io.github.anomaly4j.internal.report;

import static io.github.anomaly4j.internal.report.Numbers.count;
import static io.github.anomaly4j.internal.report.Numbers.percent;

import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.eval.CategoryResult;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import io.github.anomaly4j.eval.EvaluationRun;
import io.github.anomaly4j.eval.ScoredImage;
import io.github.anomaly4j.eval.SkippedFile;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.metric.RocCurve;
import io.github.anomaly4j.threshold.QuantileThreshold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map.Entry;
import java.util.stream.DoubleStream;

/**
 * What the page of an evaluation shows: what matters on the line first (missed defects, false
 * alarms), then the figures that methods are compared by, then the curves and the worst misses,
 * then where it all comes from.
 *
 * <p>Its size is bounded: charts for at most {@value #MAX_CHARTED} categories, and no more examples
 * than an evaluation keeps.
 *
 * @param evaluation the figures
 * @param scoresFile the name of the file with the scores of all images
 * @param charted categories with charts, in the order of the evaluation
 * @param misses the worst ones, category by category
 */
public record EvaluationPage(
    Evaluation evaluation, String scoresFile, List<Charted> charted, List<Miss> misses) {
  /** Categories that get charts, some 80 kB each; of more, those with the lowest image AUROC. */
  private static final int MAX_CHARTED = 24;

  private static final int MAX_SKIPPED = 100;

  /** The charts of one category. */
  public record Charted(String category, List<Chart> charts) {}

  /**
   * A fact about the detector.
   *
   * @param wide whether it gets a line of its own
   * @param code whether it is for programs
   */
  public record Fact(String name, String value, boolean wide, boolean code) {
    private static Fact of(String name, String value) {
      return new Fact(name, value, false, false);
    }
  }

  /**
   * Draws what the page shows.
   *
   * @param scoresFile the name of the file with the scores of all images
   */
  public static EvaluationPage of(Evaluation evaluation, String scoresFile) {
    return new EvaluationPage(evaluation, scoresFile, charted(evaluation), misses(evaluation));
  }

  /** Whether the detector found the categories by itself. */
  public boolean routed() {
    return !Double.isNaN(evaluation.routingAccuracy());
  }

  /** Whether some categories are averaged a second time. */
  public boolean hasHard() {
    return !evaluation.hard().isEmpty();
  }

  /** The files left out that the page names. */
  public List<SkippedFile> listedSkipped() {
    return evaluation.skipped().stream().limit(MAX_SKIPPED).toList();
  }

  /** What would be missed and raised at other rates; none without both kinds of images. */
  public List<Chart> operating() {
    if (evaluation.decisions().normal() == 0 || evaluation.decisions().defective() == 0) {
      return List.of();
    }
    return List.of(OperatingCurve.of(evaluation).chart());
  }

  /** What the thresholds were asked to state, what they state, and why it may be more. */
  public String statement() {
    EvaluationRun run = evaluation.run();
    String asked = "Training was asked for thresholds at " + percent(run.askedRate()) + ".";
    if (Double.isNaN(run.statedRate())) {
      return asked;
    }
    String stated =
        " By each product's own normal images they state "
            + percent(run.statedRate())
            + ", on average.";
    if (run.tooFew() == 0) {
      return asked + stated;
    }
    int needed = new QuantileThreshold(run.askedRate()).normalsNeeded();
    return asked
        + stated
        + " The images of a product, n of them, state no rate below 1 / (n + 1), so that "
        + percent(run.askedRate())
        + " takes "
        + count(needed, "image", "images")
        + ": "
        + run.tooFew()
        + " of "
        + count(evaluation.categories().size(), "product has", "products have")
        + " fewer. Training took their thresholds from the images of all products together, or from"
        + " an estimate.";
  }

  private static List<Charted> charted(Evaluation evaluation) {
    List<String> lowest =
        evaluation.categories().entrySet().stream()
            .sorted(Comparator.comparingDouble(EvaluationPage::imageAuroc))
            .limit(MAX_CHARTED)
            .map(Entry::getKey)
            .toList();
    return evaluation.categories().keySet().stream()
        .filter(lowest::contains)
        .map(category -> new Charted(category, charts(evaluation, category)))
        .toList();
  }

  /** Those without one come last. */
  private static double imageAuroc(Entry<String, CategoryResult> category) {
    double auroc = category.getValue().metrics().imageAuroc();
    return Double.isNaN(auroc) ? Double.MAX_VALUE : auroc;
  }

  private static List<Chart> charts(Evaluation evaluation, String category) {
    CategoryResult result = evaluation.categories().get(category);
    double[] normal = scores(evaluation, category, false);
    double[] defective = scores(evaluation, category, true);
    List<Chart> charts = new ArrayList<>();
    charts.add(
        new Chart(
            "Histogram of the scores of " + category,
            Charts.HISTOGRAM_WIDTH,
            Charts.histogram(normal, defective, result.threshold())));
    RocCurve curve = curve(normal, defective);
    if (curve.size() > 0) {
      charts.add(
          new Chart(
              "ROC curve of " + category,
              Charts.ROC_WIDTH,
              Charts.roc(
                  curve,
                  result.decisions().falsePositiveRate(),
                  result.decisions().detectionRate())));
    }
    return charts;
  }

  private static double[] scores(Evaluation evaluation, String category, boolean anomalous) {
    return evaluation.images().stream()
        .filter(image -> image.entry().category().equals(category))
        .filter(image -> image.entry().anomalous() == anomalous)
        .mapToDouble(ScoredImage::score)
        .toArray();
  }

  private static RocCurve curve(double[] normal, double[] defective) {
    double[] all =
        DoubleStream.concat(DoubleStream.of(normal), DoubleStream.of(defective)).toArray();
    boolean[] truth = new boolean[all.length];
    for (int i = normal.length; i < truth.length; i++) {
      truth[i] = true;
    }
    return Auroc.curve(all, truth);
  }

  private static List<Miss> misses(Evaluation evaluation) {
    return evaluation.categories().keySet().stream()
        .flatMap(
            category ->
                evaluation.examples().stream()
                    .filter(example -> example.image().entry().category().equals(category))
                    .map(Miss::of))
        .toList();
  }

  /** The most misses that an evaluation keeps. */
  public int maxMisses() {
    return EvaluationOptions.MAX_EXAMPLES;
  }

  /** Where the detector comes from. */
  public List<Fact> origin() {
    Provenance provenance = evaluation.run().provenance();
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.of("Trained with", "Anomaly4J " + provenance.libraryVersion()));
    facts.add(Fact.of("On", provenance.runtime()));
    facts.add(Fact.of("Training took", Numbers.duration(provenance.trainSeconds())));
    facts.add(Fact.of("Memory at its peak", Numbers.bytes(provenance.peakMemoryBytes())));
    facts.add(Fact.of("Epochs", Integer.toString(provenance.epochs())));
    facts.add(Fact.of("Seed", Long.toString(provenance.seed())));
    facts.add(
        Fact.of(
            "Saved detector",
            evaluation.run().modelBytes().isPresent()
                ? Numbers.bytes(evaluation.run().modelBytes().getAsLong())
                : "not measured"));
    facts.add(
        new Fact("Fingerprint of the training images", provenance.dataFingerprint(), true, true));
    for (String warning : provenance.warnings()) {
      facts.add(new Fact("Warning from training", warning, true, false));
    }
    return facts;
  }
}
