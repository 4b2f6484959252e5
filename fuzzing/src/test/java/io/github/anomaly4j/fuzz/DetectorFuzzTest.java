package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.ModelFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Detectors with right checksums and anything behind them. */
class DetectorFuzzTest {
  private static final Hostile HOSTILE =
      new Hostile("altered", 256, List.of(ModelFileException.class));

  @FuzzTest
  void a_detector_is_loaded_or_refused(byte[] bytes) throws Exception {
    readOrRefused(Resealed.of(bytes));
  }

  static void readOrRefused(byte[] file) throws Exception {
    HOSTILE.expect(() -> load(file));
  }

  static void load(byte[] file) throws IOException {
    AnomalyDetector.loader().load(new ByteArrayInputStream(file), "altered").close();
  }
}
