package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.keras.KerasBackbone;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** HDF5 files of Keras. */
class KerasFuzzTest {
  private static final Hostile HOSTILE =
      new Hostile(
          "altered.h5", 256, List.of(ModelFileException.class, IllegalArgumentException.class));

  static Stream<byte[]> seeds() {
    return Stream.of(KerasSeeds.file("sequential.h5"), KerasSeeds.file("functional.h5"));
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_file_is_opened_or_refused(byte[] bytes) throws Exception {
    Path file = Scratch.write("altered.h5", bytes);
    HOSTILE.expect(() -> KerasBackbone.of(file).layers("conv2").inputSize(16, 16).open().close());
  }
}
