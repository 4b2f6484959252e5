package io.github.anomaly4j.internal.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.augment.Shift;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.training.DirectionCheck;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosesTest {
  private static final int SIZE = 64;

  @TempDir private Path folder;

  @Test
  void a_product_that_lies_in_every_direction_is_told_by_its_images() {
    Random random = new Random(3);
    assertThat(everyDirection(20, i -> Math.PI * random.nextDouble())).isTrue();
    assertThat(everyDirection(20, i -> 0.7 + 0.2 * random.nextGaussian())).isFalse();
    assertThat(everyDirection(20, i -> 0.7 + Math.PI * random.nextInt(2))).isFalse();
  }

  @Test
  void a_product_without_a_direction_does_not_lie_in_every_direction() {
    DirectionCheck squares = new DirectionCheck();
    DirectionCheck even = new DirectionCheck();
    for (int i = 0; i < 30; i++) {
      Random random = new Random(i);
      float[] rgb = new float[3 * SIZE * SIZE];
      for (int p = 0; p < rgb.length; p++) {
        int x = p % SIZE - 12 - i % 3;
        int y = p / SIZE % SIZE - 12 - i / 3 % 3;
        boolean inside = x >= 0 && x < 40 && y >= 0 && y < 40;
        boolean mark = x > 28 && x < 36 && y > 4 && y < 12;
        rgb[p] = (inside ? mark ? 0.3f : 0.7f : 0.2f) + 0.01f * random.nextFloat();
      }
      squares.add(Image.of(SIZE, SIZE, rgb));
      even.add(Image.filled(100, 90, 0.3f + 0.01f * i, 0.3f, 0.3f));
    }
    assertThat(squares.every()).isFalse();
    assertThat(even.every()).isFalse();
  }

  @Test
  void too_few_images_tell_nothing_of_directions() {
    assertThat(everyDirection(3, i -> Math.PI * i / 3)).isFalse();
  }

  @Test
  void only_a_product_that_lies_in_every_direction_is_turned() {
    Image rod = rod(0, 1);
    RandomGenerator random = RandomStreams.of(1);
    boolean upright = false;
    for (int i = 0; i < 20; i++) {
      assertThat(alongRows(new Poses(false).other(rod, random))).isTrue();
      upright |= !alongRows(new Poses(true).other(rod, random));
    }
    assertThat(upright).isTrue();
  }

  @Test
  void a_detector_that_learned_other_poses_minds_less_how_a_product_lies() throws IOException {
    ImageSet images = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 12));
    assertThat(novelty(images, 8)).isLessThan(0.6 * novelty(images, 0));
  }

  /** By how much a shift raises the evidence of normal images. */
  private static double novelty(ImageSet images, int poses) throws IOException {
    try (AnomalyDetector detector = DrawnParts.builder().epochs(1).poses(poses).train(images)) {
      return IntStream.range(100, 110)
          .mapToObj(seed -> DrawnParts.draw(DrawnParts.DISC, seed))
          .mapToDouble(
              image -> evidence(detector, Shift.by(image, 3, -3)) - evidence(detector, image))
          .average()
          .orElseThrow();
    }
  }

  private static double evidence(AnomalyDetector detector, Image image) {
    Map<String, Double> scores = detector.detect(image).partialScores();
    return scores.get("patch") + scores.get("image");
  }

  @Test
  void no_image_is_held_out_from_its_own_copies() throws IOException {
    // So small that a shift is by less than a pixel: each copy is the image itself.
    List<ImageEntry> entries = DrawnParts.write(folder, DrawnParts.DISC, 12);
    for (ImageEntry entry : entries) {
      BufferedImage small = Image.read(entry.file()).resize(16, 16).toBufferedImage();
      ImageIO.write(small, "png", entry.file().toFile());
    }
    Path file = folder.resolve("model");
    try (AnomalyDetector detector =
        DrawnParts.builder()
            .evidence(Map.of(Evidence.PATCH, 1.0, Evidence.IMAGE, 1.0))
            .memoryBankSize(20_000)
            .poses(1)
            .train(ImageSet.of(entries))) {
      detector.save(file);
    }
    JsonNode fusion =
        ModelFile.read(file, "detector", JsonNode.class)
            .content()
            .at("/categories/0/fusion/evidence");
    // Logarithms: a patch or an image that is its own neighbor is at -7.
    assertThat(fusion.at("/patch/location").doubleValue()).isBetween(-3.0, 5.0);
    assertThat(fusion.at("/IMAGE/location").doubleValue()).isBetween(-3.0, 9.0);
  }

  @Test
  void a_number_of_poses_that_cannot_be_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnomalyDetector.builder().poses(-1))
        .withMessageContaining("poses must be from 0 to 100: -1");
    assertThatIllegalArgumentException().isThrownBy(() -> AnomalyDetector.builder().poses(101));
  }

  private static boolean everyDirection(int count, IntToDoubleFunction angle) {
    DirectionCheck directions = new DirectionCheck();
    IntStream.range(0, count).forEach(i -> directions.add(rod(angle.applyAsDouble(i), i)));
    return directions.every();
  }

  /** A bright rod through the middle. */
  private static Image rod(double angle, long seed) {
    Random random = new Random(seed);
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      double x = i % SIZE - SIZE / 2.0;
      double y = i / SIZE % SIZE - SIZE / 2.0;
      double across = Math.abs(y * Math.cos(angle) - x * Math.sin(angle));
      double along = Math.abs(x * Math.cos(angle) + y * Math.sin(angle));
      double value = (across < 4 && along < 24 ? 0.8 : 0.2) + 0.02 * random.nextGaussian();
      rgb[i] = (float) Math.max(0, Math.min(1, value));
    }
    return Image.of(SIZE, SIZE, rgb);
  }

  private static boolean alongRows(Image image) {
    double rows = 0;
    double columns = 0;
    for (int i = 0; i < SIZE - 1; i++) {
      for (int j = 0; j < SIZE; j++) {
        rows += Math.abs(image.at(0, i + 1, j) - image.at(0, i, j));
        columns += Math.abs(image.at(0, j, i + 1) - image.at(0, j, i));
      }
    }
    return columns > rows;
  }
}
