package io.github.anomaly4j.internal.network.blocked;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** On small whole numbers, whose sums have no rounding errors. */
class DoublingKernelTest {

  /** Of one channel, written out. */
  @Property(tries = 100)
  void a_transposed_convolution_by_the_wider_kernel_is_the_convolution_of_the_doubled_map(
      @ForAll @IntRange(min = 1, max = 5) int height,
      @ForAll @IntRange(min = 1, max = 5) int width,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] map = numbers(random, height * width);
    float[] kernel = numbers(random, 9);
    float[] wide = DoublingKernel.widened(kernel, 3, 1);
    float[] transposed = new float[4 * height * width];
    for (int i = 0; i < map.length; i++) {
      for (int k = 0; k < 16; k++) {
        int row = i / width * 2 - 1 + k / 4;
        int column = i % width * 2 - 1 + k % 4;
        if (isInside(row, column, height, width)) {
          transposed[row * 2 * width + column] += map[i] * wide[k];
        }
      }
    }
    float[] convolved = new float[4 * height * width];
    for (int i = 0; i < convolved.length; i++) {
      for (int k = 0; k < 9; k++) {
        int row = i / (2 * width) - 1 + k / 3;
        int column = i % (2 * width) - 1 + k % 3;
        if (isInside(row, column, height, width)) {
          convolved[i] += map[row / 2 * width + column / 2] * kernel[k];
        }
      }
    }
    assertThat(transposed).isEqualTo(convolved);
  }

  private static boolean isInside(int row, int column, int height, int width) {
    return row >= 0 && row < 2 * height && column >= 0 && column < 2 * width;
  }

  @Property(tries = 100)
  void narrowing_is_the_adjoint_of_widening(@ForAll long seed) {
    Random random = new Random(seed);
    float[] narrow = numbers(random, 18);
    float[] wide = numbers(random, 32);
    assertThat(product(DoublingKernel.widened(narrow, 3, 2), wide))
        .isEqualTo(product(narrow, DoublingKernel.narrowed(wide, 3, 2)));
  }

  private static float[] numbers(Random random, int length) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = random.nextInt(-4, 5);
    }
    return numbers;
  }

  private static float product(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
