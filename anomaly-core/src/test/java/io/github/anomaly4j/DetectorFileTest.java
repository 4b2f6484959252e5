package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorFileTest {
  @TempDir private static Path folder;
  private static AnomalyDetector detector;
  private static Path file;

  @BeforeAll
  static void train() throws IOException {
    detector = DrawnParts.builder().epochs(1).train(DrawnParts.write(folder, 6));
    file = folder.resolve("parts.anomaly");
    detector.save(file);
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Test
  void a_file_is_the_same_whatever_the_locale_that_it_is_saved_in() throws IOException {
    Locale before = Locale.getDefault();
    Path elsewhere = folder.resolve("elsewhere.anomaly");
    Locale.setDefault(Locale.forLanguageTag("fa-IR"));
    try {
      detector.save(elsewhere);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(elsewhere).hasSameBinaryContentAs(file);
  }
}
