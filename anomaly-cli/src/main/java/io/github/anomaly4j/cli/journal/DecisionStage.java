package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.eval.CategoryResult;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.ScoredImage;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.report.ExperimentReport;
import io.github.anomaly4j.threshold.ThresholdRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Finds the product of an image, and thresholds by the first jump. */
final class DecisionStage implements Stage {
  private static final int ROUTED_BY = 60;

  /** The errors of a threshold on the images of a category. */
  record Errors(int falseAlarms, int normal, int missed, int defective) {
    Errors plus(Errors other) {
      return new Errors(
          falseAlarms + other.falseAlarms,
          normal + other.normal,
          missed + other.missed,
          defective + other.defective);
    }
  }

  @Override
  public String title() {
    return "12b: router and first jump";
  }

  @Override
  public String reported() {
    return "Planned: find the product by pixels and colors, then cut its scores at the first gap"
        + " that is far wider than those among the lowest 20. Then the rule of one model was"
        + " discovered.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    Evaluation evaluation = workspace.evaluation();
    boolean several = workspace.categories().size() > 1;
    double twoStage = several ? twoStage(workspace) : Double.NaN;
    List<List<String>> rows = new ArrayList<>();
    Errors quantiles = new Errors(0, 0, 0, 0);
    Errors jumps = quantiles;
    int none = 0;
    for (String category : evaluation.categories().keySet()) {
      CategoryResult result = evaluation.categories().get(category);
      Errors quantile =
          new Errors(
              result.decisions().falseAlarms(),
              result.decisions().normal(),
              result.decisions().missedDefects(),
              result.decisions().defective());
      List<ScoredImage> scored =
          evaluation.images().stream()
              .filter(image -> image.entry().category().equals(category))
              .toList();
      double[] scores = scored.stream().mapToDouble(ScoredImage::score).toArray();
      OptionalDouble cut = ThresholdRule.firstJump().threshold(scores, new boolean[scores.length]);
      List<String> row = new ArrayList<>(List.of(category));
      row.addAll(cells(quantile));
      if (cut.isPresent()) {
        Errors jump = errors(scored, cut.getAsDouble());
        quantiles = quantiles.plus(quantile);
        jumps = jumps.plus(jump);
        row.addAll(cells(jump));
      } else {
        none++;
        row.addAll(List.of("no jump", "-"));
      }
      rows.add(row);
    }
    List<String> total = new ArrayList<>(List.of("all with a jump"));
    total.addAll(cells(quantiles));
    total.addAll(cells(jumps));
    rows.add(total);
    List<ExperimentReport.Part> parts = new ArrayList<>();
    if (several) {
      parts.add(
          new ExperimentReport.Table(
              List.of("router", "product found"),
              List.of(
                  List.of("the library's default", Format.percent(evaluation.routingAccuracy())),
                  List.of("two stages, pixels and colors", Format.percent(twoStage)))));
    }
    parts.add(
        new ExperimentReport.Table(
            List.of(
                "product",
                "false alarms at the default's threshold",
                "missed",
                "false alarms at the first jump",
                "missed"),
            rows));
    return new Result(
        ("All test images. The two-stage router learns from at most %d training"
                + " images a product. The scores are those of the library's default, cut at"
                + " its thresholds (a quantile of normal scores, for 2 %% false alarms) and at"
                + " the first gap of the test scores ten times as wide as those among the lowest"
                + " 20. These are the scores as they are reported, of which high ones lie closer"
                + " together than where 'anomaly thresholds' looks for the gap.")
            .formatted(ROUTED_BY),
        sentence(
            several,
            evaluation.routingAccuracy(),
            twoStage,
            quantiles,
            jumps,
            none,
            rows.size() - 1),
        parts);
  }

  static String sentence(
      boolean several,
      double accuracy,
      double twoStage,
      Errors quantiles,
      Errors jumps,
      int none,
      int products) {
    String routing =
        several
            ? ("The default's router finds the product of %s of the images, the two-stage"
                    + " router of %s. ")
                .formatted(Format.percent(accuracy), Format.percent(twoStage))
            : "With one product there is nothing to route. ";
    if (none == products) {
      return routing
          + "No product's scores show a first jump (it needs 20 scores and a gap): nothing is cut.";
    }
    return routing
        + ("A first jump is seen in %s; cut there, %d of %d normal images raise an alarm and"
                + " %d of %d defects are missed, against %d and %d at the default's thresholds.")
            .formatted(
                products == 1
                    ? "its scores"
                    : Format.count(products - none, products) + " products",
                jumps.falseAlarms(),
                jumps.normal(),
                jumps.missed(),
                jumps.defective(),
                quantiles.falseAlarms(),
                quantiles.missed());
  }

  private static List<String> cells(Errors errors) {
    return List.of(
        Format.count(errors.falseAlarms(), errors.normal()),
        Format.count(errors.missed(), errors.defective()));
  }

  private static Errors errors(List<ScoredImage> scored, double cut) {
    int alarms = 0;
    int normal = 0;
    int missed = 0;
    for (ScoredImage image : scored) {
      boolean above = image.score() > cut;
      boolean anomalous = image.entry().anomalous();
      normal += anomalous ? 0 : 1;
      alarms += above && !anomalous ? 1 : 0;
      missed += anomalous && !above ? 1 : 0;
    }
    return new Errors(alarms, normal, missed, scored.size() - normal);
  }

  /** The share of test images whose category it finds. */
  private static double twoStage(Workspace workspace) throws IOException {
    List<List<Image>> learned = new ArrayList<>();
    for (String category : workspace.categories()) {
      List<Image> small = new ArrayList<>();
      for (ImageEntry entry : workspace.normals(category, ROUTED_BY)) {
        small.add(Image.read(entry.file()).resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE));
      }
      learned.add(small);
    }
    TwoStageRouter router = TwoStageRouter.fit(learned);
    List<ImageEntry> test = workspace.images().test().entries();
    int found = 0;
    for (ImageEntry entry : test) {
      int category = router.route(Image.read(entry.file()));
      found += workspace.categories().get(category).equals(entry.category()) ? 1 : 0;
    }
    return (double) found / test.size();
  }
}
