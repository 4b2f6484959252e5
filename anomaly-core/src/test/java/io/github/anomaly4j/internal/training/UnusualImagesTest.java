package io.github.anomaly4j.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnusualImagesTest {
  @TempDir private Path folder;

  @Test
  void a_training_names_defective_images_among_the_normal_ones() throws IOException {
    List<ImageEntry> images = DrawnParts.write(folder, DrawnParts.DISC, 40);
    Path defective = folder.resolve("scratched.png");
    ImageIO.write(
        DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 900), 20, 30).toBufferedImage(),
        "png",
        defective.toFile());
    images.add(ImageEntry.normal(defective, DrawnParts.DISC));
    try (AnomalyDetector detector = DrawnParts.builder().poses(0).train(ImageSet.of(images))) {
      assertThat(detector.provenance().warnings())
          .anyMatch(
              warning ->
                  warning.contains(" of 41 normal images of disc are unlike the others")
                      && warning.contains("first: " + defective));
    }
  }

  @Test
  void the_most_unusual_is_named_first_and_ten_at_most() {
    double[] scores = IntStream.range(0, 40).mapToDouble(i -> i % 7).toArray();
    assertThat(warning(scores)).isEmpty();
    for (int i = 0; i < 12; i++) {
      scores[i] = 100 + i;
    }
    // A quarter of them is no longer unusual.
    assertThat(warning(scores)).isEmpty();
    double[] more =
        DoubleStream.concat(DoubleStream.of(scores), IntStream.range(0, 60).mapToDouble(i -> i % 7))
            .toArray();
    assertThat(warning(more))
        .contains("12 of 100 normal images of part", "first: 11.png, 10.png", " and 2 more; look");
  }

  @Test
  void equal_scores_and_few_images_are_not_unusual() {
    assertThat(warning(new double[30])).isEmpty();
    double[] few = new double[10];
    few[3] = 9;
    assertThat(warning(few)).isEmpty();
  }

  private static String warning(double[] scores) {
    List<ImageEntry> images = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      images.add(ImageEntry.normal(Path.of(i + ".png"), "part"));
    }
    List<Double> all = DoubleStream.of(scores).boxed().toList();
    return UnusualImages.warning("part", images, Collections.unmodifiableList(all)).orElse("");
  }
}
