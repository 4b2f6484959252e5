package io.github.anomaly4j.internal.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.natives.OneThread;
import io.github.anomaly4j.natives.NativeBackend;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NativeProductsTest {

  @Test
  void a_matrix_is_multiplied_by_one_after_the_other_of_any_width() {
    Random random = new Random(1);
    int rows = 37;
    int inner = 12;
    float[] left = new float[rows * inner];
    for (int i = 0; i < left.length; i++) {
      left[i] = (float) random.nextGaussian();
    }
    OneThread.run(
        () -> {
          try (NativeProducts products = new NativeProducts(left, inner)) {
            for (int columns : new int[] {5, 5, 70, 1}) {
              check(left, rows, matrix(inner, columns, random), products);
            }
          }
        });
  }

  @Test
  void they_are_used_with_the_library_that_has_onednn_and_not_with_one_that_lacks_it() {
    NativeBackend.load();
    String onClassPath = System.getProperty("java.class.path");
    assertThat(NativeProducts.available()).isEqualTo(onClassPath.contains("-onednn"));
  }

  private static float[][] matrix(int rows, int columns, Random random) {
    float[][] values = new float[rows][columns];
    for (float[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return values;
  }

  private static void check(float[] left, int rows, float[][] right, NativeProducts products) {
    FloatBuffer found = products.times(right);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < right[0].length; column++) {
        double sum = 0;
        for (int i = 0; i < right.length; i++) {
          sum += (double) left[row * right.length + i] * right[i][column];
        }
        assertThat((double) found.get()).isCloseTo(sum, within(1e-5));
      }
    }
  }
}
