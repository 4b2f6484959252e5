package io.github.anomaly4j.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.internal.drift.DriftState.Alarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DriftTestsTest {
  private static final double RATE = 0.1;

  @Test
  void false_alarms_in_long_streams_are_rarer_than_stated() {
    int streams = 100;
    int alarmed = 0;
    for (int stream = 0; stream < streams; stream++) {
      Random random = new Random(stream);
      DriftTests tests =
          new DriftTests(Map.of("a", trained(random, 20), "b", trained(random, 60)), RATE);
      for (int i = 0; i < 800; i++) {
        tests.add(i % 3 == 0 ? "a" : "b", image(random, 1, 1, 1), score(random, 0));
      }
      alarmed += tests.alarms().isEmpty() ? 0 : 1;
    }
    // 100 streams at the stated rate of 0.1 would have 10; the tolerance makes alarms rarer.
    assertThat(alarmed).isLessThanOrEqualTo(10);
  }

  @Test
  void ranks_among_all_earlier_values_are_uniform_and_independent_without_a_tolerance() {
    int low = 0;
    int both = 0;
    int steps = 0;
    for (int stream = 0; stream < 300; stream++) {
      Random random = new Random(1000 + stream);
      List<Double> training = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        training.add(random.nextGaussian());
      }
      Sample sample = new Sample(training, 0, 0);
      boolean before = false;
      for (int i = 0; i < 100; i++) {
        double value = random.nextGaussian();
        boolean now = sample.low(value, 1 - random.nextDouble()) <= 0.2;
        sample.add(value);
        low += now ? 1 : 0;
        both += now && before ? 1 : 0;
        before = now;
        steps++;
      }
    }
    assertThat((double) low / steps).isBetween(0.19, 0.21);
    assertThat((double) both / steps).isBetween(0.035, 0.045);
  }

  @Test
  void less_light_on_all_products_is_told_soon_and_once() {
    Random random = new Random(5);
    DriftTests tests =
        new DriftTests(Map.of("a", trained(random, 40), "b", trained(random, 60)), RATE);
    List<Alarm> told = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      told.addAll(tests.add(i % 2 == 0 ? "a" : "b", image(random, 1, 1, 1), score(random, 0)));
    }
    assertThat(told).isEmpty();
    for (int i = 0; i < 300; i++) {
      told.addAll(tests.add(i % 2 == 0 ? "a" : "b", image(random, 0.9, 1, 1), score(random, 0)));
    }
    assertThat(told).hasSize(1);
    Alarm alarm = told.get(0);
    assertThat(alarm.product()).isNull();
    assertThat(alarm.look()).isEqualTo(Look.BRIGHTNESS);
    assertThat(alarm.lower()).isTrue();
    assertThat(alarm.image()).isBetween(501L, 550L);
    assertThat(alarm.change()).isBetween(-0.12, -0.02);
    assertThat(tests.alarms()).isEqualTo(told);
  }

  @Test
  void a_change_of_one_product_names_it() {
    Random random = new Random(6);
    Map<String, Trained> trained = new TreeMap<>();
    for (int i = 0; i < 8; i++) {
      trained.put("product " + i, trained(random, 50));
    }
    DriftTests tests = new DriftTests(trained, RATE);
    for (int i = 0; i < 800; i++) {
      boolean changed = i % 8 == 3 && i > 400;
      tests.add("product " + i % 8, image(random, 1, 1, changed ? 0.7 : 1), score(random, 0));
    }
    assertThat(tests.alarms()).isNotEmpty();
    assertThat(tests.alarms().get(0).product()).isEqualTo("product 3");
    assertThat(tests.alarms().get(0).look()).isEqualTo(Look.SHARPNESS);
  }

  @Test
  void scores_that_rise_are_told_and_scores_that_fall_are_not() {
    Random random = new Random(7);
    DriftTests rising = new DriftTests(Map.of("a", trained(random, 50)), RATE);
    DriftTests falling = new DriftTests(Map.of("a", trained(random, 50)), RATE);
    for (int i = 0; i < 200; i++) {
      rising.add("a", image(random, 1, 1, 1), score(random, 2));
      falling.add("a", image(random, 1, 1, 1), score(random, -2));
    }
    assertThat(rising.alarms()).extracting(Alarm::look).containsExactly(Look.SCORE);
    assertThat(falling.alarms()).isEmpty();
  }

  @Test
  void a_shift_below_the_tolerance_is_never_told() {
    Random random = new Random(8);
    DriftTests tests = new DriftTests(Map.of("a", trained(random, 80)), RATE);
    for (int i = 0; i < 3000; i++) {
      // A quarter of a spread.
      tests.add("a", image(random, 1.005, 1.005, 1.005), score(random, 0.25));
    }
    assertThat(tests.alarms()).isEmpty();
  }

  @Test
  void tests_that_were_saved_go_on_to_the_bit() {
    Random random = new Random(9);
    Map<String, Trained> trained = Map.of("a", trained(random, 30), "b", trained(random, 30));
    DriftTests whole = new DriftTests(trained, RATE);
    DriftTests parts = new DriftTests(trained, RATE);
    for (int i = 0; i < 4100; i++) {
      String product = i % 2 == 0 ? "a" : "b";
      Appearance image = image(random, i > 4000 ? 0.9 : 1, 1, 1);
      OptionalDouble score = score(random, 0);
      List<Alarm> expected = whole.add(product, image, score);
      if (i % 700 == 11) {
        parts = DriftTests.of(trained, RATE, parts.state());
      }
      assertThat(parts.add(product, image, score)).isEqualTo(expected);
    }
    assertThat(whole.alarms()).isNotEmpty();
    assertThat(parts.state().wagers()).isEqualTo(whole.state().wagers());
    assertThat(parts.state().since()).isEqualTo(whole.state().since());
    assertThat(whole.state().since().get("a").get(Look.SCORE)).hasSizeLessThan(1000);
    assertThat(whole.state().history()).hasSizeLessThanOrEqualTo(401);
    assertThat(whole.state().history().stream().mapToLong(DriftState.Block::images).sum())
        .isEqualTo(4100);
  }

  @Test
  void equal_images_raise_no_alarm() {
    Appearance same = new Appearance(0.5, 0.2, 0.1);
    Trained trained = new Trained(List.of(same, same, same, same), List.of(0.0, 0.0, 0.0, 0.0));
    DriftTests tests = new DriftTests(Map.of("a", trained), RATE);
    for (int i = 0; i < 500; i++) {
      tests.add("a", same, OptionalDouble.of(0));
    }
    assertThat(tests.alarms()).isEmpty();
  }

  @Test
  void rates_and_states_that_cannot_be_are_refused() {
    Map<String, Trained> trained = Map.of("a", trained(new Random(1), 10));
    for (double rate : new double[] {0, 1, Double.NaN}) {
      assertThatThrownBy(() -> new DriftTests(trained, rate))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(0, 1): " + rate);
    }
    DriftState state = new DriftTests(trained, RATE).state();
    DriftState other =
        new DriftState(
            1, 1, 1, Map.of("b", Map.of()), state.wagers(), List.of(), List.of(), List.of());
    assertThatThrownBy(() -> DriftTests.of(trained, RATE, other)).hasMessageContaining("product b");
    DriftState money =
        new DriftState(
            1,
            1,
            1,
            state.since(),
            Map.of("", Map.of("x", new DriftState.Money(1, List.of(1.0, Double.NaN, 0.0, 0.0)))),
            List.of(),
            List.of(),
            List.of());
    assertThatThrownBy(() -> DriftTests.of(trained, RATE, money)).hasMessageContaining("NaN");
  }

  private static Trained trained(Random random, int images) {
    List<Appearance> looks = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      looks.add(image(random, 1, 1, 1));
      scores.add(score(random, 0).getAsDouble());
    }
    return new Trained(looks, scores);
  }

  /** Spreads of 2 %. */
  private static Appearance image(Random random, double light, double contrast, double sharpness) {
    return new Appearance(
        0.4 * light * (1 + 0.02 * random.nextGaussian()),
        0.3 * contrast * (1 + 0.02 * random.nextGaussian()),
        0.2 * sharpness * (1 + 0.02 * random.nextGaussian()));
  }

  private static OptionalDouble score(Random random, double shift) {
    return OptionalDouble.of(shift + random.nextGaussian());
  }
}
