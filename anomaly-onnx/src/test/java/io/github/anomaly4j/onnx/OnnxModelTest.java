package io.github.anomaly4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.onnx.OnnxModel.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {
  @TempDir Path folder;

  @Test
  void it_lists_what_goes_in_what_comes_out_and_what_makes_each_tensor_in_between()
      throws IOException {
    OnnxModel model =
        TinyModel.classifier(TinyModel.OPEN, 4, 4)
            .about("relu", TinyModel.FLOAT, TinyModel.OPEN, 2, 4, 4)
            .model();
    assertThat(model.inputs())
        .containsExactly(new Tensor("image", "float32", Optional.of(List.of(-1L, 3L, 4L, 4L)), ""));
    assertThat(model.outputs())
        .containsExactly(new Tensor("logits", "float32", Optional.of(List.of(-1L, 2L)), "Flatten"));
    assertThat(model.inner())
        .extracting(Tensor::name, Tensor::operator)
        .containsExactly(
            tuple("conv", "Conv"),
            tuple("relu", "Relu"),
            tuple("pool", "MaxPool"),
            tuple("mean", "GlobalAveragePool"));
    assertThat(model.inner().get(1).shape()).hasValue(List.of(-1L, 2L, 4L, 4L));
    assertThat(model.inner().get(2))
        .isEqualTo(new Tensor("pool", "unknown", Optional.empty(), "MaxPool"));
  }

  @Test
  void weights_that_old_files_list_as_inputs_are_none() throws IOException {
    OnnxModel model = TinyModel.classifier(1, 4, 4).input("conv.bias", TinyModel.FLOAT, 2).model();
    assertThat(model.inputs()).extracting(Tensor::name).containsExactly("image");
  }

  @Test
  void inner_tensors_become_the_outputs_and_what_only_others_need_is_left_out() throws IOException {
    OnnxModel model =
        TinyModel.classifier(1, 4, 4)
            .about("relu", TinyModel.FLOAT, 1, 2, 4, 4)
            .input("unread", TinyModel.INT64, 1)
            .weight("head", new float[999], 999)
            .model();
    byte[] bytes = model.withOutputs(List.of("pool", "relu"));
    OnnxModel promoted = OnnxModel.of(bytes, Path.of("promoted.onnx"));
    assertThat(promoted.outputs())
        .containsExactly(
            new Tensor("pool", "unknown", Optional.empty(), "MaxPool"),
            new Tensor("relu", "float32", Optional.of(List.of(1L, 2L, 4L, 4L)), "Relu"));
    assertThat(promoted.inputs()).extracting(Tensor::name).containsExactly("image");
    assertThat(promoted.inner()).extracting(Tensor::name).containsExactly("conv");
    assertThat(bytes.length).isLessThan(model.bytes().length - 999 * Float.BYTES);
    assertThat(model.outputs()).extracting(Tensor::name).containsExactly("logits");
  }

  @Test
  void a_tensor_that_only_a_branch_reads_is_kept_with_it() throws IOException {
    TinyModel then =
        new TinyModel()
            .node("Identity", "yes", new String[] {"conv"})
            .output("yes", TinyModel.FLOAT, 1, 2, 4, 4);
    TinyModel otherwise =
        new TinyModel()
            .node("Relu", "no", new String[] {"conv"})
            .output("no", TinyModel.FLOAT, 1, 2, 4, 4);
    OnnxModel model =
        TinyModel.classifier(1, 4, 4)
            .input("really", 9)
            .node(
                "If",
                "chosen",
                new String[] {"really"},
                TinyModel.inner("then_branch", then),
                TinyModel.inner("else_branch", otherwise))
            .model();
    OnnxModel promoted =
        OnnxModel.of(model.withOutputs(List.of("chosen")), Path.of("promoted.onnx"));
    assertThat(promoted.inner()).extracting(Tensor::name).containsExactly("conv");
    assertThat(promoted.inputs()).extracting(Tensor::name).containsExactly("image", "really");
  }

  @Test
  void a_name_that_does_not_exist_is_refused_with_near_ones() throws IOException {
    OnnxModel model = TinyModel.classifier(1, 4, 4).model();
    assertThatThrownBy(() -> model.withOutputs(List.of("relu", "poll")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tiny.onnx")
        .hasMessageContaining("\"poll\"; near ones: [pool, ")
        .hasMessageContaining("its outputs: [logits]");
    // An input or a weight is no tensor that the model makes.
    assertThatThrownBy(() -> model.withOutputs(List.of("image")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> model.withOutputs(List.of("conv.bias")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> model.withOutputs(List.of("relu", "relu")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> model.withOutputs(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void near_names_are_those_with_the_name_in_them_the_last_first_then_those_a_few_edits_away() {
    List<String> names = List.of("/layer2/relu", "/layer1/add", "/layer2/out", "later2", "other");
    assertThat(NameSuggestions.of("layer2", names))
        .startsWith("/layer2/out", "/layer2/relu", "later2");
    assertThat(NameSuggestions.of("layer2", List.of())).isEmpty();
  }

  @Test
  void its_checksum_is_that_of_the_file() throws IOException, GeneralSecurityException {
    byte[] bytes = TinyModel.classifier(1, 4, 4).bytes();
    OnnxModel model = OnnxModel.read(file(bytes));
    assertThat(model.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    assertThat(model.bytes()).isEqualTo(bytes);
  }

  @Test
  void files_that_are_no_model_are_refused_by_what_they_are() throws IOException {
    assertThatThrownBy(() -> OnnxModel.read(folder.resolve("absent.onnx")))
        .isInstanceOf(NoSuchFileException.class);
    assertRefused(folder, "is a folder");
    assertRefused(file(new byte[0]), "is empty");
    assertRefused(
        file("version https://git-lfs.github.com/spec/v1\noid sha256:0".getBytes()), "Git LFS");
    assertRefused(file("<html>Not found</html>".getBytes(StandardCharsets.UTF_8)), "no ONNX model");
    assertRefused(
        file(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}), "no ONNX model");
    assertRefused(file(new TinyModel().bytes()), "its graph makes nothing");
    byte[] whole = TinyModel.classifier(1, 4, 4).bytes();
    assertRefused(
        file(Arrays.copyOf(whole, whole.length / 2)),
        "truncated or damaged after " + whole.length / 2 + " bytes");
  }

  @Test
  void a_file_larger_than_a_model_can_be_is_refused_without_reading_it() throws IOException {
    Path file = folder.resolve("huge.onnx");
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.position(1L << 31);
      channel.write(ByteBuffer.allocate(1));
    }
    assertRefused(file, "has 2147483649 bytes; an ONNX model has less than 2 GiB");
  }

  @Test
  void weights_in_other_files_are_refused_and_how_to_merge_them_is_told() throws IOException {
    for (TinyModel model :
        List.of(
            TinyModel.classifier(1, 4, 4).externalWeight("head", "weights.bin"),
            TinyModel.classifier(1, 4, 4).externalSparseWeight("head", "weights.bin"),
            TinyModel.classifier(1, 4, 4).externalFunction("head", "weights.bin"),
            TinyModel.classifier(1, 4, 4)
                .node(
                    "Constant",
                    "head",
                    new String[0],
                    TinyModel.externalConstant("head", "weights.bin")))) {
      Path file = file(model.bytes());
      assertRefused(file, "keeps weights in other files (weights.bin)");
      assertRefused(file, "onnx.save");
    }
  }

  @Test
  void graphs_in_graphs_without_end_are_refused() throws IOException {
    TinyModel nested = new TinyModel().node("Identity", "y", new String[] {"x"});
    for (int i = 0; i < 100; i++) {
      nested =
          new TinyModel()
              .node("If", "y", new String[] {"x"}, TinyModel.inner("then_branch", nested));
    }
    assertRefused(file(nested.bytes()), "graphs in graphs");
  }

  private void assertRefused(Path file, String reason) {
    assertThatThrownBy(() -> OnnxModel.read(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(reason);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("some.onnx"), bytes);
  }
}
