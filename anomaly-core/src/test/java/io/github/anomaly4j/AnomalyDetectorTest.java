package io.github.anomaly4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.internal.detector.Heatmap;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a trained detector; training has its own test. */
class AnomalyDetectorTest {
  private static final int CONTOUR = 0xff8b0000;
  @TempDir private static Path folder;
  private static AnomalyDetector detector;

  @BeforeAll
  static void train() throws IOException {
    detector = DrawnParts.builder().restoration().train(DrawnParts.write(folder, 16));
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Test
  void a_damaged_image_scores_above_every_normal_one() {
    for (String category : detector.categories()) {
      double highest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < 10; i++) {
        highest = Math.max(highest, detector.detect(DrawnParts.draw(category, 100 + i)).score());
      }
      for (int i = 0; i < 5; i++) {
        Image damaged = DrawnParts.damaged(DrawnParts.draw(category, 200 + i), 20 + 2 * i, 24);
        Detection detection = detector.detect(damaged);
        assertThat(detection.score()).isGreaterThan(highest);
        assertThat(detection.anomalous()).isEqualTo(detection.score() > detection.threshold());
      }
    }
  }

  /** Without the mask output: a network of a few steps does not know yet where damage is. */
  @Test
  void the_maps_maximum_lies_within_a_patch_of_the_defect() throws IOException {
    try (AnomalyDetector library =
        DrawnParts.builder()
            .network(DrawnParts.network().withMaskOutput(false))
            .epochs(1)
            .train(DrawnParts.write(folder.resolve("again"), 12))) {
      for (String category : library.categories()) {
        for (int left : new int[] {10, 26, 40}) {
          Image damaged = DrawnParts.damaged(DrawnParts.draw(category, 300 + left), left, 24);
          float[] map = library.detect(damaged).anomalyMap().toArray();
          int highest = 0;
          for (int i = 0; i < map.length; i++) {
            highest = map[i] > map[highest] ? i : highest;
          }
          assertThat(highest % 64).as(category).isBetween(left - 8, left + 13 + 8);
          assertThat(highest / 64).as(category).isBetween(24 - 8, 24 + 13 + 8);
        }
      }
    }
  }

  @Test
  void every_image_is_routed_to_its_category() {
    assertThat(detector.categories()).containsExactly(DrawnParts.DISC, DrawnParts.SHEET);
    for (String category : detector.categories()) {
      for (int i = 0; i < 5; i++) {
        assertThat(detector.detect(DrawnParts.draw(category, 400 + i)).category())
            .isEqualTo(category);
      }
    }
  }

  @Test
  void a_named_category_is_used_whatever_the_image_shows() {
    Image disc = DrawnParts.draw(DrawnParts.DISC, 1);
    Detection named = detector.forCategory(DrawnParts.SHEET).detect(disc);
    assertThat(named.category()).isEqualTo(DrawnParts.SHEET);
    assertThat(named.threshold()).isEqualTo(detector.threshold(DrawnParts.SHEET));
    assertThat(named.score()).isGreaterThan(detector.detect(disc).score());
    assertThat(detector.forCategory(DrawnParts.DISC).detect(disc).score())
        .isEqualTo(detector.detect(disc).score());
  }

  @Test
  void an_unknown_category_is_refused_with_those_that_are_known() {
    assertThatThrownBy(
            () -> detector.forCategory("nut").detect(DrawnParts.draw(DrawnParts.DISC, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nut")
        .hasMessageContaining("disc, sheet");
    assertThatThrownBy(() -> detector.threshold("nut"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nut");
  }

  @Test
  void a_category_can_be_named_for_every_way_to_give_an_image() throws IOException {
    Image disc = DrawnParts.draw(DrawnParts.DISC, 7);
    Path file = folder.resolve("named.png");
    ImageIO.write(disc.toBufferedImage(), "png", file.toFile());
    ImageDetector sheets = detector.forCategory(DrawnParts.SHEET);
    Detection expected = sheets.detect(Image.read(file));
    byte[] bytes = Files.readAllBytes(file);

    assertThat(expected.category()).isEqualTo(DrawnParts.SHEET);
    assertThat(detector.detect(file).category()).isEqualTo(DrawnParts.DISC);
    assertSame(sheets.detect(file), expected);
    assertSame(sheets.detect(bytes), expected);
    assertSame(sheets.detect(new ByteArrayInputStream(bytes)), expected);
    assertSame(sheets.detect(ImageIO.read(file.toFile())), expected);
    Image image = Image.read(file);
    assertSame(sheets.detect(image.width(), image.height(), image.toArray()), expected);
  }

  @Test
  void a_saved_and_loaded_detector_gives_the_same_bits() throws IOException {
    Path file = folder.resolve("saved/parts.anomaly");
    detector.save(file);
    try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
      assertThat(loaded.categories()).isEqualTo(detector.categories());
      assertThat(loaded.provenance()).isEqualTo(detector.provenance());
      for (String category : detector.categories()) {
        assertThat(loaded.threshold(category)).isEqualTo(detector.threshold(category));
        for (Image image : images(category)) {
          assertSame(loaded.detect(image), detector.detect(image));
        }
      }
      Path again = folder.resolve("saved/again.anomaly");
      loaded.save(again);
      assertThat(again).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void a_detectors_file_that_was_cut_is_refused_by_name() throws IOException {
    Path file = folder.resolve("whole.anomaly");
    detector.save(file);
    byte[] bytes = Files.readAllBytes(file);
    Path cut = folder.resolve("cut.anomaly");
    for (int part = 0; part < 5; part++) {
      Files.write(cut, Arrays.copyOf(bytes, bytes.length / 5 * part + part));
      assertThatThrownBy(() -> AnomalyDetector.load(cut))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining(cut.toString());
    }
  }

  @Test
  void the_ways_to_give_an_image_agree() throws IOException {
    BufferedImage buffered = DrawnParts.draw(DrawnParts.SHEET, 5).toBufferedImage();
    Image image = Image.from(buffered);
    Path file = folder.resolve("one.png");
    ImageIO.write(buffered, "png", file.toFile());
    Detection expected = detector.detect(image);
    assertSame(detector.detect(buffered), expected);
    assertSame(detector.detect(file), expected);
    assertSame(detector.detect(64, 64, image.toArray()), expected);
  }

  @Test
  void many_images_are_scored_in_order_and_a_failure_is_that_images_result() throws IOException {
    List<Path> files = new ArrayList<>();
    List<Detection> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String category = i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET;
      Path file = folder.resolve("many" + i + ".png");
      ImageIO.write(DrawnParts.draw(category, 600 + i).toBufferedImage(), "png", file.toFile());
      files.add(file);
      expected.add(detector.detect(file));
    }
    Path broken = Files.writeString(folder.resolve("broken.png"), "no image", UTF_8);
    files.add(4, broken);
    Path missing = folder.resolve("missing.png");
    files.add(7, missing);
    try (Workers workers = Workers.of(3);
        Stream<ImageDetector.Result<Path>> all = detector.detectAll(files.stream(), workers)) {
      List<ImageDetector.Result<Path>> results = all.toList();
      assertThat(results).extracting(ImageDetector.Result::source).isEqualTo(files);
      assertThat(results.get(4).detection()).isEmpty();
      assertThat(results.get(4).failure().orElseThrow())
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("broken.png");
      assertThat(results.get(7).failure().orElseThrow())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("missing.png");
      List<Detection> found =
          results.stream().flatMap(result -> result.detection().stream()).toList();
      assertThat(found).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertSame(found.get(i), expected.get(i));
      }
    }
  }

  @Test
  void many_images_can_come_from_anywhere_and_be_of_a_named_category() throws IOException {
    List<Long> seeds = List.of(11L, 12L, 13L);
    try (Stream<ImageDetector.Result<Long>> all =
        detector
            .forCategory(DrawnParts.SHEET)
            .detectAll(
                seeds.stream(), seed -> DrawnParts.draw(DrawnParts.DISC, seed), Workers.CALLER)) {
      assertThat(all)
          .allSatisfy(
              result -> {
                assertThat(result.detection().orElseThrow().category()).isEqualTo(DrawnParts.SHEET);
                assertThat(result.time()).isPositive();
              })
          .hasSize(3);
    }
  }

  @Test
  void images_of_any_size_get_a_map_and_a_heat_map_of_their_own_size() {
    for (int[] size :
        new int[][] {{1, 1}, {3, 500}, {500, 3}, {1, 10_000}, {63, 65}, {31, 7}, {200, 100}}) {
      Detection detection =
          detector.detect(DrawnParts.draw(DrawnParts.SHEET, 1).resize(size[0], size[1]));
      assertThat(detection.score()).isFinite();
      assertThat(detection.anomalyMap())
          .extracting(AnomalyMap::width, AnomalyMap::height)
          .containsExactly(size[0], size[1]);
      assertThat(detection.anomalyMap().toArray()).hasSize(size[0] * size[1]);
      for (float value : detection.anomalyMap().toArray()) {
        assertThat(value).isFinite();
      }
      assertThat(detection.heatmap())
          .extracting(BufferedImage::getWidth, BufferedImage::getHeight)
          .containsExactly(size[0], size[1]);
      assertThat(detection.anomalyMap().regions(-100))
          .singleElement()
          .satisfies(
              whole ->
                  assertThat(List.of(whole.x(), whole.y(), whole.width(), whole.height()))
                      .isEqualTo(List.of(0, 0, size[0], size[1])));
    }
  }

  @Test
  void palette_alpha_and_16_bit_images_are_read_as_the_same_image() {
    BufferedImage plain = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    paint(plain);
    Detection expected = detector.detect(plain);
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_3BYTE_BGR
        }) {
      BufferedImage other = new BufferedImage(64, 64, type);
      paint(other);
      assertThat(detector.detect(other).score()).isEqualTo(expected.score());
    }
    BufferedImage palette = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_INDEXED);
    paint(palette);
    assertThat(detector.detect(palette).score()).isCloseTo(expected.score(), within(0.5));
    BufferedImage deep = new BufferedImage(64, 64, BufferedImage.TYPE_USHORT_GRAY);
    BufferedImage gray = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    short[] samples = ((DataBufferUShort) deep.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < samples.length; i++) {
      int level = 4 * (i % 64);
      samples[i] = (short) (257 * level);
      gray.setRGB(i % 64, i / 64, level * 0x10101);
    }
    assertThat(detector.detect(deep).score())
        .isCloseTo(detector.detect(gray).score(), within(0.05));
  }

  @Test
  void a_reconstruction_has_the_images_proportions_and_partial_scores_their_names() {
    Detection detection = detector.explain(DrawnParts.draw(DrawnParts.DISC, 3).resize(100, 80));
    assertThat(detection.reconstruction().orElseThrow())
        .extracting(Image::width, Image::height)
        .containsExactly(64, 51);
    assertThat(detection.partialScores()).containsKeys("patch", "mask", "reconstruction");
    assertThat(detection.toString()).contains("disc").contains("score");
  }

  @Test
  void what_does_not_count_is_told_on_request_alone_and_changes_nothing() {
    for (Image image : images(DrawnParts.DISC)) {
      Detection plain = detector.detect(image);
      Detection explained = detector.explain(image);
      assertThat(plain.partialScores()).containsOnlyKeys("patch", "detail", "image");
      assertThat(plain.reconstruction()).isEmpty();
      assertThat(explained.partialScores()).containsAllEntriesOf(plain.partialScores());
      assertThat(explained.score()).isEqualTo(plain.score());
      assertThat(explained.anomalyMap().toArray()).isEqualTo(plain.anomalyMap().toArray());
      assertThat(detector.forCategory(DrawnParts.DISC).explain(image).partialScores())
          .isEqualTo(explained.partialScores());
    }
  }

  @Test
  void a_heat_map_is_the_image_itself_below_the_threshold_but_for_contours() {
    Image normal = DrawnParts.draw(DrawnParts.DISC, 2);
    for (Image image : List.of(normal, DrawnParts.damaged(normal, 25, 25))) {
      Detection detection = detector.detect(image);
      assertThat(detection.anomalyMap().max() > detection.mapThreshold())
          .isEqualTo(image != normal);
      BufferedImage plain = image.toBufferedImage();
      BufferedImage heat = detection.heatmap();
      for (int i = 0; i < 64 * 64; i++) {
        if (detection.anomalyMap().at(i % 64, i / 64) <= (float) detection.mapThreshold()
            && heat.getRGB(i % 64, i / 64) != CONTOUR) {
          assertThat(heat.getRGB(i % 64, i / 64)).isEqualTo(plain.getRGB(i % 64, i / 64));
        }
      }
    }
  }

  @Test
  void the_maps_of_new_normal_images_are_clear_but_for_few() {
    int marked = 0;
    for (int i = 0; i < 40; i++) {
      Image image = DrawnParts.draw(i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET, 900 + i);
      Detection detection = detector.detect(image);
      marked += detection.anomalyMap().max() > detection.mapThreshold() ? 1 : 0;
    }
    // The stated rate is 2 %; with that, more than 4 of 40 are seen once in 500 times.
    assertThat(marked).isLessThanOrEqualTo(4);
  }

  @Test
  void an_image_without_contrast_is_warned_of_and_does_not_pass() {
    Random noise = new Random(3);
    float[] covered = new float[3 * 64 * 64];
    for (int i = 0; i < covered.length; i++) {
      covered[i] = 0.02f + 0.01f * noise.nextFloat();
    }
    float[] hot = covered.clone();
    hot[64 * 20 + 20] = 1;
    for (Image blank :
        List.of(
            Image.filled(64, 64, 0, 0, 0),
            Image.filled(300, 40, 0.5f, 0.4f, 0.3f),
            Image.filled(64, 64, 1, 1, 1),
            Image.of(64, 64, covered),
            Image.of(64, 64, hot))) {
      Detection detection = detector.detect(blank);
      assertThat(detection.warnings())
          .filteredOn(warning -> warning.kind() == Warning.Kind.BLANK)
          .singleElement()
          .satisfies(warning -> assertThat(warning.message()).contains("lens"));
      assertThat(detection.passes()).isFalse();
    }
    for (String category : detector.categories()) {
      assertThat(detector.detect(DrawnParts.draw(category, 31)).warnings())
          .noneMatch(warning -> warning.kind() == Warning.Kind.BLANK);
    }
  }

  @Test
  void a_heat_map_is_red_far_above_the_threshold() {
    AnomalyMap map = new AnomalyMap(3, 1, 3, 1, new float[] {0, 0, 100});
    BufferedImage heat = Heatmap.draw(Image.filled(3, 1, 0, 0, 1), map, 1);
    assertThat(new Color(heat.getRGB(0, 0))).isEqualTo(new Color(0, 0, 255));
    assertThat(heat.getRGB(1, 0)).isEqualTo(CONTOUR);
    assertThat(new Color(heat.getRGB(2, 0)).getRed()).isGreaterThan(150);
    assertThat(new Color(heat.getRGB(2, 0)).getBlue()).isLessThan(100);
  }

  @Test
  void bytes_and_streams_of_a_file_are_scored_as_the_file() throws IOException {
    Path file = folder.resolve("upload.png");
    Image image = DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 4), 20, 20);
    ImageIO.write(image.toBufferedImage(), "png", file.toFile());
    Detection.Summary expected = detector.detect(file).summary();
    assertThat(detector.detect(Files.readAllBytes(file)).summary()).isEqualTo(expected);
    try (InputStream in = Files.newInputStream(file)) {
      assertThat(detector.detect(in).summary()).isEqualTo(expected);
    }
  }

  @Test
  void bytes_and_streams_that_are_no_image_are_refused() {
    byte[] html = "<html>too large</html>".getBytes(UTF_8);
    assertThatThrownBy(() -> detector.detect(html)).isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> detector.detect(new ByteArrayInputStream(html)))
        .isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> detector.detect(new byte[0])).isInstanceOf(ImageException.class);
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };
    assertThatThrownBy(() -> detector.detect(endless)).isInstanceOf(ImageException.class);
  }

  @Test
  void what_image_io_does_not_read_is_refused_with_what_to_do() throws IOException {
    BufferedImage none = ImageIO.read(new ByteArrayInputStream("no image".getBytes(UTF_8)));
    assertThatThrownBy(() -> detector.detect(none))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("ImageIO.read")
        .hasMessageContaining("give the file");
  }

  @Test
  void a_file_that_is_no_image_is_named() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "this is text");
    assertThatThrownBy(() -> detector.detect(text))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(text.toString());
  }

  @Test
  void the_provenance_tells_of_the_run() {
    Provenance provenance = detector.provenance();
    assertThat(provenance.seed()).isEqualTo(7);
    assertThat(provenance.images())
        .containsEntry(DrawnParts.DISC, new Provenance.ImageCount(12, 4))
        .containsEntry(DrawnParts.SHEET, new Provenance.ImageCount(12, 4));
    assertThat(provenance.epochs()).isEqualTo(2);
    assertThat(provenance.networks())
        .singleElement()
        .extracting(Provenance.NetworkTraining::categories)
        .isEqualTo(detector.categories());
    assertThat(provenance.skipped()).isEmpty();
    assertThat(provenance.dataFingerprint()).matches("[0-9a-f]{64}");
    assertThat(provenance.trainSeconds()).isPositive();
    assertThat(provenance.peakMemoryBytes()).isGreaterThan(10L << 20);
    assertThat(provenance.libraryVersion()).matches("\\d+\\.\\d+.*");
    assertThat(provenance.runtime())
        .matches("Java .+, .+, \\d+ processors, ND4J \\d.+ on .+Backend");
    // 8 held-out images are too few for the default 2 %.
    assertThat(provenance.warnings()).singleElement().asString().contains("extrapolated");
  }

  @Test
  void a_closed_detector_says_so() throws IOException {
    Path file = folder.resolve("closing.anomaly");
    detector.save(file);
    AnomalyDetector closed = AnomalyDetector.load(file);
    closed.close();
    closed.close();
    Image image = DrawnParts.draw(DrawnParts.DISC, 1);
    assertThatThrownBy(() -> closed.detect(image))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> closed.forCategory(DrawnParts.DISC).detect(image))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> closed.save(folder.resolve("never")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(folder.resolve("never")).doesNotExist();
  }

  @Test
  void closing_waits_for_the_detections_under_way() throws Exception {
    Path file = folder.resolve("closing2.anomaly");
    detector.save(file);
    Image image = DrawnParts.draw(DrawnParts.DISC, 1);
    double expected = detector.detect(image).score();
    AnomalyDetector closing = AnomalyDetector.load(file);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<Integer>> loops = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        loops.add(
            threads.submit(
                () -> {
                  int detections = 0;
                  while (true) {
                    double score;
                    try {
                      score = closing.detect(image).score();
                    } catch (IllegalStateException e) {
                      return detections;
                    }
                    assertThat(score).isEqualTo(expected);
                    detections++;
                  }
                }));
      }
      Thread.sleep(200);
      closing.close();
      for (Future<Integer> loop : loops) {
        assertThat(loop.get()).isNotNegative();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void memory_stays_flat_over_many_detections() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/statm")), "needs Linux");
    Image image = DrawnParts.draw(DrawnParts.SHEET, 1);
    for (int i = 0; i < 60; i++) {
      detector.detect(image);
    }
    System.gc();
    long before = residentBytes();
    for (int i = 0; i < 200; i++) {
      detector.detect(image);
    }
    System.gc();
    // One detection's arrays are about 3 MB: a leak of any of them would show.
    assertThat(residentBytes() - before).isLessThan(150L << 20);
  }

  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
  }

  private static void paint(BufferedImage buffered) {
    Graphics2D graphics = buffered.createGraphics();
    graphics.setColor(new Color(51, 51, 51));
    graphics.fillRect(0, 0, 64, 64);
    graphics.setColor(new Color(153, 153, 204));
    graphics.fillRect(16, 16, 32, 32);
    graphics.dispose();
  }

  private static List<Image> images(String category) {
    Image normal = DrawnParts.draw(category, 500);
    return List.of(
        normal, DrawnParts.damaged(normal, 30, 10), normal.resize(90, 40), normal.resize(20, 33));
  }

  private static void assertSame(Detection found, Detection expected) {
    assertThat(found.score()).isEqualTo(expected.score());
    assertThat(found.threshold()).isEqualTo(expected.threshold());
    assertThat(found.category()).isEqualTo(expected.category());
    assertThat(found.partialScores()).isEqualTo(expected.partialScores());
    assertThat(found.anomalyMap().toArray()).isEqualTo(expected.anomalyMap().toArray());
    assertThat(found.reconstruction()).isEqualTo(expected.reconstruction());
  }
}
