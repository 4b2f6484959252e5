package io.github.anomaly4j.internal.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.internal.drift.DriftState.Alarm;
import java.util.ArrayList;
import java.util.Collections;
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
  void a_shift_below_the_tolerance_that_begins_later_is_not_told_either() {
    for (int stream = 0; stream < 20; stream++) {
      Random random = new Random(100 + stream);
      DriftTests tests = new DriftTests(Map.of("a", trained(random, 60)), 0.01);
      for (int i = 0; i < 2000; i++) {
        double light = i < 500 || i > 1700 ? 1 : 1.009;
        tests.add("a", image(random, light, 1, 1), score(random, i < 500 ? 0 : 0.4));
      }
      assertThat(tests.alarms()).as("stream %s", stream).isEmpty();
    }
  }

  @Test
  void a_course_that_is_saved_after_each_image_is_that_of_one_that_is_not() {
    Course whole = new Course(List.of());
    Course parts = new Course(List.of());
    for (int i = 0; i < 10_007; i++) {
      Map<Look, Double> spreads =
          i % 3 == 0
              ? Map.of(Look.BRIGHTNESS, i % 7 - 3.0)
              : Map.of(Look.BRIGHTNESS, i % 7 - 3.0, Look.SCORE, i % 5 - 2.0);
      whole.add(spreads);
      parts = new Course(parts.blocks());
      parts.add(spreads);
      assertThat(parts.blocks()).hasSizeLessThanOrEqualTo(Course.MOST);
    }
    List<DriftState.Block> expected = whole.blocks();
    assertThat(parts.blocks()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      DriftState.Block block = parts.blocks().get(i);
      assertThat(block.images()).isEqualTo(expected.get(i).images());
      assertThat(block.counts()).isEqualTo(expected.get(i).counts());
      expected
          .get(i)
          .spreads()
          .forEach(
              (look, mean) -> assertThat(block.spreads().get(look)).isCloseTo(mean, within(1e-9)));
    }
  }

  @Test
  void a_course_with_too_many_blocks_is_shortened_and_loses_none() {
    List<DriftState.Block> blocks = new ArrayList<>();
    for (int i = 0; i < 1001; i++) {
      blocks.add(block(10, Map.of(Look.CONTRAST, 1.0), 10));
    }
    Course course = new Course(blocks);
    assertThat(course.blocks()).hasSizeLessThanOrEqualTo(Course.MOST);
    assertThat(course.blocks().stream().mapToLong(DriftState.Block::images).sum())
        .isEqualTo(10_010);
  }

  @Test
  void merged_blocks_keep_every_measure_by_the_images_that_had_it() {
    List<DriftState.Block> blocks = new ArrayList<>();
    blocks.add(block(10, Map.of(Look.CONTRAST, 1.0), 10));
    blocks.add(block(10, Map.of(Look.SCORE, 2.0), 4));
    blocks.add(block(10, Map.of(Look.SCORE, 1.0), 2));
    blocks.add(block(10, Map.of(Look.SCORE, 4.0), 1));
    while (blocks.size() < Course.MOST) {
      blocks.add(block(10, Map.of(Look.CONTRAST, 1.0), 10));
    }
    List<DriftState.Block> merged = new Course(blocks).blocks();
    assertThat(merged.get(0))
        .isEqualTo(
            new DriftState.Block(
                20,
                Map.of(Look.CONTRAST, 1.0, Look.SCORE, 2.0),
                Map.of(Look.CONTRAST, 10L, Look.SCORE, 4L)));
    assertThat(merged.get(1).spreads().get(Look.SCORE)).isCloseTo(2, within(1e-12));
  }

  private static DriftState.Block block(long images, Map<Look, Double> spreads, long count) {
    Map<Look, Long> counts = new TreeMap<>();
    spreads.keySet().forEach(look -> counts.put(look, count));
    return new DriftState.Block(images, spreads, counts);
  }

  @Test
  void a_change_of_what_is_0_at_training_is_in_spreads() {
    Trained black =
        new Trained(
            List.of(
                new Appearance(0, 0, 0),
                new Appearance(0, 0, 0),
                new Appearance(0, 0, 0),
                new Appearance(0.01, 0, 0)),
            List.of(0.0, 0.1));
    DriftTests tests = new DriftTests(Map.of("a", black), RATE);
    assertThat(tests.inSpreads(Look.BRIGHTNESS)).isTrue();
    DriftTests usual = new DriftTests(Map.of("a", trained(new Random(1), 10)), RATE);
    assertThat(usual.inSpreads(Look.BRIGHTNESS)).isFalse();
    assertThat(usual.inSpreads(Look.SCORE)).isTrue();
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
            Map.of("", Map.of("x", new DriftState.Money(1, List.of(1.0, -1.0, 0.0, 0.0)))),
            List.of(),
            List.of(),
            List.of());
    assertThatThrownBy(() -> DriftTests.of(trained, RATE, money)).hasMessageContaining("-1.0");
    List<DriftState.Seen> many =
        Collections.nCopies(6, new DriftState.Seen("a", Map.of(Look.SCORE, 1.0)));
    DriftState recent =
        new DriftState(1, 1, 1, state.since(), Map.of(), List.of(), many, List.of());
    assertThatThrownBy(() -> DriftTests.of(trained, RATE, recent))
        .hasMessageContaining("6 recent images; expected 5 at most");
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
