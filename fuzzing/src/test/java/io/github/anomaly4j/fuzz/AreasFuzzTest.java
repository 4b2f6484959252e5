package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.ImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Areas in JSON. */
class AreasFuzzTest {
  private static final Hostile HOSTILE =
      new Hostile("altered.json", 64, List.of(IOException.class));

  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"a\": {\"width\": 64, \"height\": 48, \"areas\": ["
                + "{\"mode\": \"include\", \"name\": \"b\", \"box\": [10, 4, 30, 20],"
                + " \"mapThreshold\": 3.5},"
                + "{\"mode\": \"ignore\", \"polygon\": [[12, 6], [18, 6.5], [15, 11]]}]}}",
            "{\"a\": {\"width\": 8, \"height\": 4, \"areas\": ["
                + "{\"mode\": \"ignore\", \"mask\": \"mask.png\"}]}}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeAll
  static void drawMask() throws IOException {
    BufferedImage drawn = new BufferedImage(8, 4, BufferedImage.TYPE_BYTE_GRAY);
    drawn.setRGB(1, 1, 0xffffff);
    ImageIO.write(drawn, "png", Scratch.FOLDER.resolve("mask.png").toFile());
  }

  @MethodSource("seeds")
  @FuzzTest
  void areas_are_read_or_refused(byte[] bytes) throws Exception {
    Path json = Scratch.write("altered.json", bytes);
    HOSTILE.expect(
        () -> {
          try {
            Areas.read(json, new DecodeLimits(1 << 16, 1000));
          } catch (ImageException e) {
            // Names the mask that is none.
          }
        });
  }
}
