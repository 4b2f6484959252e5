package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.keras.KerasBackbone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Keras's description of the layers, in a file that is otherwise whole. */
class KerasDescriptionFuzzTest {
  private static final Hostile HOSTILE =
      new Hostile(
          "altered.h5", 256, List.of(ModelFileException.class, IllegalArgumentException.class));

  static Stream<byte[]> seeds() throws IOException {
    return Stream.of(KerasSeeds.description());
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_description_is_followed_or_refused(byte[] bytes) throws Exception {
    byte[] whole = KerasSeeds.file("functional.h5");
    int at = KerasSeeds.begin(whole);
    int length = KerasSeeds.description().length;
    Arrays.fill(whole, at, at + length, (byte) ' ');
    System.arraycopy(bytes, 0, whole, at, Math.min(bytes.length, length));
    Path file = Files.write(Scratch.FOLDER.resolve("altered.h5"), whole);
    HOSTILE.expect(() -> KerasBackbone.of(file).layers("conv2").inputSize(16, 16).open().close());
  }
}
