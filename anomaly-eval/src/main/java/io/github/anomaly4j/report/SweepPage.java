package io.github.anomaly4j.report;

import static java.util.stream.Collectors.joining;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.diagnosis.ClusterPurity;
import io.github.anomaly4j.diagnosis.FilmStrip;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.sweep.EvidenceFigures;
import io.github.anomaly4j.sweep.Sweep;
import io.github.anomaly4j.sweep.SweptEpoch;
import io.github.anomaly4j.sweep.SweptImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The page of a sweep: what each epoch's scores are worth, how training went, and what the networks
 * make of the images. Its size is bounded: no more than {@value #MAX_STRIPS} strips are inside.
 */
final class SweepPage {
  /** Strips in the page, some 100 kB each; the others are files alone. */
  static final int MAX_STRIPS = 48;

  private final Sweep sweep;
  private final List<String> names;
  private final boolean labeled;

  private SweepPage(Sweep sweep, List<String> names) {
    this.sweep = sweep;
    this.names = names;
    labeled = sweep.labeledCategories() > 0;
  }

  /**
   * @param names of the strips' files, without extension
   */
  static String of(Sweep sweep, List<String> names) {
    SweepPage page = new SweepPage(sweep, names);
    return Html.page(
        "Epoch sweep", page.header() + page.scores() + page.training() + page.strips());
  }

  private String header() {
    String best =
        labeled
            ? sweep.evidence().stream().map(this::best).collect(joining("; ", "Highest: ", "."))
            : "No category has both normal and defective images, so that the scores cannot be"
                + " judged, only compared.";
    return """
        <header>
        <h1>Epoch sweep</h1>
        <p class="lead">%s looked into, over %s of %s.</p>
        <p>%s</p>
        </header>
        """
        .formatted(
            Html.count(sweep.epochs().size(), "epoch", "epochs"),
            Html.count(sweep.images().size(), "image", "images"),
            Html.count(sweep.categories(), "category", "categories"),
            best);
  }

  /** Where a kind of evidence tells defects best. */
  private String best(Evidence kind) {
    double highest = highest(epoch -> epoch.evidence().get(kind).auroc()).orElseThrow();
    SweptEpoch first =
        sweep.epochs().stream()
            .filter(epoch -> epoch.evidence().get(kind).auroc() == highest)
            .findFirst()
            .orElseThrow();
    return "%s %s at epoch %d".formatted(kind.key(), Html.figure(highest), first.report().epoch());
  }

  private String scores() {
    boolean purity = sweep.epochs().get(0).purity().isPresent();
    String head =
        sweep.evidence().stream().map(kind -> head(kind.key())).collect(joining())
            + (purity ? head("purity (chance)") : "");
    return """
        <section>
        <h2>What the scores are worth</h2>
        <p>%s%s</p>
        %s%s</section>
        """
        .formatted(
            labeled
                ? "Image AUROC of each kind of evidence in each category, averaged over %s; below it, in"
                        .formatted(Html.count(sweep.labeledCategories(), "category", "categories"))
                    + " how many of them every defective image scores above every normal one. 1"
                    + " is perfect, guessing has 0.5. So few images make it coarse, and an epoch"
                    + " that is chosen by it is chosen by the answers."
                : "The mean over categories of the raw scores; each kind of evidence is on a scale"
                    + " of its own.",
            purity
                ? " Purity: how clean clusters of the bottleneck's features are of other categories,"
                    + " beside that of chance."
                : "",
            table(head, epoch -> scoreCells(epoch, purity)),
            labeled ? aurocCurves() : "");
  }

  private String scoreCells(SweptEpoch epoch, boolean purity) {
    StringBuilder cells = new StringBuilder();
    for (Evidence kind : sweep.evidence()) {
      EvidenceFigures figures = epoch.evidence().get(kind);
      if (labeled) {
        boolean best =
            highest(other -> other.evidence().get(kind).auroc()).orElseThrow() == figures.auroc();
        String value = Html.figure(figures.auroc());
        cells.append(
            "<td>%s<br><span class=\"none\">%d of %d</span></td>"
                .formatted(
                    best ? "<strong>" + value + "</strong>" : value,
                    figures.separated(),
                    figures.labeled()));
      } else {
        cells.append(cell(Html.loss(figures.meanScore())));
      }
    }
    if (purity) {
      ClusterPurity found = epoch.purity().orElseThrow();
      cells.append(
          cell(Html.score(found.purity()) + " (" + Html.score(found.chancePurity()) + ")"));
    }
    return cells.toString();
  }

  private String aurocCurves() {
    Map<String, double[]> curves = new LinkedHashMap<>();
    for (Evidence kind : sweep.evidence()) {
      curves.put(kind.key(), each(epoch -> epoch.evidence().get(kind).auroc()));
    }
    return charts(
        chart(
            "Mean image AUROC of each kind of evidence by epoch",
            Charts.curves("mean AUROC", numbers(), curves, 1)));
  }

  private String training() {
    String head =
        List.of(
                "Training",
                "Validation",
                "SSIM",
                "MSE",
                "Mask",
                "Easy",
                "Medium",
                "Hard",
                "Contrast",
                "Copied",
                "Dead")
            .stream()
            .map(SweepPage::head)
            .collect(joining());
    return """
        <section>
        <h2>How training went</h2>
        <p>The losses, and the parts of the one on validation images; the mask output's AUROC on \
        those with easy, medium and hard synthetic damage; how much of the contrast within images comes out (1 all of it), how \
        much of obvious damage is left in restored images (0&nbsp;%% restored, 100&nbsp;%% copied), \
        and the share of the encoder's channels that are dead. The epoch of the lowest validation \
        loss so far is marked ◆.</p>
        %s%s</section>
        """
        .formatted(table(head, epoch -> trainingCells(epoch.report())), lossCurves());
  }

  private static String trainingCells(EpochReport report) {
    return List.of(
            Html.loss(report.training().total()),
            Html.loss(report.validation().total()) + (report.best() ? " ◆" : ""),
            Html.loss(report.validation().ssim()),
            Html.loss(report.validation().mse()),
            Html.loss(report.validation().mask()),
            Html.figure(report.validationAuroc().easy()),
            Html.figure(report.validationAuroc().medium()),
            Html.figure(report.validationAuroc().hard()),
            Html.score(report.behavior().within()),
            Html.percent(report.behavior().copied()),
            Html.percent(report.behavior().dead()))
        .stream()
        .map(SweepPage::cell)
        .collect(joining());
  }

  private String lossCurves() {
    Map<String, double[]> total = new LinkedHashMap<>();
    total.put("training", each(epoch -> epoch.report().training().total()));
    total.put("validation", each(epoch -> epoch.report().validation().total()));
    Map<String, double[]> parts = new LinkedHashMap<>();
    parts.put("SSIM", each(epoch -> epoch.report().validation().ssim()));
    parts.put("MSE", each(epoch -> epoch.report().validation().mse()));
    parts.put("mask", each(epoch -> epoch.report().validation().mask()));
    return charts(
        chart("Losses by epoch", Charts.curves("loss", numbers(), total, 0))
            + chart(
                "Parts of the validation loss by epoch",
                Charts.curves("validation", numbers(), parts, 0)));
  }

  private String strips() {
    StringBuilder cards = new StringBuilder();
    for (int i = 0; i < Math.min(MAX_STRIPS, names.size()); i++) {
      SweptImage image = sweep.images().get(i);
      String badge = image.entry().anomalous() ? "defective" : "normal";
      cards.append(
          """
          <article class="card">
          <h3>%s%s</h3>
          <p class="note">%s</p>
          <img class="strip" src="%s" alt="The image, then its reconstruction at each epoch">
          </article>
          """
              .formatted(
                  labeled ? "<span class=\"badge %s\">%s</span> ".formatted(badge, badge) : "",
                  Html.escape(image.entry().category()),
                  Html.escape(image.entry().file().toString()),
                  DataUri.jpeg(FilmStrip.draw(List.of(image.strip()), SweepReport.STRIP_WIDTH))));
    }
    String bound =
        names.size() > MAX_STRIPS
            ? " Shown are the first %d of %d.".formatted(MAX_STRIPS, names.size())
            : "";
    return """
        <section>
        <h2>What the networks make of the images</h2>
        <p>Each image, then its reconstruction at each epoch; all are in the folder %s too.%s</p>
        <div class="charts">
        %s</div>
        </section>
        """
        .formatted(SweepReport.STRIPS, bound, cards);
  }

  private String table(String head, Function<SweptEpoch, String> cells) {
    return """
        <div class="scroll" tabindex="0">
        <table>
        <thead><tr><th scope="col">Epoch</th>%s</tr></thead>
        <tbody>
        %s</tbody>
        </table>
        </div>
        """
        .formatted(
            head,
            sweep.epochs().stream()
                .map(
                    epoch ->
                        "<tr><th scope=\"row\">%d</th>%s</tr>\n"
                            .formatted(epoch.report().epoch(), cells.apply(epoch)))
                .collect(joining()));
  }

  private static String head(String name) {
    return "<th scope=\"col\">" + name + "</th>";
  }

  private static String cell(String value) {
    return "<td>" + value + "</td>";
  }

  private static String charts(String charts) {
    return "<div class=\"twin\">\n" + charts + "</div>\n";
  }

  private static String chart(String alt, String svg) {
    return """
        <img class="chart" width="%d" height="%d" src="%s" alt="%s">
        """
        .formatted(Charts.CURVES_WIDTH, Charts.HEIGHT, DataUri.svg(svg), alt);
  }

  private double[] numbers() {
    return each(epoch -> epoch.report().epoch());
  }

  private double[] each(ToDoubleFunction<SweptEpoch> figure) {
    return sweep.epochs().stream().mapToDouble(figure).toArray();
  }

  private OptionalDouble highest(ToDoubleFunction<SweptEpoch> figure) {
    return sweep.epochs().stream().mapToDouble(figure).max();
  }
}
