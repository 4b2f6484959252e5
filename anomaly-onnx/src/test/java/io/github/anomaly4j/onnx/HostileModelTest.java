package io.github.anomaly4j.onnx;

import static io.github.anomaly4j.onnx.TinyModel.FLOAT;
import static io.github.anomaly4j.onnx.TinyModel.INT64;
import static io.github.anomaly4j.onnx.TinyModel.integer;
import static io.github.anomaly4j.onnx.TinyModel.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.spi.FeatureMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that would run for ever, or fill the memory, are refused before they are loaded. */
@Timeout(5)
class HostileModelTest {
  @Test
  void a_loop_without_end_is_refused() throws IOException {
    TinyModel body =
        new TinyModel()
            .input("i", INT64)
            .input("on", 9)
            .input("state", FLOAT, 1, 2, 8, 8)
            .node("Identity", "again", new String[] {"on"})
            .node("Relu", "next", new String[] {"state"})
            .output("again", 9)
            .output("next", FLOAT, 1, 2, 8, 8);
    TinyModel model =
        start()
            .weights("trips", 1L << 62)
            .node(
                "Loop", "layer", new String[] {"trips", "", "conv"}, TinyModel.inner("body", body));
    assertRefused(model, "its step \"layer\" (Loop) is a loop or branch");
  }

  @Test
  void branches_and_operators_that_no_feature_extractor_needs_are_refused() throws IOException {
    for (String operator :
        List.of(
            "If",
            "Scan",
            "SequenceMap",
            "NonZero",
            "NonMaxSuppression",
            "RandomNormal",
            "StringConcat",
            "ImageDecoder",
            "OneHot",
            "TfIdfVectorizer",
            "Optional",
            "")) {
      assertRefused(
          start().node(operator, "layer", new String[] {"conv"}),
          "(" + operator + ") is none that a feature extractor needs");
    }
  }

  @Test
  void tensors_without_bound_are_refused_whatever_makes_them() throws IOException {
    long side = 1 << 20;
    String[] sized = {"conv", "sizes"};
    assertRefused(
        start().weights("sizes", 1, 2, side, side).node("ConstantOfShape", "layer", only("sizes")),
        "(ConstantOfShape) makes a tensor of the sizes [1, 2, 1048576, 1048576]");
    assertRefused(
        start().weights("sizes", side, 2, 8, 8).node("Expand", "layer", sized), "(Expand) makes");
    assertRefused(
        start().weights("sizes", 1, 1, side, side).node("Tile", "layer", sized), "(Tile) makes");
    assertRefused(
        start().weights("sizes", 0, 0, side, side, 0, 0, 0, 0).node("Pad", "layer", sized),
        "(Pad) makes");
    assertRefused(
        start()
            .weights("sizes", 1, 2, side, side)
            .node("Resize", "layer", new String[] {"conv", "", "", "sizes"}),
        "(Resize) makes");
    assertRefused(
        start()
            .weight("scales", new float[] {1, 1, 1e5f, 1e5f}, 4)
            .node("Resize", "layer", new String[] {"conv", "", "scales"}),
        "(Resize) makes");
    assertRefused(
        start()
            .weights("zero", 0L)
            .weights("many", 1L << 40)
            .weights("one", 1L)
            .node("Range", "layer", new String[] {"zero", "many", "one"}),
        "(Range) counts too far");
    assertRefused(
        start()
            .weight("row", new float[20_000], 1, 1, 1, 20_000)
            .weight("column", new float[20_000], 1, 1, 20_000, 1)
            .node("Add", "layer", new String[] {"row", "column"}),
        "(Add) makes");
    assertRefused(
        start()
            .weight("row", new float[20_000], 1, 20_000)
            .weight("column", new float[20_000], 20_000, 1)
            .node("MatMul", "layer", new String[] {"column", "row"}),
        "(MatMul) makes");
    assertRefused(
        start().node("Conv", "layer", only3(), integers("pads", 20_000, 20_000, 20_000, 20_000)),
        "(Conv) makes");
    assertRefused(
        start()
            .node(
                "MaxPool",
                "layer",
                only("conv"),
                integers("kernel_shape", 1, 1),
                integers("pads", 20_000, 20_000, 20_000, 20_000)),
        "(MaxPool) makes");
  }

  @Test
  void sizes_from_the_image_are_refused() throws IOException {
    assertRefused(
        start()
            .node("Cast", "sizes", only("conv"), integer("to", INT64))
            .node("ConstantOfShape", "layer", only("sizes")),
        "(ConstantOfShape) sizes that depend on the image");
  }

  @Test
  void work_without_bound_is_refused_though_every_tensor_is_small() throws IOException {
    TinyModel model = start();
    model
        .weight("wide", new float[1 << 12], 64, 64)
        .weights("sizes", 1L << 13, 1L << 13)
        .node("ConstantOfShape", "square0", only("sizes"));
    for (int i = 0; i < 4; i++) {
      model.node("MatMul", "square" + (i + 1), new String[] {"square" + i, "square" + i});
    }
    model.node("Identity", "layer", only("square4"));
    assertRefused(model, "multiplications");
  }

  @Test
  void tensors_that_live_together_are_bounded() throws IOException {
    TinyModel model = start().weights("sizes", 1L << 25);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      model.node("ConstantOfShape", "part" + i, only("sizes"));
      parts.add("part" + i);
    }
    model.node("Concat", "layer", parts.toArray(String[]::new), integer("axis", 0));
    assertRefused(model, "at a time");
  }

  @Test
  void a_weight_that_has_not_the_values_it_states_is_refused() throws IOException {
    assertRefused(
        start()
            .weight("large", new float[4], 1 << 15, 1 << 15)
            .node("Add", "layer", new String[] {"conv", "large"}),
        "its weight \"large\" a tensor of the sizes [32768, 32768] with 4 values");
  }

  @Test
  void functions_and_operators_of_others_are_refused() throws IOException {
    TinyModel model = start().node("Relu", "layer", only("conv")).function("mine");
    assertRefused(model, "holds functions of its own");
    TinyModel foreign = start().node("com.microsoft", "FusedConv", "layer", only("conv"));
    assertRefused(foreign, "(com.microsoft.FusedConv) is no operator of ONNX's own");
  }

  @Test
  void steps_that_read_what_is_not_there_are_refused() throws IOException {
    assertRefused(
        start().node("Relu", "layer", only("later")).node("Relu", "later", only("layer")),
        "reads \"later\", which no step before it makes");
  }

  @Test
  void outputs_that_an_operator_has_not_are_refused() throws IOException {
    assertRefused(
        start()
            .node(
                "",
                "Constant",
                new String[] {"one", "more"},
                new String[0],
                integers("value_ints", 1, 2))
            .node("Add", "layer", new String[] {"conv", "more"}),
        "lacks an input");
  }

  @Test
  void parts_whose_sum_is_beyond_every_number_are_refused() throws IOException {
    assertRefused(
        start()
            .weights("list", 5, 6, 7)
            .node(
                "",
                "Split",
                new String[] {"part", "rest"},
                only("list"),
                integers("split", 1, Long.MAX_VALUE))
            .node("Reshape", "layer", new String[] {"conv", "rest"}),
        "splits off more than there is");
  }

  @Test
  void a_part_of_nothing_is_nothing() throws IOException {
    assertRefused(
        start()
            .weights("nothing")
            .weights("last", -1)
            .weights("far", -100)
            .weights("first", 0)
            .node("Slice", "back", new String[] {"nothing", "last", "far", "first", "last"})
            .node("Gather", "one", new String[] {"back", "first"})
            .node("Reshape", "layer", new String[] {"conv", "one"}),
        "takes what is not there");
  }

  @Test
  void weights_whose_values_are_not_there_are_refused() throws IOException {
    assertRefused(
        start().emptyLists("list", 3).node("Add", "layer", new String[] {"conv", "list"}),
        "a tensor of the sizes [3] with 0 values");
    assertRefused(
        start()
            .weight("large", new float[0], 1L << 31, 1L << 31)
            .node("Add", "layer", new String[] {"conv", "large"}),
        "a tensor of the sizes [2147483648, 2147483648] with 0 values");
  }

  @Test
  void a_pipe_or_device_is_not_waited_for(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("pipe.onnx");
    assumeTrue(
        Files.exists(Path.of("/dev/zero"))
            && new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    for (Path path : List.of(pipe, Path.of("/dev/zero"))) {
      assertThatThrownBy(() -> OnnxModel.read(path))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining(path + ": is no file, but a pipe or device");
    }
  }

  @Test
  void its_maker_being_known_a_model_is_run_whatever_it_does() throws IOException {
    TinyModel model =
        start()
            .node("NonZero", "places", only("conv"))
            .node("Relu", "layer", only("conv"))
            .node("Shape", "unused", only("places"))
            .output("layer");
    // What no chosen layer needs is not looked at.
    try (OnnxBackbone backbone = OnnxBackbone.of(model.model()).layers("layer").open()) {
      assertThat(backbone.width()).isEqualTo(224);
    }
    TinyModel counted =
        start()
            .node("NonZero", "places", only("conv"))
            .node("Cast", "real", only("places"), integer("to", FLOAT))
            .node("ReduceSum", "sum", only("real"), integer("keepdims", 0))
            .node("Add", "layer", new String[] {"conv", "sum"})
            .output("layer");
    assertThatThrownBy(() -> OnnxBackbone.of(counted.model()).layers("layer").open())
        .hasMessageContaining("(NonZero)")
        .hasMessageContaining("uncheckedOperators()");
    try (OnnxBackbone backbone =
        OnnxBackbone.of(counted.model()).layers("layer").uncheckedOperators().open()) {
      assertThat(backbone.width()).isEqualTo(224);
    }
  }

  /** As exporters write them for images of any size. */
  @Test
  void sizes_that_follow_from_the_image_s_by_arithmetic_are_those_of_the_runtime()
      throws IOException {
    TinyModel model =
        start()
            .node("Shape", "shape", only("conv"))
            .weights("third", 2)
            .weights("fourth", 3)
            .weights("two", 2)
            .weights("ends", Long.MAX_VALUE)
            .weights("first", 0)
            .node("Gather", "height", new String[] {"shape", "third"}, integer("axis", 0))
            .node("Slice", "width", new String[] {"shape", "fourth", "ends", "first"})
            .node("Mul", "high", new String[] {"height", "two"})
            .node("Div", "wide", new String[] {"width", "two"})
            .node("Slice", "start", new String[] {"shape", "first", "two", "first"})
            .node("Concat", "sizes", new String[] {"start", "high", "wide"}, integer("axis", 0))
            .node("Resize", "layer", new String[] {"conv", "", "", "sizes"})
            .node("Transpose", "turned", only("layer"), integers("perm", 0, 1, 3, 2))
            .output("turned");
    try (OnnxBackbone backbone =
        OnnxBackbone.of(model.model()).layers("turned").inputSize(8, 4).open()) {
      FeatureMap map = backbone.run(new float[3 * 8 * 4]).get("turned");
      assertThat(List.of(map.height(), map.width())).containsExactly(4, 8);
    }
  }

  @Test
  @Timeout(60)
  void altered_models_end_in_a_refusal_or_in_a_result() throws IOException {
    byte[] whole =
        start()
            .node("Shape", "shape", only("conv"))
            .node("Reshape", "same", new String[] {"conv", "shape"})
            .node("Relu", "layer", only("same"))
            .output("layer")
            .bytes();
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] altered = whole.clone();
      for (int n = 0; n <= i % 3; n++) {
        altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
      }
      try (OnnxBackbone backbone =
          OnnxBackbone.of(OnnxModel.of(altered, Path.of("altered.onnx"))).layers("layer").open()) {
        assertThat(backbone.width()).isPositive();
      } catch (ModelFileException | IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("altered.onnx");
      }
    }
  }

  private static TinyModel start() {
    return new TinyModel()
        .input("image", FLOAT, 1, 3, TinyModel.OPEN, TinyModel.OPEN)
        .colors()
        .node("Conv", "conv", new String[] {"image", "conv.weight", "conv.bias"});
  }

  private static String[] only(String name) {
    return new String[] {name};
  }

  private static String[] only3() {
    return new String[] {"image", "conv.weight", "conv.bias"};
  }

  private static void assertRefused(TinyModel model, String reason) throws IOException {
    OnnxModel read = model.output("layer").model();
    assertThatThrownBy(() -> OnnxBackbone.of(read).layers("layer").inputSize(8, 8).open())
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("tiny.onnx: ")
        .hasMessageContaining(reason);
  }
}
