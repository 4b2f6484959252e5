package io.github.anomaly4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.keras.KerasFile;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableDataset;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keras models that would take endless time or memory are refused before DL4J sees them. */
@Timeout(20)
class HostileKerasTest {
  @TempDir private Path folder;

  private static final String CONV =
      "{\"class_name\":\"Conv2D\",\"config\":{\"name\":\"layer\",\"filters\":%s,"
          + "\"kernel_size\":%s,\"strides\":[1,1],\"padding\":\"same\",\"use_bias\":false,"
          + "\"dilation_rate\":[1,1],\"activation\":\"linear\","
          + "\"kernel_initializer\":{\"class_name\":\"Zeros\",\"config\":{}},"
          + "\"bias_initializer\":{\"class_name\":\"Zeros\",\"config\":{}},"
          + "\"kernel_regularizer\":null,\"bias_regularizer\":null,\"activity_regularizer\":null,"
          + "\"kernel_constraint\":null,\"bias_constraint\":null,\"data_format\":\"channels_last\"}}";

  @Test
  void a_model_built_here_is_taken() throws IOException {
    float[][][][] kernel = new float[1][1][3][2];
    try (KerasBackbone backbone = open(file(CONV.formatted("2", "[1,1]"), kernel))) {
      assertThat(backbone.run(new float[3 * 32 * 32]).get("layer").channels()).isEqualTo(2);
    }
  }

  @Test
  void layers_of_more_weights_than_the_file_has_are_refused() throws IOException {
    float[][][][] kernel = new float[1][1][3][2];
    for (String layer :
        List.of(
            CONV.formatted("2000", "[1,1]"),
            CONV.formatted("2", "[1000000,1000000]"),
            CONV.formatted("2", "2000000000"))) {
      assertThatThrownBy(() -> open(file(layer, kernel)))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("hostile.h5")
          .hasMessageContaining("\"layer\" (Conv2D)");
    }
    assertThatThrownBy(() -> open(file(CONV.formatted("2000", "[1,1]"), kernel)))
        .hasMessageContaining("has more weights by its description than by the file");
  }

  @Test
  void layers_without_weights_that_make_large_maps_are_refused() throws IOException {
    float[][][][] kernel = new float[1][1][3][2];
    for (String config :
        List.of(
            "\"UpSampling2D\",\"config\":{\"name\":\"layer\",\"size\":[30000,30000]}",
            "\"UpSampling2D\",\"config\":{\"name\":\"layer\",\"size\":1e30}",
            "\"ZeroPadding2D\",\"config\":{\"name\":\"layer\",\"padding\":[[0,9],[2147483647,1]]}")) {
      assertThatThrownBy(() -> open(file("{\"class_name\":" + config + "}", kernel)))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("hostile.h5")
          .hasMessageContaining("makes a map of");
    }
  }

  @Test
  void layers_that_no_map_goes_through_are_refused() throws IOException {
    float[][][][] kernel = new float[1][1][3][2];
    for (String type :
        List.of("Lambda", "Embedding", "LSTM", "RepeatVector", "Bidirectional", "")) {
      String layer =
          "{\"class_name\":\"%s\",\"config\":{\"name\":\"layer\",\"n\":2147483647}}"
              .formatted(type);
      assertThatThrownBy(() -> open(file(layer, kernel)))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("is none that maps go through");
    }
  }

  @Test
  void layers_that_read_each_other_are_refused() throws IOException {
    byte[] circle =
        described(
            "{\"class_name\":\"Functional\",\"config\":{\"layers\":["
                + "{\"class_name\":\"InputLayer\",\"name\":\"in\",\"inbound_nodes\":[],"
                + "\"config\":{\"name\":\"in\",\"batch_input_shape\":[null,32,32,3]}},"
                + add("layer", "in", "other")
                + ","
                + add("other", "layer", "in")
                + "]}}",
            new float[1][1][3][2]);
    assertThatThrownBy(() -> open(circle)).hasMessageContaining("read each other in a circle");
  }

  @Test
  void layers_that_are_no_objects_are_refused() throws IOException {
    for (String type : List.of("Functional", "Sequential")) {
      byte[] number =
          described(
              "{\"class_name\":\"" + type + "\",\"config\":{\"layers\":[1]}}",
              new float[1][1][3][2]);
      assertThatThrownBy(() -> open(number))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("a layer that is a NUMBER");
    }
  }

  private static String add(String name, String... inputs) {
    List<String> read = new ArrayList<>();
    for (String input : inputs) {
      read.add("[\"" + input + "\",0,0,{}]");
    }
    return "{\"class_name\":\"Add\",\"name\":\"%s\",\"config\":{\"name\":\"%s\"},\"inbound_nodes\":[%s]}"
        .formatted(name, name, read);
  }

  @Test
  void a_description_without_end_is_refused() throws IOException {
    byte[] endless = described("{\"a\":" + " ".repeat(5 << 20) + "1}", new float[1][1][3][2]);
    assertThatThrownBy(() -> open(endless)).isInstanceOf(ModelFileException.class);
    byte[] deep = described("[".repeat(50_000), new float[1][1][3][2]);
    assertThatThrownBy(() -> open(deep)).isInstanceOf(ModelFileException.class);
  }

  @Test
  void a_pipe_is_not_waited_for() throws Exception {
    Path pipe = folder.resolve("pipe.h5");
    assumeTrue(
        Files.exists(Path.of("/dev/zero"))
            && new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    for (Path path : List.of(pipe, Path.of("/dev/zero"))) {
      assertThatThrownBy(() -> KerasFile.read(path))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("a pipe or device");
    }
  }

  @Test
  @Timeout(120)
  void altered_files_end_in_a_refusal_or_in_a_result() throws IOException {
    byte[] whole = Fixtures.bytes("functional.h5");
    Random random = new Random(7);
    for (int i = 0; i < 400; i++) {
      byte[] altered = whole.clone();
      int kind = random.nextInt(3);
      for (int n = 0; n < 1 + kind; n++) {
        int at = 8 + random.nextInt(whole.length - 16);
        byte value = (byte) (kind == 0 ? random.nextInt(256) : random.nextBoolean() ? 255 : 0);
        for (int k = 0; k < 1 + 3 * kind; k++) {
          altered[Math.min(whole.length - 1, at + k)] = value;
        }
      }
      try (KerasBackbone backbone = Fixtures.of(altered).layers("pool1", "conv2").open()) {
        assertThat(backbone.width()).isPositive();
      } catch (ModelFileException | IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("tiny.h5");
      }
    }
  }

  /** DL4J would copy them beyond the end of its memory. */
  @Test
  void weights_of_another_shape_than_described_are_refused() throws IOException {
    byte[] whole = Fixtures.bytes("functional.h5");
    for (String other :
        List.of(
            "\"filters\": 2, \"kernel_size\": [3, 3]",
            "\"filters\": 1, \"kernel_size\": [3, 3]",
            "\"filters\": 4, \"kernel_size\": [1, 3]",
            "\"filters\": 4, \"kernel_size\": [1, 9]")) {
      byte[] altered = Fixtures.replaced(whole, "\"filters\": 4, \"kernel_size\": [3, 3]", other);
      assertThatThrownBy(() -> Fixtures.of(altered).layers("conv1").open())
          .as(other)
          .isInstanceOf(ModelFileException.class)
          .hasMessageContainingAll("tiny.h5", "\"conv1\"", "in the file", "description");
    }
  }

  @Test
  void layers_that_cannot_run_are_refused_with_the_name_of_the_file() throws IOException {
    byte[] altered =
        Fixtures.replaced(
            Fixtures.bytes("functional.h5"),
            "\"dilation_rate\": [1, 1]",
            "\"dilation_rate\": [0, 1]");
    assertThatThrownBy(() -> Fixtures.of(altered).layers("conv1").open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("tiny.h5", "Dilation");
  }

  private static KerasBackbone open(byte[] bytes) throws IOException {
    return new KerasBackboneBuilder(
            () -> KerasFile.of(bytes, Path.of("hostile.h5")), KerasSettings.defaults(), true)
        .layers("layer")
        .open();
  }

  private byte[] file(String layer, float[][][][] kernel) throws IOException {
    return described(
        "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"m\",\"layers\":[{\"class_name\":"
            + "\"InputLayer\",\"config\":{\"name\":\"in\",\"batch_input_shape\":[null,32,32,3]}},"
            + layer
            + "]}}",
        kernel);
  }

  private byte[] described(String description, float[][][][] kernel) throws IOException {
    Path path = folder.resolve("written.h5");
    try (WritableHdfFile file = HdfFile.write(path)) {
      file.putAttribute("model_config", description);
      file.putAttribute("keras_version", "2.12.0");
      file.putAttribute("backend", "tensorflow");
      WritableGroup layer = file.putGroup("model_weights").putGroup("layer");
      layer.putAttribute("weight_names", new String[] {"layer/kernel:0"});
      WritableDataset data = layer.putGroup("layer").putDataset("kernel:0", kernel);
      assertThat(data.getSize()).isPositive();
    }
    return Files.readAllBytes(path);
  }
}
