package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.keras.KerasBackbone;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Keras's description of the layers, in a file that is otherwise whole. */
class KerasDescriptionFuzzTest {
  private static final Hostile HOSTILE =
      new Hostile(
          "altered.h5", 256, List.of(ModelFileException.class, IllegalArgumentException.class));

  static Stream<byte[]> seeds() {
    return Stream.of(KerasSeeds.description());
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_description_is_followed_or_refused(byte[] bytes) throws Exception {
    byte[] whole = KerasSeeds.withDescription(bytes);
    Path file = Scratch.write("altered.h5", whole);
    HOSTILE.expect(() -> KerasBackbone.of(file).layers("conv2").inputSize(16, 16).open().close());
  }
}
