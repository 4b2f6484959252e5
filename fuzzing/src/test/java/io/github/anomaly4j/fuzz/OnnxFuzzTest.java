package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.onnx.ModelMessage;
import io.github.anomaly4j.internal.onnx.TensorGrids;
import io.github.anomaly4j.internal.onnx.size.GraphCheck;
import io.github.anomaly4j.onnx.OnnxModel;
import io.github.anomaly4j.spi.Grid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ONNX files up to where ONNX Runtime would get them: their parts, sizes and grids, and what a
 * model of its own sizes may do to {@link GraphCheck}.
 */
class OnnxFuzzTest {
  @MethodSource("io.github.anomaly4j.fuzz.OnnxFile#seeds")
  @FuzzTest
  void a_model_is_described_or_refused(byte[] bytes) throws Exception {
    OnnxFile.HOSTILE.expect(() -> describe(bytes));
  }

  private static void describe(byte[] bytes)
      throws ModelFileException, InvalidProtocolBufferException {
    OnnxModel model = OnnxModel.of(bytes, OnnxFile.NAME);
    byte[] needed = model.withOutputs(List.of(OnnxFile.last(model)));
    OnnxModel cut = OnnxModel.of(needed, OnnxFile.NAME);
    ModelMessage message = ModelMessage.parse(needed);
    Map<String, long[]> inputs = new LinkedHashMap<>();
    for (OnnxModel.Tensor input : cut.inputs()) {
      inputs.put(input.name(), new long[] {1, 3, 32, 32});
      TensorGrids.of(message.graph(), input.name(), Grid.even(32, 32));
    }
    GraphCheck.check(OnnxFile.NAME, message.graph(), inputs);
  }
}
