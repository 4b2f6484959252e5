package io.github.anomaly4j.report;

import static java.util.stream.Collectors.joining;

import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import io.github.anomaly4j.eval.Example;
import io.github.anomaly4j.eval.ScoredPicture;

/** The worst misses on the page, each with input, reconstruction, heat map and ground truth. */
final class HtmlMisses {
  private HtmlMisses() {}

  static String of(Evaluation evaluation) {
    int wrong = evaluation.missedDefects() + evaluation.falseAlarms();
    if (wrong == 0) {
      return """
          <section>
          <h2>Worst misses</h2>
          <p>None: every defect was found, and no normal picture raised an alarm.</p>
          </section>
          """;
    }
    String cards =
        evaluation.categories().keySet().stream()
            .map(
                category ->
                    evaluation.examples().stream()
                        .filter(example -> example.picture().entry().category().equals(category))
                        .map(HtmlMisses::card)
                        .collect(joining()))
            .collect(joining());
    return """
        <section>
        <h2>Worst misses</h2>
        <p>%d of %s: the defects that scored lowest and the normal pictures that scored highest, \
        by category (at most %d in all). All are in %s. Heat maps: yellow to red where the map is above \
        its threshold, light blue outlines of the most abnormal places where none is.</p>
        <div class="examples">
        %s</div>
        </section>
        """
        .formatted(
            evaluation.examples().size(),
            Html.count(wrong, "wrong decision", "wrong decisions"),
            EvaluationOptions.MOST_EXAMPLES,
            EvaluationReport.CSV,
            cards);
  }

  private static String card(Example example) {
    ScoredPicture picture = example.picture();
    boolean missed = picture.missed();
    String file = Html.escape(String.valueOf(picture.entry().file().getFileName()));
    String category = Html.escape(picture.entry().category());
    String taken =
        picture.predictedCategory().equals(picture.entry().category())
            ? ""
            : " · taken for " + Html.escape(picture.predictedCategory());
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
            missed ? "missed: " + Html.escape(picture.entry().defect()) : "false alarm",
            category,
            file,
            Html.score(picture.score()),
            Html.score(picture.threshold()),
            taken,
            image("input", DataUri.jpeg(example.input())),
            example
                .reconstruction()
                .map(image -> image("reconstruction", DataUri.jpeg(image)))
                .orElse(""),
            image("heat map", DataUri.jpeg(example.heatmap())),
            example
                .groundTruth()
                .map(image -> image("ground truth", DataUri.png(image)))
                .orElseGet(
                    () ->
                        "<figure><div class=\"blank\">%s</div>"
                                .formatted(missed ? "no mask" : "no defect")
                            + "<figcaption>ground truth</figcaption></figure>\n"));
  }

  private static String image(String caption, String uri) {
    return "<figure><img src=\"%s\" alt=\"%s\"><figcaption>%s</figcaption></figure>\n"
        .formatted(uri, caption, caption);
  }
}
