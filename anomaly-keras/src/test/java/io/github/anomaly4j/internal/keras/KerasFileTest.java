package io.github.anomaly4j.internal.keras;

import static io.github.anomaly4j.keras.Fixtures.replaced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.keras.LayerWeights.Weight;
import io.github.anomaly4j.keras.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KerasFileTest {
  private static final Path PATH = Path.of("tiny.h5");

  @Test
  void weights_come_with_their_names_and_shapes() throws IOException {
    KerasFile file = KerasFile.of(Fixtures.bytes("functional.h5"), PATH);
    assertThat(file.version()).isEqualTo("2.12.0");
    List<Weight> weights = file.weights("conv1");
    assertThat(weights).extracting(Weight::name).containsExactly("conv1/kernel:0", "conv1/bias:0");
    assertThat(weights.get(0).shape()).containsExactly(3, 3, 3, 4);
    assertThat(weights.get(0).values()).hasSize(108);
    assertThat(file.weights("relu1")).isEmpty();
  }

  @Test
  void what_is_no_keras_2_model_is_refused_and_told_what_it_is() throws IOException {
    byte[] model = Fixtures.bytes("functional.h5");
    assertRefused(new byte[0], "is empty");
    assertRefused("version https://git-lfs.github.com".getBytes(StandardCharsets.US_ASCII), "LFS");
    assertRefused(new byte[] {'P', 'K', 3, 4, 0}, "zip file", ".keras", "export it to ONNX");
    assertRefused("a text".getBytes(StandardCharsets.US_ASCII), "is no HDF5 file");
    assertRefused(replaced(model, "model_config", "other_config"), "save_weights");
    assertRefused(replaced(model, "2.12.0", "3.12.0"), "is of Keras 3.12.0", "export it to ONNX");
    assertRefused(replaced(model, "keras_version", "other_version"), "is of Keras 1");
    assertRefused(replaced(model, "tensorflow", "theano\0\0\0\0"), "theano", "tensorflow");
  }

  @Test
  void folders_and_missing_files_are_told_apart(@TempDir Path folder) {
    assertThatThrownBy(() -> KerasFile.read(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("is a folder");
    assertThatThrownBy(() -> KerasFile.read(folder.resolve("none.h5")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @Timeout(120)
  void damage_ends_in_a_message_or_in_other_weights() throws IOException {
    byte[] model = Fixtures.bytes("functional.h5");
    for (int length = 8; length < model.length / 2; length += 611) {
      byte[] cut = Arrays.copyOf(model, length);
      assertThatThrownBy(() -> readAll(cut))
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith("tiny.h5: ")
          .hasMessageContaining("copy it again");
    }
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] changed = model.clone();
      changed[8 + random.nextInt(model.length - 8)] = (byte) random.nextInt(256);
      try {
        readAll(changed);
      } catch (ModelFileException e) {
        assertThat(e).hasMessageStartingWith("tiny.h5: ");
      }
    }
  }

  @Test
  void a_file_is_read_from_where_it_lies(@TempDir Path folder) throws IOException {
    byte[] model = Fixtures.bytes("functional.h5");
    Path path = Files.write(folder.resolve("model.h5"), model);
    assertThat(KerasFile.read(path).sha256()).isEqualTo(KerasFile.of(model, PATH).sha256());
    assertThat(folder).isDirectoryContaining(path::equals);
  }

  private static void readAll(byte[] bytes) throws ModelFileException {
    KerasFile file = KerasFile.of(bytes, PATH);
    for (String layer : List.of("conv1", "conv2", "norm2", "logits")) {
      file.weights(layer);
    }
  }

  private static void assertRefused(byte[] bytes, String... reasons) {
    assertThatThrownBy(() -> KerasFile.of(bytes, PATH))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("tiny.h5: ")
        .hasMessageContainingAll(reasons);
  }
}
