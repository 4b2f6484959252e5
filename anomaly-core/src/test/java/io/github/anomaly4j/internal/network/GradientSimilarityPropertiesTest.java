package io.github.anomaly4j.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.spi.Grid;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class GradientSimilarityPropertiesTest {

  @Property(tries = 30)
  void the_error_is_that_of_the_formula_in_double_precision(
      @ForAll @IntRange(min = 1, max = 5) int eighthsHigh,
      @ForAll @IntRange(min = 1, max = 5) int eighthsWide,
      @ForAll @DoubleRange(min = 0.01, max = 1) double contrast,
      @ForAll long seed) {
    int height = 8 * eighthsHigh;
    int width = 8 * eighthsWide;
    Random random = new Random(seed);
    float[] image = noise(height, width, contrast, random);
    float[] restored = noise(height, width, contrast, random);
    float[] map = GradientSimilarity.map(framed(image, height, width), restored);
    double[] expected = reference(image, restored, height, width);
    for (int i = 0; i < map.length; i++) {
      assertThat((double) map[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  @Property(tries = 30)
  void the_error_is_symmetric_and_from_0_to_1(@ForAll long seed) {
    Random random = new Random(seed);
    float[] a = noise(16, 24, 1, random);
    float[] b = noise(16, 24, 1, random);
    float[] map = GradientSimilarity.map(framed(a, 16, 24), b);
    assertThat(GradientSimilarity.map(framed(b, 16, 24), a)).isEqualTo(map);
    for (float error : map) {
      assertThat(error).isBetween(0f, 1f);
    }
  }

  @Property(tries = 30)
  void a_perfect_restoration_has_no_error_and_a_brighter_one_hardly_any(@ForAll long seed) {
    float[] image = noise(16, 24, 0.5, new Random(seed));
    assertThat(GradientSimilarity.map(framed(image, 16, 24), image.clone())).containsOnly(0f);
    float[] brighter = image.clone();
    for (int i = 0; i < brighter.length; i++) {
      brighter[i] += 0.25f;
    }
    for (float error : GradientSimilarity.map(framed(image, 16, 24), brighter)) {
      assertThat(error).isCloseTo(0, within(1e-9f));
    }
  }

  @Example
  void a_scratch_that_was_restored_away_stands_out_where_it_is_once_averaged() {
    float[] clean = noise(64, 64, 0.05, new Random(1));
    float[] scratched = clean.clone();
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 20; y < 36; y++) {
        scratched[(channel * 64 + y) * 64 + 40] = 1;
      }
    }
    float[] map = GradientSimilarity.map(framed(scratched, 64, 64), clean);
    boolean[] scored = new boolean[map.length];
    Arrays.fill(scored, true);
    float[] averaged = new EvidenceMap(Grid.even(64, 64), map, scored).averaged(21).values();
    int worst = 0;
    for (int i = 0; i < averaged.length; i++) {
      worst = averaged[i] > averaged[worst] ? i : worst;
    }
    assertThat(worst / 64).isBetween(20, 36);
    assertThat(worst % 64).isBetween(30, 50);
    assertThat(averaged[0]).isLessThan(averaged[worst] / 10);
  }

  @Example
  void sizes_that_do_not_fit_are_refused() {
    assertThatThrownBy(
            () -> GradientSimilarity.map(framed(new float[3 * 8 * 12], 8, 12), new float[288]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12 x 8 pixels, but both must be multiples of 8");
    assertThatThrownBy(
            () -> GradientSimilarity.map(framed(new float[3 * 8 * 8], 8, 8), new float[64]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 values");
  }

  /** Straight from the formula: every size from the full image, every filter tap by tap. */
  private static double[] reference(float[] a, float[] b, int height, int width) {
    double[] error = new double[height * width];
    for (int size = 1; size <= 8; size *= 2) {
      int rows = height / size;
      int columns = width / size;
      double[][] own = shrunk(a, height, width, size);
      double[][] others = shrunk(b, height, width, size);
      double[][] map = new double[rows][columns];
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          double g = gradient(own, y, x);
          double h = gradient(others, y, x);
          map[y][x] = 1 - (2 * g * h + 0.0026) / (g * g + h * h + 0.0026);
        }
      }
      for (int i = 0; i < error.length; i++) {
        double y = (i / width + 0.5) / size - 0.5;
        double x = (i % width + 0.5) / size - 0.5;
        error[i] += bilinear(map, y, x) / 4;
      }
    }
    return error;
  }

  private static double[][] shrunk(float[] rgb, int height, int width, int size) {
    double[][] gray = new double[height / size][width / size];
    for (int i = 0; i < rgb.length; i++) {
      int y = i / width % height;
      gray[y / size][i % width / size] += rgb[i] / (3.0 * size * size);
    }
    return gray;
  }

  private static double gradient(double[][] gray, int y, int x) {
    double across = 0;
    double down = 0;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        double value = at(gray, y + dy, x + dx);
        across += dx * value / 3;
        down += dy * value / 3;
      }
    }
    return Math.hypot(across, down);
  }

  private static double bilinear(double[][] map, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double v = y - top;
    double u = x - left;
    return (1 - v) * ((1 - u) * at(map, top, left) + u * at(map, top, left + 1))
        + v * ((1 - u) * at(map, top + 1, left) + u * at(map, top + 1, left + 1));
  }

  private static double at(double[][] map, int y, int x) {
    return map[Math.max(0, Math.min(map.length - 1, y))][
        Math.max(0, Math.min(map[0].length - 1, x))];
  }

  private static float[] noise(int height, int width, double contrast, Random random) {
    float[] pixels = new float[3 * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (contrast * random.nextDouble());
    }
    return pixels;
  }

  private static Framed framed(float[] pixels, int height, int width) {
    return new Framed(width, height, pixels, new Content(0, 0, width, height));
  }
}
