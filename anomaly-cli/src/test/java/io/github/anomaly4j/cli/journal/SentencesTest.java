package io.github.anomaly4j.cli.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.cli.journal.DecisionStage.Errors;
import io.github.anomaly4j.progress.EpochReport.GradedAuroc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said follows from the figures. */
class SentencesTest {

  @Test
  void little_contrast_is_a_collapse_some_a_blur_and_much_is_none() {
    assertThat(CollapseStage.sentence(0.003, 0.5, 0.51)).startsWith("Collapsed: 0.3 %");
    assertThat(CollapseStage.sentence(-0.001, 0.5, 0.51)).startsWith("Collapsed: 0.0 %");
    assertThat(CollapseStage.sentence(0.001, 0.98, 0.9)).contains("without any network");
    assertThat(CollapseStage.sentence(0.3, 0.5, 0.51)).startsWith("A blur: 30.0 %");
    assertThat(CollapseStage.sentence(0.61, 0.5, 0.51))
        .startsWith("Did not collapse here: 61.0 %")
        .contains("0.500 in the mean and 0.510 pooled");
  }

  @Test
  void the_way_of_the_auroc_is_told_from_its_first_best_and_last() {
    assertThat(SingleProductStage.sentence("nut", List.of(0.64, 0.6, 0.5))).contains("falls as in");
    assertThat(SingleProductStage.sentence("nut", List.of(0.6, 0.8, 0.6)))
        .contains("rises and falls again", "0.800 at its best (epoch 2)");
    assertThat(SingleProductStage.sentence("nut", List.of(0.6, 0.8))).contains("rises and stays");
    assertThat(SingleProductStage.sentence("nut", List.of(0.8, 0.8))).contains("hardly changes");
  }

  @Test
  void a_validation_misleads_if_it_promises_more_than_real_defects_give() {
    assertThat(EasyValidationStage.sentence(new GradedAuroc(1, 0.9, 0.8), 0.6))
        .startsWith("Misleading here too")
        .endsWith("promises too much as well.");
    assertThat(EasyValidationStage.sentence(new GradedAuroc(1, 0.9, 0.65), 0.6))
        .endsWith("the hard grade is the honest one.");
    assertThat(EasyValidationStage.sentence(new GradedAuroc(0.9, 0.9, 0.8), 0.95))
        .startsWith("Not misleading here");
    assertThat(EasyValidationStage.sentence(new GradedAuroc(0.55, 0.5, 0.5), 0.3))
        .startsWith("Nothing is promised");
  }

  @Test
  void the_headline_is_counted() {
    assertThat(ProductBanksStage.sentence(12, 12, 1, 72)).contains("all 12 products");
    assertThat(ProductBanksStage.sentence(1, 1, 1, 6)).contains("the one product");
    assertThat(ProductBanksStage.sentence(5, 12, 0.8, 72)).contains("5 of 12 products", "0.800");
    assertThat(ProductBanksStage.sentence(0, 12, 0.5, 72)).contains("no product");
  }

  @Test
  void thresholds_are_compared_where_there_is_a_jump() {
    Errors quantile = new Errors(1, 20, 9, 30);
    Errors jump = new Errors(4, 20, 2, 30);
    assertThat(DecisionStage.sentence(true, 0.99, 0.8, quantile, jump, 1, 3))
        .contains("99.0 %", "80.0 %", "2 of 3 products", "4 of 20", "2 of 30", "1 and 9");
    assertThat(DecisionStage.sentence(false, Double.NaN, Double.NaN, quantile, jump, 3, 3))
        .contains("nothing to route", "nothing is cut");
  }
}
