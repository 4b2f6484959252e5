package io.github.anomaly4j.internal.training.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.FreshJvm;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.detector.BackbonePermission;
import io.github.anomaly4j.internal.detector.DetectorFile;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.detector.Loading;
import io.github.anomaly4j.internal.training.image.ImageSite.Setting;
import io.github.anomaly4j.progress.TrainingProgress;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstLookTest {
  @TempDir private Path folder;

  @Test
  void which_images_do_not_fit_into_memory_does_not_depend_on_the_number_of_threads()
      throws Exception {
    Path model = folder.resolve("model");
    try (AnomalyDetector detector = DrawnParts.builder().train(DrawnParts.write(folder, 4))) {
      detector.save(model);
    }
    List<String> arguments = new ArrayList<>(List.of(model.toString()));
    for (int i = 0; i < 18; i++) {
      // One of these fits into the heap, two do not.
      arguments.add(write(i, 2200, 1600));
    }
    String first = write(18, 4400, 3600);
    String second = write(19, 4400, 3600);
    arguments.add(5, first);
    arguments.add(11, second);
    List<String> lines =
        new FreshJvm(folder)
            .with("-Xmx230m", "-XX:+UseSerialGC")
            .run(FreshJvm.classPath(), Narrow.class, arguments.toArray(String[]::new))
            .lines()
            .toList();
    assertThat(lines).hasSize(4).last().isEqualTo("exit 0");
    assertThat(lines.subList(0, 3)).containsOnly(lines.get(0));
    assertThat(lines.get(0)).startsWith("18 kept, skipped").contains(first, second);
  }

  private String write(int number, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(100 * number, 50, 50, 50);
    graphics.dispose();
    Path file = folder.resolve("large" + number + ".png");
    ImageIO.write(image, "png", file.toFile());
    return file.toString();
  }

  /** Reads images on one thread and on more. */
  static final class Narrow {
    private static final Loading LOADING =
        new Loading(
            new BackbonePermission(false, Optional.empty(), Optional.empty(), Optional.empty()),
            false,
            DecodeLimits.defaults());

    private Narrow() {}

    public static void main(String[] arguments) throws IOException {
      ImageSet set =
          ImageSet.of(
              Arrays.stream(arguments)
                  .skip(1)
                  .map(file -> ImageEntry.normal(Path.of(file), DrawnParts.DISC))
                  .toList());
      try (DetectorState state = DetectorFile.load(Path.of(arguments[0]), LOADING)) {
        Setting setting =
            new Setting(state.config(), state.intake(), DecodeLimits.defaults(), Map.of());
        for (int threads : new int[] {1, 2, 5}) {
          try (Workers workers = Workers.of(threads);
              TrainingImages images =
                  workers.run(
                      () ->
                          TrainingImages.of(
                              set, setting, true, Optional.empty(), TrainingProgress.none()))) {
            System.out.printf(
                "%d kept, skipped %s, %s%n",
                images.categories().get(0).images().size(), images.skipped(), images.fingerprint());
          }
        }
      }
    }
  }
}
