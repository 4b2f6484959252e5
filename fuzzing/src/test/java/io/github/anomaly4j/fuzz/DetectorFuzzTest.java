package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.ModelFileException;
import java.io.ByteArrayInputStream;
import java.util.List;

/** Detectors with right checksums and anything behind them. */
class DetectorFuzzTest {
  private static final Hostile HOSTILE =
      new Hostile("altered", 256, List.of(ModelFileException.class));

  @FuzzTest
  void a_detector_is_loaded_or_refused(byte[] bytes) throws Exception {
    byte[] file = Resealed.of(bytes);
    HOSTILE.expect(
        () -> AnomalyDetector.loader().load(new ByteArrayInputStream(file), "altered").close());
  }
}
