package io.github.anomaly4j.internal.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.internal.natives.OneThread;
import java.nio.IntBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteProductsTest {

  @Test
  void products_of_any_sizes_are_exact() {
    assumeTrue(ByteProducts.available(), "this processor or library does not multiply bytes");
    Random random = new Random(1);
    OneThread.run(
        () -> {
          try (ByteProducts products = new ByteProducts(12)) {
            for (int columns : new int[] {5, 5, 70, 1, 2050}) {
              for (int rows : new int[] {1, 37}) {
                check(bytes(rows * 12, random), bytes(12 * columns, random), products);
              }
            }
          }
        });
  }

  private static byte[] bytes(int count, Random random) {
    byte[] values = new byte[count];
    random.nextBytes(values);
    return values;
  }

  private static void check(byte[] first, byte[] second, ByteProducts products) {
    IntBuffer found = products.of(first, second);
    int columns = second.length / 12;
    for (int row = 0; row < first.length / 12; row++) {
      for (int column = 0; column < columns; column++) {
        int sum = 0;
        for (int i = 0; i < 12; i++) {
          sum += Byte.toUnsignedInt(first[row * 12 + i]) * second[i * columns + column];
        }
        assertThat(found.get()).isEqualTo(sum);
      }
    }
    assertThat(found.hasRemaining()).isFalse();
  }

  @Test
  void they_are_not_used_without_onednn() {
    assertThat(ByteProducts.available() && !NativeProducts.available()).isFalse();
  }
}
