package io.github.anomaly4j.fuzz;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.area.Shape;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The smallest detectors, trained here, so that they are of the format of today. */
final class DetectorSeeds {
  private static final int SIDE = 32;
  private static final String DISC = "disc";

  private DetectorSeeds() {}

  /** Files of detectors that differ in what they hold. */
  static Stream<byte[]> all() throws IOException {
    Areas areas = Areas.of(SIDE, SIDE).include("middle", Shape.box(4, 4, 20, 20), 3).build();
    List<byte[]> seeds = new ArrayList<>();
    try (AnomalyDetector one = builder(Evidence.IMAGE).train(images(DISC));
        AnomalyDetector changed = one.withThreshold(DISC, 2)) {
      seeds.add(saved(changed));
    }
    try (AnomalyDetector two =
        builder(Evidence.PATCH)
            .routing(Routing.TWO_STAGE)
            .areas(DISC, areas)
            .train(images(DISC, "ring"))) {
      seeds.add(saved(two));
    }
    return seeds.stream();
  }

  static AnomalyDetectorBuilder builder(Evidence evidence) {
    return AnomalyDetector.builder()
        .imageSize(SIDE, SIDE)
        .memoryBankSize(4)
        .poses(0)
        .threads(1)
        .evidence(Map.of(evidence, 1.0));
  }

  static ImageSet images(String... products) {
    List<ImageEntry> entries = new ArrayList<>();
    for (String product : products) {
      for (int i = 0; i < 4; i++) {
        String name = product + i;
        entries.add(
            ImageEntry.normal(name, product, ImageContent.of(drawn(product.equals(DISC), i))));
      }
    }
    return ImageSet.of(entries);
  }

  private static Image drawn(boolean filled, int seed) {
    Random random = new Random(seed);
    float[] rgb = new float[3 * SIDE * SIDE];
    for (int i = 0; i < rgb.length; i++) {
      double radius = Math.hypot(i % SIDE - SIDE / 2.0, i / SIDE % SIDE - SIDE / 2.0);
      boolean inside = radius < 10 && (filled || radius > 6);
      rgb[i] = (inside ? 0.7f : 0.2f) + 0.1f * random.nextFloat();
    }
    return Image.of(SIDE, SIDE, rgb);
  }

  private static byte[] saved(AnomalyDetector detector) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    detector.save(bytes);
    return bytes.toByteArray();
  }
}
