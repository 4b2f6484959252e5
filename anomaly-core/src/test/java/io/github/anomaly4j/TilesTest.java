package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.threshold.QuantileThreshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector in tiles on long strips of cloth. */
class TilesTest {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 70;
  private static final int HOLE = 12;

  @TempDir private static Path folder;
  private static ImageSet cloth;
  private static AnomalyDetector detector;

  @BeforeAll
  static void train() throws IOException {
    cloth = strips("cloth", WIDTH, 16, 0);
    detector = builder().train(cloth);
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  private static AnomalyDetectorBuilder builder() {
    return AnomalyDetector.builder()
        .imageSize(64, 64)
        .tiles(96, 16)
        .evidence(Evidence.waveletWeights())
        .memoryBankSize(400)
        .poses(1)
        .threads(2);
  }

  private static Image strip(int width, int seed) {
    RandomGenerator random = RandomStreams.of(seed);
    double phase = random.nextDouble();
    double light = random.nextDouble(0.48, 0.52);
    float[] rgb = new float[3 * width * HEIGHT];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < width; x++) {
        double value = light + 0.1 * Math.sin(y / 2.0 + phase) + 0.04 * random.nextGaussian();
        for (int channel = 0; channel < 3; channel++) {
          rgb[(channel * HEIGHT + y) * width + x] = (float) Math.max(0, Math.min(1, value));
        }
      }
    }
    // As files have it.
    return Image.from(Image.of(width, HEIGHT, rgb).toBufferedImage());
  }

  private static Image pierced(Image image, int left, int top) {
    float[] rgb = image.toArray();
    for (int i = 0; i < rgb.length; i++) {
      int x = i % image.width();
      int y = i / image.width() % image.height();
      if (Math.hypot(x - left - HOLE / 2.0, y - top - HOLE / 2.0) < HOLE / 2.0) {
        rgb[i] *= 0.3f;
      }
    }
    return Image.of(image.width(), image.height(), rgb);
  }

  private static ImageSet strips(String category, int width, int count, int seed)
      throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    Path own = Files.createDirectories(folder.resolve(category));
    for (int i = 0; i < count; i++) {
      entries.add(ImageEntry.normal(write(own, seed + i, strip(width, seed + i)), category));
    }
    return ImageSet.of(entries);
  }

  private static Path write(Path folder, int number, Image image) throws IOException {
    Path file = folder.resolve("%04d.png".formatted(number));
    ImageIO.write(image.toBufferedImage(), "png", file.toFile());
    return file;
  }

  @Test
  void a_small_hole_in_a_long_strip_is_found_wherever_it_is() {
    // In the middle of a tile, across two tiles, and at the border of the strip.
    for (int left : new int[] {40, 84, 443, WIDTH - HOLE}) {
      Detection detection = detector.detect(pierced(strip(WIDTH, 100 + left), left, 30));
      assertThat(detection.anomalous()).as("%s", detection).isTrue();
      assertThat(detection.anomalyMap().highestPlace().distance(left + 6, 36)).isLessThan(16);
      Region region = detection.regions().get(0);
      assertThat(region.contains(left + 6, 36)).isTrue();
      assertThat(region.width()).isLessThan(130);
    }
  }

  @Test
  void normal_strips_of_any_length_pass() {
    int alarms = 0;
    for (int width : new int[] {96, 400, WIDTH, 4000}) {
      for (int i = 0; i < 5; i++) {
        alarms += detector.detect(strip(width, 7000 + width + i)).anomalous() ? 1 : 0;
      }
    }
    assertThat(alarms).isLessThanOrEqualTo(2);
  }

  @Test
  void file_image_and_regions_give_the_same_bits_on_any_number_of_threads() throws IOException {
    Image image = pierced(strip(WIDTH, 55), 300, 20);
    Path file = write(Files.createDirectories(folder.resolve("one")), 1, image);
    Detection ofFile = detector.detect(file);
    Detection ofImage = detector.detect(detector.reader().read(file));
    Detection single;
    try (LargeImage open = detector.reader().open(file)) {
      assertThat(open.byRegions()).isTrue();
      single = Workers.CALLER.run(() -> detector.detect(open));
    }
    for (Detection other : List.of(ofImage, single)) {
      assertThat(other.score()).isEqualTo(ofFile.score());
      assertThat(other.anomalyMap().toArray()).isEqualTo(ofFile.anomalyMap().toArray());
      assertThat(other.contributions()).isEqualTo(ofFile.contributions());
    }
    assertThat(detector.forCategory("cloth").detect(file).score()).isEqualTo(ofFile.score());
    try (Workers two = Workers.of(2);
        Stream<ImageDetector.Result<Path>> results = detector.detectAll(Stream.of(file), two)) {
      assertThat(results.toList().get(0).detection().orElseThrow().score())
          .isEqualTo(ofFile.score());
    }
  }

  @Test
  void the_parts_of_the_score_make_up_its_deviation() {
    Detection detection = detector.detect(pierced(strip(2000, 56), 300, 20));
    assertThat(detection.contributions().values().stream().mapToDouble(Double::doubleValue).sum())
        .isCloseTo(detection.deviation(), within(1e-6));
  }

  @Test
  void the_heat_map_of_a_large_image_is_small_and_the_map_has_the_size_of_the_image() {
    Detection detection = detector.detect(pierced(strip(30_000, 57), 20_000, 20));
    assertThat(detection.anomalyMap().width()).isEqualTo(30_000);
    assertThat(detection.heatmap().getWidth()).isLessThan(25_000);
    assertThat(detection.anomalyMap().highestPlace().distance(20_006, 26)).isLessThan(16);
  }

  @Test
  void a_saved_detector_scores_in_the_same_tiles() throws IOException {
    Path file = folder.resolve("tiles.anomaly");
    detector.save(file);
    Image image = pierced(strip(1500, 58), 300, 20);
    try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
      assertThat(loaded.inTiles()).isTrue();
      assertThat(loaded.reader().limits())
          .isEqualTo(detector.reader().limits())
          .isEqualTo(DecodeLimits.defaultsOfTiles());
      Detection detection = loaded.detect(image);
      assertThat(detection.score()).isEqualTo(detector.detect(image).score());
      assertThat(detection.mapThreshold()).isEqualTo(detector.detect(image).mapThreshold());
    }
  }

  @Test
  void training_knows_its_own_images() throws IOException {
    assertThat(detector.learned(detector.reader().read(cloth.entries().get(0).file()))).isTrue();
    assertThat(detector.learned(strip(WIDTH, 999))).isFalse();
  }

  @Test
  void thresholds_and_normal_images_are_taken_in_tiles_too() throws IOException {
    ImageSet others = strips("cloth", WIDTH, 10, 300);
    try (AnomalyDetector revised = detector.withThresholds(new QuantileThreshold(0.2), others);
        AnomalyDetector extended = detector.withNormal(others)) {
      assertThat(revised.threshold("cloth")).isNotEqualTo(detector.threshold("cloth"));
      Image known = detector.reader().read(others.entries().get(0).file());
      assertThat(extended.detect(known).score()).isLessThan(detector.detect(known).score());
    }
  }

  @Test
  void an_image_smaller_than_a_tile_is_scored_at_the_scale_of_the_others() {
    Image small = strip(80, 59);
    Detection pierced = detector.detect(pierced(small, 30, 30));
    assertThat(pierced.deviation()).isGreaterThan(detector.detect(small).deviation() + 5);
    assertThat(pierced.anomalyMap().width()).isEqualTo(80);
    assertThat(pierced.anomalyMap().highestPlace().distance(36, 36)).isLessThan(16);
  }

  @Test
  void evidence_that_needs_a_position_or_a_network_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                AnomalyDetector.builder()
                    .tiles(256, 32)
                    .evidence(Map.of(Evidence.GAUSSIAN, 1.0))
                    .train(cloth))
        .withMessageContaining("leave out [gaussian]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().restoration().train(cloth))
        .withMessageContaining("restoration()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().features(Features.BOTH).train(cloth))
        .withMessageContaining("features that read the network");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().imageSize(512, 512).train(cloth))
        .withMessageContaining("tiles of at least 128 pixels");
  }

  @Test
  void two_products_are_told_apart_by_their_shrunk_images() throws IOException {
    List<ImageEntry> both = new ArrayList<>(cloth.entries());
    Path own = Files.createDirectories(folder.resolve("foil"));
    for (int i = 0; i < 12; i++) {
      both.add(
          new ImageEntry(write(own, i, foil(i)), "foil", Split.TRAIN, "good", Optional.empty()));
    }
    try (AnomalyDetector two = builder().train(ImageSet.of(both))) {
      Detection ofCloth = two.detect(pierced(strip(WIDTH, 61), 500, 30));
      assertThat(ofCloth.category()).isEqualTo("cloth");
      assertThat(ofCloth.anomalous()).isTrue();
      assertThat(two.detect(foil(77)).category()).isEqualTo("foil");
    }
  }

  private static Image foil(int seed) {
    float[] rgb = strip(WIDTH, 4000 + seed).toArray();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = i < rgb.length / 3 ? 0.8f * rgb[i] + 0.2f : 0.4f * rgb[i];
    }
    return Image.of(WIDTH, HEIGHT, rgb);
  }
}
