package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.onnx.OnnxBackbone;
import io.github.anomaly4j.onnx.OnnxModel;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX files as a backbone that ONNX Runtime loads and runs once. */
class OnnxSessionFuzzTest {
  @MethodSource("io.github.anomaly4j.fuzz.OnnxFile#seeds")
  @FuzzTest
  void a_backbone_is_opened_or_refused(byte[] bytes) throws Exception {
    OnnxFile.HOSTILE.expect(
        () -> {
          OnnxModel model = OnnxModel.of(bytes, OnnxFile.NAME);
          OnnxBackbone.of(model).layers(OnnxFile.last(model)).inputSize(32, 32).open().close();
        });
  }
}
