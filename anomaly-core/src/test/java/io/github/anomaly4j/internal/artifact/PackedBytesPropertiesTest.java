package io.github.anomaly4j.internal.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class PackedBytesPropertiesTest {
  @Property(tries = 500)
  void bytes_come_back_as_they_were(@ForAll @Size(max = 50) byte[] bytes) {
    float[] packed = PackedBytes.pack(bytes);
    for (float number : packed) {
      assertThat(number).isFinite();
    }
    assertThat(PackedBytes.unpack(packed)).isEqualTo(bytes);
  }

  @Example
  void numbers_that_are_no_bytes_are_refused() {
    float[][] none = {{}, {3, 1}, {0.5f, 1}, {-1, 1}, {1}, {0, 0.5f}, {0, -1}, {0, 1 << 24}};
    for (float[] numbers : none) {
      assertThatIllegalArgumentException().isThrownBy(() -> PackedBytes.unpack(numbers));
    }
  }
}
