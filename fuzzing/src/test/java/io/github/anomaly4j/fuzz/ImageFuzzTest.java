package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.ImageReader;
import java.util.List;

/** PNG, JPEG, GIF, BMP and TIFF files, as images and as masks. */
class ImageFuzzTest {
  private static final ImageReader READER =
      ImageReader.defaults().limits(new DecodeLimits(1 << 20, 1 << 14));

  /** 16,384 pixels of 44 bytes, as image and as mask, copied a few times. */
  private static final Hostile HOSTILE = new Hostile("drawn", 16, List.of(ImageException.class));

  @FuzzTest
  void an_image_is_read_or_refused(byte[] bytes) throws Exception {
    HOSTILE.expect(() -> READER.read(bytes, "drawn"));
    HOSTILE.expect(() -> READER.readMask(bytes, "drawn"));
  }
}
