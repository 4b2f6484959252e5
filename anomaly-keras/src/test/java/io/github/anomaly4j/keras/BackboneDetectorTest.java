package io.github.anomaly4j.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.spi.BackboneSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector whose features are those of a Keras model, from training to the saved file. */
class BackboneDetectorTest {
  private static final int SIZE = 32;

  @TempDir private Path folder;
  private Path model;
  private Path file;
  private ImageSet images;

  @BeforeEach
  void write() throws IOException {
    model = Files.write(folder.resolve("tiny.h5"), Fixtures.bytes("functional.h5"));
    file = folder.resolve("detector.anomaly");
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Path image = folder.resolve(i + ".png");
      ImageIO.write(draw(i).toBufferedImage(), "png", image.toFile());
      entries.add(ImageEntry.normal(image, "part"));
    }
    images = ImageSet.of(entries);
  }

  @Test
  void it_finds_defects_and_a_saved_one_holds_the_model() throws IOException {
    Image sound = draw(100);
    Image defective = damaged(sound);
    double score;
    try (AnomalyDetector detector = train(backbone(model))) {
      score = detector.detect(defective).score();
      assertThat(detector.detect(sound).anomalous()).isFalse();
      assertThat(detector.detect(defective).anomalous()).isTrue();
      detector.save(file);
    }
    Files.delete(model);
    try (AnomalyDetector loaded = AnomalyDetector.loader().trustBackbone().load(file)) {
      assertThat(loaded.detect(defective).score()).isEqualTo(score);
    }
  }

  @Test
  void one_that_refers_to_the_model_wants_the_same_file_again() throws IOException {
    double score;
    try (AnomalyDetector detector = train(backbone(model).asReference())) {
      score = detector.detect(draw(100)).score();
      detector.save(file);
    }
    try (AnomalyDetector loaded = AnomalyDetector.loader().trustBackbone().load(file)) {
      assertThat(loaded.detect(draw(100)).score()).isEqualTo(score);
    }
    Path moved = Files.move(model, folder.resolve("moved.h5"));
    assertThatThrownBy(() -> AnomalyDetector.loader().trustBackbone().load(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(file + ": needs the backbone ")
        .hasMessageContaining("no such file in " + folder);
    try (AnomalyDetector loaded = AnomalyDetector.load(file, backbone(moved))) {
      assertThat(loaded.detect(draw(100)).score()).isEqualTo(score);
    }
    Files.write(model, Fixtures.bytes("sequential.h5"));
    assertThatThrownBy(() -> AnomalyDetector.loader().trustBackbone().load(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(file + ": needs the backbone " + model.getFileName())
        .hasMessageContaining("SHA-256");
  }

  private AnomalyDetector train(BackboneSource backbone) throws IOException {
    return AnomalyDetector.builder()
        .features(backbone)
        .evidence(Map.of(Evidence.BACKBONE, 1.0))
        .imageSize(SIZE, SIZE)
        .backboneBankSize(200)
        .poses(1)
        .train(images);
  }

  private static KerasBackboneBuilder backbone(Path file) {
    return KerasBackbone.of(file).layers("pool1", "conv2").symmetricNormalization();
  }

  private static Image draw(long seed) {
    Random random = new Random(seed);
    float[] rgb = new float[3 * SIZE * SIZE];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = 0.4f + 0.05f * random.nextFloat() + i % 4 / 2 * 0.1f;
    }
    return Image.of(SIZE, SIZE, rgb);
  }

  /** With a patch that is brighter. */
  private static Image damaged(Image image) {
    float[] rgb = image.toArray();
    for (int i = 0; i < rgb.length; i++) {
      int x = i % SIZE;
      int y = i / SIZE % SIZE;
      rgb[i] = x >= 10 && x < 16 && y >= 10 && y < 16 ? Math.min(1, rgb[i] + 0.3f) : rgb[i];
    }
    return Image.of(SIZE, SIZE, rgb);
  }
}
