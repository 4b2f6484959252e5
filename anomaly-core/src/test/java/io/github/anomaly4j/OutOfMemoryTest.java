package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detection for which the heap does not suffice fails alone. */
class OutOfMemoryTest {
  @TempDir private Path folder;

  @Test
  void a_detection_that_runs_out_of_memory_at_any_point_leaves_the_detector_as_it_was()
      throws Exception {
    Map<Evidence, Double> all =
        Evidence.values().stream().collect(Collectors.toMap(Function.identity(), kind -> 1.0));
    Path model = folder.resolve("model");
    try (AnomalyDetector trained =
        DrawnParts.builder()
            .evidence(all)
            .restoration()
            .poses(0)
            .epochs(1)
            .backboneBankSize(150)
            .train(DrawnParts.write(folder, 8))) {
      trained.save(model);
    }
    Path large = folder.resolve("large.png");
    ImageIO.write(new BufferedImage(6000, 6000, BufferedImage.TYPE_INT_RGB), "png", large.toFile());
    List<String> lines =
        new FreshJvm(folder)
            .with("-Xmx128m", "-XX:+UseSerialGC")
            .run(FreshJvm.classPath(), Narrow.class, model.toString(), large.toString())
            .lines()
            .toList();
    assertThat(lines).hasSize(3).last().isEqualTo("exit 0");
    assertThat(lines.get(0)).startsWith("large image: ").contains("heap");
    assertThat(lines.get(1)).matches("out of memory \\d{2,} times, then as before");
  }

  /** Detects while most of the heap is taken. */
  static final class Narrow {
    private static final int LARGEST_ROOM = 32 << 20;

    public static void main(String[] files) throws IOException {
      Image image = DrawnParts.draw(DrawnParts.DISC, 900);
      try (AnomalyDetector detector = AnomalyDetector.load(Path.of(files[0]))) {
        Detection expected = detector.explain(image);
        try {
          System.out.println("the large image scores " + detector.detect(Path.of(files[1])));
        } catch (IOException | OutOfMemoryError e) {
          requireSame(detector.explain(image), expected);
          System.out.println("large image: " + e.getMessage());
        }
        int failed = 0;
        for (int room = 64 << 10; room < LARGEST_ROOM; room += room / 8) {
          List<byte[]> taken = takeAllBut(room);
          try {
            detector.explain(image);
          } catch (OutOfMemoryError e) {
            failed++;
          }
          taken.clear();
          requireSame(detector.explain(image), expected);
        }
        System.out.println("out of memory " + failed + " times, then as before");
      }
    }

    private static List<byte[]> takeAllBut(int room) {
      List<byte[]> taken = new ArrayList<>(1 << 14);
      byte[] kept = new byte[room];
      for (int piece : new int[] {1 << 20, 16 << 10}) {
        try {
          while (taken.size() < 1 << 14) {
            taken.add(new byte[piece]);
          }
        } catch (OutOfMemoryError e) {
          // All is taken now.
          Reference.reachabilityFence(kept);
        }
      }
      return taken;
    }

    private static void requireSame(Detection found, Detection expected) {
      if (!found.partialScores().equals(expected.partialScores())
          || !found.reconstruction().equals(expected.reconstruction())) {
        throw new AssertionError(found.partialScores() + " instead of " + expected.partialScores());
      }
    }
  }
}
