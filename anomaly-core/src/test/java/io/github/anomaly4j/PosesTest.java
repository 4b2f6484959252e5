package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.anomaly4j.augment.RandomStreams;
import io.github.anomaly4j.augment.Shift;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosesTest {
  private static final int SIZE = 64;

  @TempDir private Path folder;

  @Test
  void a_product_that_lies_in_every_direction_is_told_by_its_pictures() {
    Random random = new Random(3);
    assertThat(everyDirection(20, i -> Math.PI * random.nextDouble())).isTrue();
    assertThat(everyDirection(20, i -> 0.7 + 0.2 * random.nextGaussian())).isFalse();
    assertThat(everyDirection(20, i -> 0.7 + Math.PI * random.nextInt(2))).isFalse();
  }

  @Test
  void too_few_pictures_tell_nothing_of_directions() {
    assertThat(everyDirection(3, i -> Math.PI * i / 3)).isFalse();
  }

  @Test
  void only_a_product_that_lies_in_every_direction_is_turned() {
    Picture rod = rod(0, 1);
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
    ImageSet pictures = ImageSet.of(DrawnParts.write(folder, DrawnParts.DISC, 12));
    assertThat(strangeness(pictures, 4)).isLessThan(0.5 * strangeness(pictures, 0));
  }

  /** By how much a shift raises the evidence of normal pictures. */
  private static double strangeness(ImageSet pictures, int poses) throws IOException {
    try (AnomalyDetector detector = DrawnParts.builder().epochs(1).poses(poses).train(pictures)) {
      return IntStream.range(100, 110)
          .mapToObj(seed -> DrawnParts.draw(DrawnParts.DISC, seed))
          .mapToDouble(
              picture -> evidence(detector, Shift.by(picture, 3, -3)) - evidence(detector, picture))
          .average()
          .orElseThrow();
    }
  }

  private static double evidence(AnomalyDetector detector, Picture picture) {
    Map<String, Double> scores = detector.detect(picture).partialScores();
    return scores.get("library") + scores.get("picture");
  }

  @Test
  void a_number_of_poses_that_cannot_be_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnomalyDetector.builder().poses(-1))
        .withMessageContaining("poses must be from 0 to 100: -1");
    assertThatIllegalArgumentException().isThrownBy(() -> AnomalyDetector.builder().poses(101));
  }

  private static boolean everyDirection(int count, IntToDoubleFunction angle) {
    Directions directions = new Directions();
    IntStream.range(0, count).forEach(i -> directions.add(rod(angle.applyAsDouble(i), i)));
    return directions.every();
  }

  /** A bright rod through the middle. */
  private static Picture rod(double angle, long seed) {
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
    return Picture.of(SIZE, SIZE, rgb);
  }

  private static boolean alongRows(Picture picture) {
    double rows = 0;
    double columns = 0;
    for (int i = 0; i < SIZE - 1; i++) {
      for (int j = 0; j < SIZE; j++) {
        rows += Math.abs(picture.at(0, i + 1, j) - picture.at(0, i, j));
        columns += Math.abs(picture.at(0, j, i + 1) - picture.at(0, j, i));
      }
    }
    return columns > rows;
  }
}
