package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.image.LargeImage;
import java.nio.file.Path;
import java.util.List;

/** Image files that are read region by region. */
class RegionsFuzzTest {
  private static final ImageReader READER =
      ImageReader.defaults().limits(new DecodeLimits(1 << 20, 1 << 14));

  private static final Hostile HOSTILE = new Hostile("drawn", 16, List.of(ImageException.class));

  @FuzzTest
  void regions_are_read_or_refused(byte[] bytes) throws Exception {
    Path file = Scratch.write("drawn", bytes);
    HOSTILE.expect(
        () -> {
          try (LargeImage image = READER.open(file)) {
            int half = (image.height() + 1) / 2;
            image.read(0, image.height() - half, image.width(), half);
            image.read(0, 0, image.width(), half);
          }
        });
  }
}
