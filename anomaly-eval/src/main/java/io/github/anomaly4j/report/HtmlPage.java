package io.github.anomaly4j.report;

import static java.util.stream.Collectors.joining;

import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.eval.CategoryResult;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.Figures;
import io.github.anomaly4j.eval.ScoredImage;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.metric.RocCurve;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The page for people: what matters on the line first (missed defects, false alarms), then the
 * figures that methods are compared by, then the curves and the worst misses, then where it all
 * comes from.
 *
 * <p>Its size is bounded: charts for at most {@value #MAX_CHARTED} categories, and no more examples
 * than an evaluation keeps.
 */
final class HtmlPage {
  /** Categories that get charts, some 80 kB each; of more, those with the lowest image AUROC. */
  static final int MAX_CHARTED = 24;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Evaluation evaluation;

  private HtmlPage(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  static String of(Evaluation evaluation) {
    return new HtmlPage(evaluation).page();
  }

  private String page() {
    return Html.page(
        "Defect detection report",
        header()
            + tiles()
            + warnings()
            + skipped()
            + decisions()
            + comparison()
            + charts()
            + HtmlMisses.of(evaluation)
            + origin());
  }

  private String header() {
    String found =
        evaluation.defective() == 0
            ? "There were no defective images."
            : "Of %s, %s found and <strong>%s missed</strong>."
                .formatted(
                    Html.count(evaluation.defective(), "defective image", "defective images"),
                    Html.count(evaluation.defective() - evaluation.missedDefects(), "was", "were"),
                    Html.count(evaluation.missedDefects(), "was", "were"));
    String alarms =
        evaluation.normal() == 0
            ? "There were no normal images."
            : "Of %s, <strong>%s a false alarm</strong>."
                .formatted(
                    Html.count(evaluation.normal(), "normal image", "normal images"),
                    evaluation.falseAlarms() == 0
                        ? "none raised"
                        : evaluation.falseAlarms() + " raised");
    return """
        <header>
        <h1>Defect detection report</h1>
        <p class="lead">%s %s</p>
        <p class="meta">%s · %s</p>
        </header>
        """
        .formatted(
            found,
            alarms,
            Html.count(evaluation.categories().size(), "category", "categories"),
            TIME.format(evaluation.evaluatedAt()));
  }

  private String tiles() {
    Figures mean = evaluation.mean();
    double missed = share(evaluation.missedDefects(), evaluation.defective());
    double alarms = share(evaluation.falseAlarms(), evaluation.normal());
    String hard =
        evaluation.hard().isEmpty()
            ? "mean over categories"
            : Html.figure(evaluation.meanHard().imageAuroc()) + " on the hard ones";
    return "<section class=\"tiles\" aria-label=\"Summary\">\n"
        + tile(
            "defective",
            "Missed defects",
            evaluation.missedDefects() + "",
            Html.percent(missed) + " of defective")
        + tile(
            "normal",
            "False alarms",
            evaluation.falseAlarms() + "",
            Html.percent(alarms) + " of normal")
        + tile("", "Image AUROC", Html.figure(mean.imageAuroc()), hard)
        + tile("", "AUPRO", Html.figure(mean.aupro()), "where defects are, to 30&nbsp;%")
        + tile(
            "",
            "Time per image",
            Html.milliseconds(evaluation.latency().p50()),
            "95&nbsp;% within " + Html.milliseconds(evaluation.latency().p95()))
        + "</section>\n";
  }

  private static String tile(String kind, String name, String value, String note) {
    return """
        <div class="tile %s"><h2>%s</h2><p class="value">%s</p><p class="note">%s</p></div>
        """
        .formatted(kind, name, value, note);
  }

  private String warnings() {
    if (evaluation.warnings().isEmpty()) {
      return "";
    }
    return """
        <section class="warning">
        <h2>About these images</h2>
        <ul>
        %s</ul>
        </section>
        """
        .formatted(
            evaluation.warnings().stream()
                .map(text -> "<li>%s</li>\n".formatted(Html.escape(text)))
                .collect(joining()));
  }

  private String skipped() {
    if (evaluation.skipped().isEmpty()) {
      return "";
    }
    return """
        <section class="warning">
        <h2>%s left out</h2>
        <ul>
        %s</ul>
        </section>
        """
        .formatted(
            Html.count(evaluation.skipped().size(), "unreadable file was", "unreadable files were"),
            evaluation.skipped().stream()
                .limit(100)
                .map(file -> "<li>%s</li>\n".formatted(Html.escape(file.reason())))
                .collect(joining()));
  }

  private String decisions() {
    boolean routed = !Double.isNaN(evaluation.routingAccuracy());
    return """
        <section>
        <h2>Decisions at the threshold</h2>
        <p>What would have happened on the line with the detector's own thresholds.</p>
        <div class="scroll" tabindex="0">
        <table>
        <thead><tr><th scope="col">Category</th><th scope="col">Missed</th>\
        <th scope="col">False alarms</th><th scope="col">Defective</th><th scope="col">Detected</th>\
        <th scope="col">Normal</th><th scope="col">False-alarm rate</th>\
        <th scope="col">Threshold</th>%s</tr></thead>
        <tbody>
        %s</tbody>
        <tfoot><tr><th scope="row">All</th><td>%d</td><td>%d</td><td>%d</td><td>%s</td><td>%d</td>\
        <td>%s</td><td></td>%s</tr></tfoot>
        </table>
        </div>
        </section>
        """
        .formatted(
            routed ? "<th scope=\"col\">Category found</th>" : "",
            eachCategory(entry -> decisionRow(entry, routed)),
            evaluation.missedDefects(),
            evaluation.falseAlarms(),
            evaluation.defective(),
            Html.percent(1 - share(evaluation.missedDefects(), evaluation.defective())),
            evaluation.normal(),
            Html.percent(share(evaluation.falseAlarms(), evaluation.normal())),
            routed ? "<td>" + Html.percent(evaluation.routingAccuracy()) + "</td>" : "");
  }

  private static String decisionRow(Entry<String, CategoryResult> entry, boolean routed) {
    CategoryResult result = entry.getValue();
    return """
        <tr><th scope="row">%s</th><td%s>%d</td><td%s>%d</td><td>%d</td><td>%s</td><td>%d</td>\
        <td>%s</td><td>%s</td>%s</tr>
        """
        .formatted(
            Html.escape(entry.getKey()),
            result.missedDefects() > 0 ? " class=\"missed\"" : "",
            result.missedDefects(),
            result.falseAlarms() > 0 ? " class=\"alarms\"" : "",
            result.falseAlarms(),
            result.defective(),
            Html.percent(result.detectionRate()),
            result.normal(),
            Html.percent(result.falsePositiveRate()),
            Html.score(result.threshold()),
            routed ? "<td>" + Html.percent(result.routingAccuracy()) + "</td>" : "");
  }

  private String comparison() {
    boolean hard = !evaluation.hard().isEmpty();
    return """
        <section>
        <h2>Figures for comparison</h2>
        <p>They do not depend on the threshold. 1 is perfect.%s Over the scores of all categories \
        in one list, image AUROC is %s.</p>
        <div class="scroll" tabindex="0">
        <table>
        <thead><tr><th scope="col">Category</th><th scope="col">Image AUROC</th>\
        <th scope="col">Average precision</th><th scope="col">F1-max</th>\
        <th scope="col">Pixel AUROC</th><th scope="col">AUPRO</th></tr></thead>
        <tbody>
        %s</tbody>
        <tfoot>
        %s%s</tfoot>
        </table>
        </div>
        %s<details>
        <summary>What the figures say</summary>
        <dl>
        <dt>Image AUROC</dt><dd>How often a defective image, drawn at random, scores above a \
        normal one. Guessing has 0.5.</dd>
        <dt>Average precision</dt><dd>The share of true defects among the images scored highest, \
        averaged while going down the list until every defect is found.</dd>
        <dt>F1-max</dt><dd>The best balance of found defects and false alarms that any threshold \
        reaches, knowing the answers.</dd>
        <dt>Pixel AUROC</dt><dd>As image AUROC, for pixels: does the map point at the defect? \
        Large defects dominate.</dd>
        <dt>AUPRO</dt><dd>The share of each defect's area that the map covers, every defect counting \
        alike, averaged over false-positive rates up to 30&nbsp;%% of normal pixels. Guessing has \
        0.15.</dd>
        </dl>
        </details>
        </section>
        """
        .formatted(
            hard ? " Hard categories are marked ◆." : "",
            Html.figure(evaluation.pooledImageAuroc()),
            eachCategory(
                entry -> {
                  String mark = evaluation.hard().contains(entry.getKey()) ? " ◆" : "";
                  return figuresRow(Html.escape(entry.getKey()) + mark, entry.getValue().figures());
                }),
            figuresRow("Mean", evaluation.mean()),
            hard ? figuresRow("Mean of hard ◆", evaluation.meanHard()) : "",
            eachCategory(entry -> pixelNote(entry.getKey(), entry.getValue().pixelNote())));
  }

  private static String pixelNote(String category, String note) {
    return note.isEmpty()
        ? ""
        : "<p class=\"note\">%s: %s</p>\n".formatted(Html.escape(category), Html.escape(note));
  }

  private static String figuresRow(String name, Figures figures) {
    return """
        <tr><th scope="row">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>
        """
        .formatted(
            name,
            Html.figure(figures.imageAuroc()),
            Html.figure(figures.averagePrecision()),
            Html.figure(figures.f1Max()),
            Html.figure(figures.pixelAuroc()),
            Html.figure(figures.aupro()));
  }

  private String charts() {
    Set<String> charted =
        evaluation.categories().entrySet().stream()
            .sorted(
                Comparator.comparingDouble(
                    entry -> {
                      double auroc = entry.getValue().figures().imageAuroc();
                      return Double.isNaN(auroc) ? Double.MAX_VALUE : auroc;
                    }))
            .limit(MAX_CHARTED)
            .map(Entry::getKey)
            .collect(Collectors.toSet());
    String bound =
        charted.size() < evaluation.categories().size()
            ? " Shown are the %d categories with the lowest image AUROC.".formatted(MAX_CHARTED)
            : "";
    return """
        <section>
        <h2>Scores and curves</h2>
        <p class="legend"><span class="key normal">normal images</span> \
        <span class="key defective">defective images</span> \
        <span class="key threshold">threshold</span></p>
        <p>Left: how the scores are spread; far outliers are counted in the last bar. Right: how \
        many defects are found for how many false alarms, over all thresholds; the dot is where the \
        detector works.%s</p>
        <div class="charts">
        %s</div>
        </section>
        """
        .formatted(
            bound,
            eachCategory(
                entry ->
                    charted.contains(entry.getKey())
                        ? chartCard(entry.getKey(), entry.getValue())
                        : ""));
  }

  private String chartCard(String category, CategoryResult result) {
    List<ScoredImage> images =
        evaluation.images().stream()
            .filter(image -> image.entry().category().equals(category))
            .toList();
    double[] normal = scores(images, false);
    double[] defective = scores(images, true);
    boolean[] truth = new boolean[normal.length + defective.length];
    double[] all = new double[truth.length];
    System.arraycopy(normal, 0, all, 0, normal.length);
    for (int i = 0; i < defective.length; i++) {
      all[normal.length + i] = defective[i];
      truth[normal.length + i] = true;
    }
    RocCurve curve = Auroc.curve(all, truth);
    String name = Html.escape(category);
    return """
        <article class="card">
        <h3>%s</h3>
        <p class="note">%s, %s, image AUROC %s</p>
        <div class="pair">
        %s%s</div>
        </article>
        """
        .formatted(
            name,
            Html.count(result.missedDefects(), "defect missed", "defects missed"),
            Html.count(result.falseAlarms(), "false alarm", "false alarms"),
            Html.figure(result.figures().imageAuroc()),
            chart(
                "Histogram of the scores of " + name,
                Charts.HISTOGRAM_WIDTH,
                Charts.histogram(normal, defective, result.threshold())),
            curve.size() == 0
                ? ""
                : chart(
                    "ROC curve of " + name,
                    Charts.ROC_WIDTH,
                    Charts.roc(curve, result.falsePositiveRate(), result.detectionRate())));
  }

  private static String chart(String alt, int width, String svg) {
    return """
        <img class="chart" width="%d" height="%d" src="%s" alt="%s">
        """
        .formatted(width, Charts.HEIGHT, DataUri.svg(svg), alt);
  }

  private String origin() {
    Provenance provenance = evaluation.provenance();
    return """
        <section>
        <h2>Where this comes from</h2>
        <dl class="facts">
        %s</dl>
        </section>
        """
        .formatted(
            fact("Trained with", "Anomaly4J " + Html.escape(provenance.libraryVersion()))
                + fact("On", Html.escape(provenance.runtime()))
                + fact("Training took", Html.duration(provenance.trainSeconds()))
                + fact("Memory at its peak", Html.bytes(provenance.peakMemoryBytes()))
                + fact("Epochs", provenance.epochs() + "")
                + fact("Seed", provenance.seed() + "")
                + fact(
                    "Saved detector",
                    evaluation.modelBytes().isPresent()
                        ? Html.bytes(evaluation.modelBytes().getAsLong())
                        : "not measured")
                + wideFact(
                    "Fingerprint of the training images",
                    "<code>" + Html.escape(provenance.dataFingerprint()) + "</code>")
                + provenance.warnings().stream()
                    .map(warning -> wideFact("Warning from training", Html.escape(warning)))
                    .collect(joining()));
  }

  private static String fact(String name, String value) {
    return "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(name, value);
  }

  private static String wideFact(String name, String value) {
    return "<div class=\"wide\"><dt>%s</dt><dd>%s</dd></div>\n".formatted(name, value);
  }

  private String eachCategory(Function<Entry<String, CategoryResult>, String> row) {
    return evaluation.categories().entrySet().stream().map(row).collect(joining());
  }

  private static double[] scores(List<ScoredImage> images, boolean anomalous) {
    return images.stream()
        .filter(image -> image.entry().anomalous() == anomalous)
        .mapToDouble(ScoredImage::score)
        .toArray();
  }

  private static double share(int part, int all) {
    return all == 0 ? Double.NaN : (double) part / all;
  }
}
