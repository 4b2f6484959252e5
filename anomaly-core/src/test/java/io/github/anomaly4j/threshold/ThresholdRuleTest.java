package io.github.anomaly4j.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.anomaly4j.threshold.ThresholdRule.Needs;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThresholdRuleTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<ThresholdRule, String> SAVED =
      Map.of(
          new FirstJumpThreshold(7.5), "{\"kind\":\"firstJump\",\"factor\":7.5}",
          new QuantileThreshold(0.1),
              "{\"kind\":\"quantile\",\"falsePositiveRate\":0.1,\"confidence\":0.95}",
          new F1MaxThreshold(), "{\"kind\":\"f1Max\"}",
          new FixedThreshold(0.1 + 0.2), "{\"kind\":\"fixed\",\"value\":0.30000000000000004}");

  private record Config(ThresholdRule rule) {}

  @Test
  void every_rule_is_saved_by_its_kind_and_read_back_the_same() throws Exception {
    assertThat(SAVED).hasSameSizeAs(ThresholdRule.class.getPermittedSubclasses());
    for (Map.Entry<ThresholdRule, String> rule : SAVED.entrySet()) {
      String json = JSON.writeValueAsString(new Config(rule.getKey()));
      assertThat(json).isEqualTo("{\"rule\":" + rule.getValue() + "}");
      assertThat(JSON.readValue(json, Config.class).rule()).isEqualTo(rule.getKey());
    }
  }

  @Test
  void a_file_names_no_other_class_and_no_setting_that_cannot_work() {
    for (String json :
        new String[] {
          "{\"kind\":\"java.lang.Object\"}",
          "{\"kind\":\"io.github.anomaly4j.threshold.FixedThreshold\",\"value\":1}",
          "{\"kind\":\"quantile\",\"falsePositiveRate\":2,\"confidence\":0.95}",
          "{\"value\":1}"
        }) {
      assertThatThrownBy(() -> JSON.readValue(json, ThresholdRule.class))
          .isInstanceOf(JsonProcessingException.class);
    }
  }

  @Test
  void rules_are_made_by_their_names() {
    assertThat(ThresholdRule.firstJump()).isEqualTo(new FirstJumpThreshold(10));
    assertThat(ThresholdRule.firstJump(3)).isEqualTo(new FirstJumpThreshold(3));
    assertThat(ThresholdRule.f1Max()).isEqualTo(new F1MaxThreshold());
    assertThat(ThresholdRule.fixed(2)).isEqualTo(new FixedThreshold(2));
    assertThat(ThresholdRule.quantile(0.1)).isEqualTo(new QuantileThreshold(0.1, 0.95));
  }

  @Test
  void a_rule_asks_for_no_more_than_it_needs() {
    assertThat(new FixedThreshold(3).needs()).isEqualTo(Needs.NOTHING);
    assertThat(new FixedThreshold(3).threshold(new double[0], new boolean[0])).hasValue(3);
    assertThat(new QuantileThreshold(0.1).needs()).isEqualTo(Needs.NORMAL);
    assertThat(new FirstJumpThreshold().needs()).isEqualTo(Needs.UNLABELED);
    assertThat(new F1MaxThreshold().needs()).isEqualTo(Needs.LABELED);
  }

  @Test
  void a_fixed_threshold_is_finite() {
    assertThatThrownBy(() -> new FixedThreshold(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("finite");
  }
}
