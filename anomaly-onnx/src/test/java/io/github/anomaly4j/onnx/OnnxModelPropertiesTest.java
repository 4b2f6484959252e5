package io.github.anomaly4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.anomaly4j.ModelFileException;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class OnnxModelPropertiesTest {
  private static final Path FILE = Path.of("some.onnx");
  private static final byte[] WHOLE = TinyModel.classifier(1, 4, 4).bytes();

  @Property
  void however_much_of_a_file_is_missing_it_is_refused_by_name(
      @ForAll @IntRange(max = 10_000) int kept) {
    // The last field of all is not the graph's, and a model is readable without it.
    int graph = WHOLE.length - 6;
    byte[] some = Arrays.copyOf(WHOLE, kept % graph);
    assertThatThrownBy(() -> OnnxModel.of(some, FILE))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("some.onnx: ");
  }

  @Property
  void a_damaged_byte_is_harmless_or_refused(
      @ForAll @IntRange(max = 10_000) int place, @ForAll byte value) {
    byte[] damaged = WHOLE.clone();
    damaged[place % damaged.length] = value;
    assertThat(catchThrowable(() -> OnnxModel.of(damaged, FILE)))
        .satisfiesAnyOf(
            none -> assertThat(none).isNull(),
            refused -> assertThat(refused).isInstanceOf(ModelFileException.class));
  }

  @Property
  void bytes_of_anything_are_refused_by_name(@ForAll byte[] bytes) {
    assertThatThrownBy(() -> OnnxModel.of(bytes, FILE))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("some.onnx: ");
  }
}
