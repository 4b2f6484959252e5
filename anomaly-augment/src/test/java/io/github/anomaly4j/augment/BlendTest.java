package io.github.anomaly4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Canvas;
import io.github.anomaly4j.internal.augment.LaplaceFill;
import io.github.anomaly4j.internal.augment.Stencil;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlendTest {
  private static final int SIDE = 64;

  /** A disc of radius 20 about the center. */
  private static Stencil disc(Canvas canvas) {
    return Stencil.of(canvas, 32, 32, 20, 1, (dx, dy) -> 20 - Math.hypot(dx, dy));
  }

  @Test
  void poisson_blending_leaves_the_outside_untouched() {
    Image image = Images.noisy(SIDE, SIDE, 1, 0.5f, 0.2f);
    Image pasted = paste(image, filled(0.9f));
    for (int i = 0; i < SIDE * SIDE; i++) {
      if (Math.hypot(i % SIDE - 32, i / SIDE - 32) > 20.5) {
        assertThat(pasted.at(0, i % SIDE, i / SIDE)).isEqualTo(image.at(0, i % SIDE, i / SIDE));
      }
    }
  }

  @Test
  void poisson_blending_of_a_plain_part_onto_a_plain_image_changes_nothing() {
    Image image = Image.filled(SIDE, SIDE, 0.4f, 0.4f, 0.4f);
    Canvas canvas = new Canvas(image);
    Blend.POISSON.paste(canvas, disc(canvas), filled(0.9f).apply(disc(canvas)), 1);
    assertThat(canvas.finish().mask().isEmpty()).isTrue();
  }

  @Test
  void poisson_blending_is_seamless_where_plain_pasting_shows_an_edge() {
    Image slope = slope();
    assertThat(steepest(paste(slope, filled(0.9f)))).isLessThan(0.02f);
    Canvas canvas = new Canvas(slope);
    Blend.FEATHERED.paste(canvas, disc(canvas), filled(0.9f).apply(disc(canvas)), 1);
    assertThat(steepest(canvas.finish().image())).isGreaterThan(0.1f);
  }

  @Test
  void poisson_blending_keeps_the_curvature_of_the_part() {
    Image pasted = paste(slope(), waves());
    Image part = Image.of(SIDE, SIDE, waves(SIDE, SIDE));
    Canvas canvas = new Canvas(slope());
    Stencil stencil = disc(canvas);
    for (int y = 16; y < 48; y++) {
      for (int x = 16; x < 48; x++) {
        if (Math.hypot(x - 32, y - 32) < 18) {
          // The undoing of invisible changes alone may shift it by four half steps of 8 bits.
          float expected = curvature(part, x - stencil.x(), y - stencil.y());
          assertThat(curvature(pasted, x, y)).isCloseTo(expected, within(0.01f));
        }
      }
    }
  }

  @Test
  void the_membrane_over_a_straight_slope_is_the_slope() {
    float[] plane = slope().crop(0, 0, SIDE, SIDE).toArray();
    float[] filled = Arrays.copyOf(plane, SIDE * SIDE);
    boolean[] unknown = new boolean[SIDE * SIDE];
    for (int i = 0; i < unknown.length; i++) {
      unknown[i] = Math.hypot(i % SIDE - 32, i / SIDE - 32) < 25;
      filled[i] = unknown[i] ? Float.NaN : filled[i];
    }
    new LaplaceFill(SIDE, SIDE, unknown).fill(filled);
    for (int i = 0; i < filled.length; i++) {
      assertThat(filled[i]).isCloseTo(plane[i], within(3e-3f));
    }
  }

  @Test
  void the_membrane_agrees_with_a_long_jacobi_iteration_to_a_few_hundredths() {
    float[] plane = Arrays.copyOf(Images.noisy(40, 40, 3, 0.5f, 1).toArray(), 1600);
    boolean[] unknown = new boolean[1600];
    for (int i = 0; i < 1600; i++) {
      unknown[i] = i % 40 < 30 && Math.hypot(i % 40 - 12, i / 40 - 20) < 16;
    }
    float[] filled = plane.clone();
    new LaplaceFill(40, 40, unknown).fill(filled);
    double[] exact = jacobi(plane, unknown);
    for (int i = 0; i < 1600; i++) {
      assertThat((double) filled[i]).isCloseTo(exact[i], within(0.03));
    }
  }

  private static double[] jacobi(float[] plane, boolean[] unknown) {
    double[] value = new double[plane.length];
    for (int i = 0; i < value.length; i++) {
      value[i] = plane[i];
    }
    for (int sweep = 0; sweep < 8000; sweep++) {
      double[] next = value.clone();
      for (int i = 0; i < value.length; i++) {
        if (unknown[i]) {
          int left = i % 40 > 0 ? i - 1 : i;
          int right = i % 40 < 39 ? i + 1 : i;
          int up = i >= 40 ? i - 40 : i;
          int down = i < 1560 ? i + 40 : i;
          next[i] = (value[left] + value[right] + value[up] + value[down]) / 4;
        }
      }
      value = next;
    }
    return value;
  }

  private interface Part {
    float[] apply(Stencil stencil);
  }

  private static Image paste(Image image, Part part) {
    Canvas canvas = new Canvas(image);
    Stencil stencil = disc(canvas);
    Blend.POISSON.paste(canvas, stencil, part.apply(stencil), 1);
    return canvas.finish().image();
  }

  private static Part filled(float value) {
    return stencil -> {
      float[] part = new float[3 * stencil.width() * stencil.height()];
      Arrays.fill(part, value);
      return part;
    };
  }

  private static Part waves() {
    return stencil -> waves(stencil.width(), stencil.height());
  }

  private static float[] waves(int width, int height) {
    float[] part = new float[3 * width * height];
    for (int i = 0; i < part.length; i++) {
      part[i] = 0.5f + 0.1f * (float) Math.sin(0.7 * (i % width)) * (float) Math.cos(i / width);
    }
    return part;
  }

  private static Image slope() {
    float[] rgb = new float[3 * SIDE * SIDE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = 0.2f + 0.6f * (i % SIDE) / SIDE;
    }
    return Image.of(SIDE, SIDE, rgb);
  }

  private static float steepest(Image image) {
    float steepest = 0;
    for (int i = 0; i < SIDE * (SIDE - 1); i++) {
      float value = image.at(0, i % SIDE, i / SIDE);
      steepest = Math.max(steepest, Math.abs(value - image.at(0, i % SIDE, i / SIDE + 1)));
      if (i % SIDE < SIDE - 1) {
        steepest = Math.max(steepest, Math.abs(value - image.at(0, i % SIDE + 1, i / SIDE)));
      }
    }
    return steepest;
  }

  private static float curvature(Image image, int x, int y) {
    return image.at(0, x - 1, y)
        + image.at(0, x + 1, y)
        + image.at(0, x, y - 1)
        + image.at(0, x, y + 1)
        - 4 * image.at(0, x, y);
  }
}
