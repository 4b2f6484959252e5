package io.github.anomaly4j.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PixelMetricsTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  /** A map with its mask; sizes differ from image to image. */
  record Labeled(int width, int height, float[] scores, boolean[] defective) {
    void addTo(PixelScores pixels) {
      pixels.add(width, height, scores, defective);
    }
  }

  @Provide
  Arbitrary<List<Labeled>> maps() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 9),
            Arbitraries.integers().between(1, 9),
            Arbitraries.longs(),
            Arbitraries.of(2, 5, 1000),
            Arbitraries.of(0.0, 0.1, 0.5, 1.0))
        .as(PixelMetricsTest::random)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .filter(PixelMetricsTest::hasBothClasses);
  }

  @Test
  void values_equal_those_of_independent_programs() {
    for (Reference.Pixels pixels : Reference.pixels()) {
      assertThat(pixels.scores().regions()).isEqualTo(pixels.regions());
      assertThat(PixelAuroc.of(pixels.scores())).isCloseTo(pixels.auroc(), ROUNDING);
      for (int i = 0; i < Reference.LIMITS.length; i++) {
        assertThat(Aupro.of(pixels.scores(), Reference.LIMITS[i]))
            .isCloseTo(pixels.aupro()[i], ROUNDING)
            .as("anomalib computes in single precision")
            .isCloseTo(pixels.anomalib()[i], within(1e-5));
      }
    }
  }

  @Property(tries = 300)
  void pixel_auroc_is_the_auroc_of_all_pixels_in_one_list(@ForAll("maps") List<Labeled> maps) {
    int count = maps.stream().mapToInt(map -> map.scores().length).sum();
    double[] scores = new double[count];
    boolean[] defective = new boolean[count];
    int at = 0;
    for (Labeled map : maps) {
      for (int i = 0; i < map.scores().length; i++) {
        scores[at] = map.scores()[i];
        defective[at++] = map.defective()[i];
      }
    }

    assertThat(PixelAuroc.of(gathered(maps))).isEqualTo(Auroc.of(scores, defective));
  }

  @Property(tries = 300)
  void aupro_is_the_area_under_the_curve_of_every_threshold(
      @ForAll("maps") List<Labeled> maps, @ForAll @DoubleRange(min = 0.01, max = 1) double limit) {
    assertThat(Aupro.of(gathered(maps), limit)).isCloseTo(bruteForce(maps, limit), within(1e-9));
  }

  @Property(tries = 300)
  void aupro_is_in_the_unit_interval(@ForAll("maps") List<Labeled> maps) {
    assertThat(Aupro.of(gathered(maps))).isBetween(0.0, 1.0);
  }

  @Property(tries = 300)
  void a_map_that_is_the_mask_is_perfect(@ForAll("maps") List<Labeled> maps) {
    PixelScores pixels = new PixelScores();
    for (Labeled map : maps) {
      float[] mask = new float[map.scores().length];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = map.defective()[i] ? 1 : 0;
      }
      pixels.add(map.width(), map.height(), mask, map.defective());
    }

    assertThat(PixelAuroc.of(pixels)).isOne();
    assertThat(Aupro.of(pixels)).isCloseTo(1, ROUNDING);
  }

  @Property(tries = 300)
  void figures_are_unchanged_by_any_increasing_map_of_the_scores(
      @ForAll("maps") List<Labeled> maps) {
    PixelScores mapped = new PixelScores();
    for (Labeled map : maps) {
      float[] scores = map.scores().clone();
      for (int i = 0; i < scores.length; i++) {
        scores[i] = scores[i] * 8 - 5;
      }
      mapped.add(map.width(), map.height(), scores, map.defective());
    }
    PixelScores pixels = gathered(maps);

    assertThat(PixelAuroc.of(mapped)).isEqualTo(PixelAuroc.of(pixels));
    assertThat(Aupro.of(mapped)).isCloseTo(Aupro.of(pixels), ROUNDING);
  }

  @Property(tries = 300)
  void figures_do_not_depend_on_the_order_of_the_images(
      @ForAll("maps") List<Labeled> maps, @ForAll long seed) {
    List<Labeled> shuffled = new ArrayList<>(maps);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(PixelAuroc.of(gathered(shuffled))).isEqualTo(PixelAuroc.of(gathered(maps)));
    assertThat(Aupro.of(gathered(shuffled))).isCloseTo(Aupro.of(gathered(maps)), ROUNDING);
  }

  @Test
  void pixels_that_touch_at_a_corner_are_one_region() {
    PixelScores pixels = new PixelScores();
    Reference.add(
        pixels,
        """
        0000 #...
        0000 .#.#
        0000 ..#.
        0000 ....
        0000 #..#
        """);

    assertThat(pixels.regions()).isEqualTo(3);
  }

  @Test
  void every_region_counts_alike_whatever_its_size() {
    PixelScores pixels = new PixelScores();
    Reference.add(
        pixels,
        """
        999000000000 ###.........
        999000000000 ###.........
        000000000000 ............
        000000000000 .....#......
        """);

    // Nine tenths of the defective pixels are found before any alarm, but one region of two.
    double foundLevel = 0.5;
    double slope = 0.5; // the missed pixel ties with every normal one
    assertThat(Aupro.of(pixels)).isCloseTo(foundLevel + slope * 0.3 / 2, ROUNDING);
  }

  @Test
  void a_map_that_says_nothing_has_half_the_limit() {
    PixelScores pixels = new PixelScores();
    pixels.add(2, 2, new float[4], Reference.labels("0110"));

    assertThat(PixelAuroc.of(pixels)).isEqualTo(0.5);
    assertThat(Aupro.of(pixels)).isCloseTo(0.15, ROUNDING);
  }

  @Test
  void normal_images_add_to_the_false_positives() {
    PixelScores pixels = new PixelScores();
    pixels.add(2, 1, new float[] {1, 2}, Reference.labels("01"));
    assertThat(PixelAuroc.of(pixels)).isOne();

    pixels.addNormal(3, 1, new float[] {3, 3, 0});

    assertThat(PixelAuroc.of(pixels)).isEqualTo(0.5);
    assertThat(pixels.images()).isEqualTo(2);
    assertThat(pixels.normalPixels()).isEqualTo(4);
    assertThat(pixels.defectivePixels()).isEqualTo(1);
  }

  @Test
  void negative_infinite_and_signed_zero_scores_keep_their_order() {
    float[] order = {
      Float.NEGATIVE_INFINITY, -3e38f, -1f, -1e-45f, 0f, 1e-45f, 1f, 3e38f, Float.POSITIVE_INFINITY
    };
    for (int i = 1; i < order.length; i++) {
      assertThat(PixelScores.packed(order[i], 0))
          .isGreaterThan(PixelScores.packed(order[i - 1], 9));
      assertThat(PixelScores.score(PixelScores.packed(order[i], 7))).isEqualTo(order[i]);
    }
    PixelScores pixels = new PixelScores();
    pixels.add(2, 1, new float[] {0f, -0f}, Reference.labels("01"));
    assertThat(PixelAuroc.of(pixels)).isEqualTo(0.5);
  }

  @Test
  void a_missing_class_makes_every_figure_undefined() {
    PixelScores normal = new PixelScores();
    normal.addNormal(2, 2, new float[4]);
    PixelScores defective = new PixelScores();
    defective.add(2, 1, new float[2], Reference.labels("11"));

    for (PixelScores pixels : List.of(new PixelScores(), normal, defective)) {
      assertThat(PixelAuroc.of(pixels)).isNaN();
      assertThat(Aupro.of(pixels)).isNaN();
    }
  }

  @Test
  void a_score_that_is_no_number_is_an_error_that_says_where() {
    PixelScores pixels = new PixelScores();

    assertThatThrownBy(() -> pixels.addNormal(2, 2, new float[] {0, 0, 0, Float.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pixel (1, 1) is NaN");
    assertThatThrownBy(() -> pixels.add(1, 1, new float[] {Float.NaN}, new boolean[1]))
        .hasMessageContaining("pixel (0, 0) is NaN");
    assertThat(pixels.images()).isZero();
    assertThat(pixels.normalPixels()).isZero();
  }

  @Test
  void an_array_of_another_size_is_an_error_that_names_both() {
    PixelScores pixels = new PixelScores();

    assertThatThrownBy(() -> pixels.add(2, 2, new float[4], new boolean[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 labels for an image of 2x2");
    assertThatThrownBy(() -> pixels.add(2, 2, new float[5], new boolean[4]))
        .hasMessageContaining("5 scores for an image of 2x2");
    assertThatThrownBy(() -> pixels.addNormal(65_536, 65_536, new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(pixels).hasToString("0 images, 0 normal and 0 defective pixels in 0 regions");
  }

  @Test
  void pixels_that_do_not_fit_are_refused_and_those_before_them_stay() {
    PixelScores pixels = new PixelScores(4);
    pixels.add(2, 2, new float[] {0, 1, 2, 3}, Reference.labels("0001"));

    assertThatThrownBy(() -> pixels.addNormal(2, 1, new float[2]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more than 4 pixels of one kind");
    pixels.addNormal(1, 1, new float[1]);
    assertThat(pixels.normalPixels()).isEqualTo(4);
    assertThat(PixelAuroc.of(pixels)).isOne();
  }

  @Test
  void a_limit_outside_its_range_is_an_error() {
    for (double limit : new double[] {0, -1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> Aupro.of(new PixelScores(), limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(0, 1]");
    }
  }

  @Test
  @Tag("slow")
  void a_hundred_large_maps_and_their_figures_cost_less_than_16_bytes_a_pixel() {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SplittableRandom random = new SplittableRandom(1);
    PixelScores pixels = new PixelScores();
    long allocated = 0;
    for (int image = 0; image < 100; image++) {
      float[] scores = new float[300 * 300];
      boolean[] defective = new boolean[scores.length];
      for (int i = 0; i < scores.length; i++) {
        defective[i] = i % 300 < 30;
        scores[i] = (float) random.nextDouble() + (defective[i] ? 0.5f : 0);
      }
      allocated -= memory.getCurrentThreadAllocatedBytes();
      pixels.add(300, 300, scores, defective);
      allocated += memory.getCurrentThreadAllocatedBytes();
    }
    allocated -= memory.getCurrentThreadAllocatedBytes();
    double auroc = PixelAuroc.of(pixels);
    double aupro = Aupro.of(pixels);
    allocated += memory.getCurrentThreadAllocatedBytes();

    assertThat(allocated / (100 * 300 * 300)).isLessThan(16);
    // P(U + 0.5 > V) = 1 - 0.5 * 0.5 / 2
    assertThat(auroc).isCloseTo(0.875, within(1e-3));
    // Overlap min(1, rate + 0.5) up to 0.3
    assertThat(aupro).isCloseTo(0.65, within(1e-3));
  }

  private static PixelScores gathered(List<Labeled> maps) {
    PixelScores pixels = new PixelScores();
    maps.forEach(map -> map.addTo(pixels));
    return pixels;
  }

  private static Labeled random(int width, int height, long seed, int levels, double density) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] scores = new float[width * height];
    boolean[] defective = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextInt(-levels, levels) / 4f;
      defective[i] = random.nextDouble() < density;
    }
    return new Labeled(width, height, scores, defective);
  }

  private static boolean hasBothClasses(List<Labeled> maps) {
    PixelScores pixels = gathered(maps);
    return pixels.defectivePixels() > 0 && pixels.normalPixels() > 0;
  }

  /** The definition, threshold by threshold, with regions found by repeated relabelling. */
  private static double bruteForce(List<Labeled> maps, double limit) {
    List<Float> thresholds = new ArrayList<>();
    maps.forEach(
        map -> {
          for (float score : map.scores()) {
            thresholds.add(score);
          }
        });
    List<Float> falling =
        thresholds.stream().distinct().sorted(Collections.reverseOrder()).toList();
    double area = 0;
    double rate = 0;
    double overlap = 0;
    for (float threshold : falling) {
      double[] point = point(maps, threshold);
      double end = Math.min(point[0], limit);
      if (end > rate) {
        double height = overlap + (point[1] - overlap) * (end - rate) / (point[0] - rate);
        area += (end - rate) * (overlap + height) / 2;
      }
      rate = point[0];
      overlap = point[1];
    }
    return area / limit;
  }

  private static double[] point(List<Labeled> maps, float threshold) {
    double alarms = 0;
    double normals = 0;
    double overlap = 0;
    double regions = 0;
    for (Labeled map : maps) {
      int[] labels = labels(map.width(), map.height(), map.defective());
      for (int region = 1; region <= labels.length; region++) {
        double found = 0;
        double size = 0;
        for (int i = 0; i < labels.length; i++) {
          found += labels[i] == region && map.scores()[i] >= threshold ? 1 : 0;
          size += labels[i] == region ? 1 : 0;
        }
        overlap += size > 0 ? found / size : 0;
        regions += size > 0 ? 1 : 0;
      }
      for (int i = 0; i < labels.length; i++) {
        normals += labels[i] == 0 ? 1 : 0;
        alarms += labels[i] == 0 && map.scores()[i] >= threshold ? 1 : 0;
      }
    }
    return new double[] {alarms / normals, overlap / regions};
  }

  /** From 1 on, in any order; 0 where nothing is defective. */
  static int[] labels(int width, int height, boolean[] defective) {
    int[] labels = new int[width * height];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = defective[i] ? i + 1 : 0;
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < labels.length; i++) {
        for (int j = 0; j < labels.length; j++) {
          boolean near =
              Math.abs(i % width - j % width) <= 1 && Math.abs(i / width - j / width) <= 1;
          if (near && labels[i] > 0 && labels[j] > labels[i]) {
            labels[j] = labels[i];
            changed = true;
          }
        }
      }
    }
    return labels;
  }
}
