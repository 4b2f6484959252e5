package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.onnx.OnnxBackbone;
import io.github.anomaly4j.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX files as a backbone that ONNX Runtime loads and runs once. */
class OnnxSessionFuzzTest {
  private static final Path FILE = Path.of("altered.onnx");

  private static final Hostile HOSTILE =
      new Hostile(
          FILE.toString(), 64, List.of(ModelFileException.class, IllegalArgumentException.class));

  static Stream<byte[]> seeds() throws IOException {
    return OnnxSeeds.all();
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_backbone_is_opened_or_refused(byte[] bytes) throws Exception {
    HOSTILE.expect(
        () -> {
          OnnxModel model = OnnxModel.of(bytes, FILE);
          List<OnnxModel.Tensor> made = new ArrayList<>(model.inner());
          made.addAll(model.outputs());
          OnnxBackbone.of(model)
              .layers(made.get(made.size() - 1).name())
              .inputSize(32, 32)
              .open()
              .close();
        });
  }
}
