package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.onnx.ModelMessage;
import io.github.anomaly4j.internal.onnx.TensorGrids;
import io.github.anomaly4j.internal.onnx.size.GraphCheck;
import io.github.anomaly4j.onnx.OnnxModel;
import io.github.anomaly4j.spi.Grid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX files up to where ONNX Runtime would get them: their parts, sizes and grids. */
class OnnxFuzzTest {
  private static final Path FILE = Path.of("altered.onnx");

  /** Also what a model of its own sizes may do to {@link GraphCheck}. */
  private static final Hostile HOSTILE =
      new Hostile(
          FILE.toString(), 64, List.of(ModelFileException.class, IllegalArgumentException.class));

  static Stream<byte[]> seeds() throws IOException {
    return OnnxSeeds.all();
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_model_is_described_or_refused(byte[] bytes) throws Exception {
    HOSTILE.expect(() -> describe(bytes));
  }

  private static void describe(byte[] bytes)
      throws ModelFileException, InvalidProtocolBufferException {
    OnnxModel model = OnnxModel.of(bytes, FILE);
    List<OnnxModel.Tensor> made = new ArrayList<>(model.inner());
    made.addAll(model.outputs());
    byte[] needed = model.withOutputs(List.of(made.get(made.size() - 1).name()));
    OnnxModel cut = OnnxModel.of(needed, FILE);
    ModelMessage message = ModelMessage.parse(needed);
    Map<String, long[]> inputs = new LinkedHashMap<>();
    for (OnnxModel.Tensor input : cut.inputs()) {
      inputs.put(input.name(), new long[] {1, 3, 32, 32});
      TensorGrids.of(message.graph(), input.name(), Grid.even(32, 32));
    }
    GraphCheck.check(FILE, message.graph(), inputs);
  }
}
