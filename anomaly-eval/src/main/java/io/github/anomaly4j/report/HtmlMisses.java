package io.github.anomaly4j.report;

import static java.util.stream.Collectors.joining;

import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import io.github.anomaly4j.eval.Example;
import io.github.anomaly4j.eval.ScoredImage;

/** The worst misses on the page, each with input, reconstruction, heat map and ground truth. */
final class HtmlMisses {
  private HtmlMisses() {}

  static String of(Evaluation evaluation) {
    int wrong = evaluation.missedDefects() + evaluation.falseAlarms();
    if (wrong == 0) {
      return """
          <section>
          <h2>Worst misses</h2>
          <p>None: every defect was found, and no normal image raised an alarm.</p>
          </section>
          """;
    }
    String cards =
        evaluation.categories().keySet().stream()
            .map(
                category ->
                    evaluation.examples().stream()
                        .filter(example -> example.image().entry().category().equals(category))
                        .map(HtmlMisses::card)
                        .collect(joining()))
            .collect(joining());
    return """
        <section>
        <h2>Worst misses</h2>
        <p>%d of %s: the defects that scored lowest and the normal images that scored highest, \
        by category (at most %d in all). All are in %s. Heat maps: yellow to red where the map is above \
        its threshold, light blue outlines of the most abnormal places where none is.</p>
        <div class="examples">
        %s</div>
        </section>
        """
        .formatted(
            evaluation.examples().size(),
            Html.count(wrong, "wrong decision", "wrong decisions"),
            EvaluationOptions.MAX_EXAMPLES,
            EvaluationReport.CSV,
            cards);
  }

  private static String card(Example example) {
    ScoredImage image = example.image();
    boolean missed = image.missed();
    String file = Html.escape(String.valueOf(image.entry().file().getFileName()));
    String category = Html.escape(image.entry().category());
    String taken =
        image.predictedCategory().equals(image.entry().category())
            ? ""
            : " · taken for " + Html.escape(image.predictedCategory());
    return """
        <article class="card example">
        <h3><span class="badge %s">%s</span> %s</h3>
        <p class="note">%s · score %s, threshold %s%s</p>
        <div class="images">
        %s%s%s%s</div>
        </article>
        """
        .formatted(
            missed ? "defective" : "normal",
            missed ? "missed: " + Html.escape(image.entry().defect()) : "false alarm",
            category,
            file,
            Html.score(image.score()),
            Html.score(image.threshold()),
            taken,
            buffered("input", DataUri.jpeg(example.input())),
            example
                .reconstruction()
                .map(buffered -> buffered("reconstruction", DataUri.jpeg(buffered)))
                .orElse(""),
            buffered("heat map", DataUri.jpeg(example.heatmap())),
            example
                .groundTruth()
                .map(buffered -> buffered("ground truth", DataUri.png(buffered)))
                .orElseGet(
                    () ->
                        "<figure><div class=\"blank\">%s</div>"
                                .formatted(missed ? "no mask" : "no defect")
                            + "<figcaption>ground truth</figcaption></figure>\n"));
  }

  private static String buffered(String caption, String uri) {
    return "<figure><img src=\"%s\" alt=\"%s\"><figcaption>%s</figcaption></figure>\n"
        .formatted(uri, caption, caption);
  }
}
