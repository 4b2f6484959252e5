package io.github.anomaly4j.internal.artifact;

import static io.github.anomaly4j.internal.artifact.Tensors.ANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TensorsTest {
  private static final Tensors TENSORS =
      Tensors.builder()
          .floats("six", 1, 2, 3, 4, 5, 6)
          .floats("far", Float.MAX_VALUE)
          .floats("none")
          .floats("nan", 0, Float.NaN)
          .ints("counts", 0, 7)
          .bytes("file", new byte[] {1})
          .folder("a", Tensors.builder().floats("x", 1).build())
          .build();

  @Test
  void values_of_the_right_type_and_shape_are_given() {
    assertThat(TENSORS.floats("six", 6)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(TENSORS.floats("six", 2, 3)).hasSize(6);
    assertThat(TENSORS.floats("six", ANY)).hasSize(6);
    assertThat(TENSORS.floats("six", ANY, 2)).hasSize(6);
    assertThat(TENSORS.floats("none", 0)).isEmpty();
    assertThat(TENSORS.anyFloats("far", 1)).containsExactly(Float.MAX_VALUE);
    assertThat(TENSORS.ints("counts", 0, 7, 2)).containsExactly(0, 7);
    assertThat(TENSORS.bytes("file")).containsExactly(1);
    assertThat(TENSORS.length("six")).isEqualTo(6);
    assertThat(TENSORS.length("seven")).isZero();
  }

  @Test
  void all_else_is_refused_with_the_name_of_the_tensor() {
    refused(tensors -> tensors.floats("seven", 7), "seven is missing; there are [a/x, counts,");
    refused(tensors -> tensors.floats("six", 5), "six has 6 values; expected 5");
    refused(tensors -> tensors.floats("six", ANY, 4), "six has 6 values; expected any x 4");
    refused(tensors -> tensors.floats("six", 0, ANY), "six has 6 values; expected 0 x any");
    refused(tensors -> tensors.floats("none", ANY), "none has 0 values; expected any");
    refused(tensors -> tensors.floats("counts", 2), "counts holds INT32; expected FLOAT32");
    refused(tensors -> tensors.floats("file", 1), "file holds BYTES; expected FLOAT32");
    refused(tensors -> tensors.ints("six", 0, 9, 6), "six holds FLOAT32; expected INT32");
    refused(tensors -> tensors.bytes("six"), "six holds FLOAT32; expected BYTES");
    refused(tensors -> tensors.floats("nan", 2), "nan has a value of NaN");
    refused(tensors -> tensors.anyFloats("nan", 2), "nan has a value of NaN");
    refused(tensors -> tensors.floats("far", 1), "far has a value of 3.4028235E38; at most 1.0E15");
    refused(tensors -> tensors.ints("counts", 1, 9, 2), "counts has a value of 0; expected 1 to 9");
    refused(tensors -> tensors.ints("counts", 0, 6, 2), "counts has a value of 7; expected 0 to 6");
    refused(tensors -> tensors.integer("counts", 0, 9), "counts has 2 values; expected 1");
    refused(tensors -> tensors.make("a", a -> a.floats("y", 1)), "a: y is missing");
  }

  private static void refused(Consumer<Tensors> read, String said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read.accept(TENSORS))
        .withMessageContaining(said);
  }

  @Test
  void a_name_is_given_once() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tensors.builder().floats("x", 1).bytes("x", new byte[1]))
        .withMessage("two tensors are named x");
  }

  @Test
  void tensors_are_equal_by_name_type_and_bits() {
    Tensors zero = Tensors.builder().floats("x", 0f).build();
    assertThat(zero)
        .isEqualTo(Tensors.of(Map.of("x", new Tensor.Floats(new float[1]))))
        .hasSameHashCodeAs(Tensors.of(Map.of("x", new Tensor.Floats(new float[1]))))
        .isNotEqualTo(Tensors.builder().floats("x", -0f).build())
        .isNotEqualTo(Tensors.builder().ints("x", 0).build())
        .isNotEqualTo(Tensors.builder().floats("y", 0f).build());
    assertThat(Tensors.builder().floats("x", Float.NaN).build())
        .isEqualTo(Tensors.builder().floats("x", Float.NaN).build());
  }
}
