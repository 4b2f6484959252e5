package io.github.anomaly4j.internal.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.Warning.Kind;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.PixelRange;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a detector reads images, and its warnings about those that differ from the training images.
 */
class ImageIntakeTest {
  private static final int SHALLOW = 8;

  @TempDir private Path folder;

  @Test
  void the_range_of_a_camera_of_12_bits_is_learned_saved_and_taken_for_every_image()
      throws IOException {
    Path file = folder.resolve("deep.anomaly");
    Path shallow = entries(DrawnParts.DISC, SHALLOW).get(0).file();
    List<ImageEntry> deep = entries(DrawnParts.DISC, 12);
    double score;
    try (AnomalyDetector detector = train(deep)) {
      assertThat(detector.read(deep.get(0).file()).at(0, 32, 32))
          .isCloseTo(Image.read(shallow).at(0, 32, 32), within(1e-3f));
      score = detector.detect(deep.get(0).file()).score();
      // However it was read: an image that Java holds is taken alike.
      assertThat(detector.detect(ImageIO.read(deep.get(0).file().toFile())).score())
          .isEqualTo(score);
      assertThat(detector.detect(deep.get(0).file()).warnings())
          .extracting(Warning::kind)
          .isEmpty();
      detector.save(file);
    }
    try (AnomalyDetector loaded = AnomalyDetector.load(file);
        AnomalyDetector other = train(entries(DrawnParts.DISC, SHALLOW))) {
      assertThat(loaded.detect(deep.get(0).file()).score()).isEqualTo(score);
      // The same product by a camera of 8 bits: the same scores, but for rounding.
      assertThat(other.detect(shallow).score()).isCloseTo(score, within(0.2));
    }
  }

  @Test
  void a_network_learns_deep_images_in_the_range_that_was_learned() throws IOException {
    List<ImageEntry> deep = entries(DrawnParts.DISC, 10);
    try (AnomalyDetector detector =
        DrawnParts.builder()
            .evidence(Map.of(Evidence.RECONSTRUCTION, 1.0))
            .train(ImageSet.of(deep))) {
      Image restored =
          detector
              .explain(detector.reader().read(deep.get(0).file()))
              .reconstruction()
              .orElseThrow();
      float highest = 0;
      for (float value : restored.toArray()) {
        highest = Math.max(highest, value);
      }
      // In 16 bits the brightest would be at 0.01.
      assertThat(highest).isGreaterThan(0.2f);
    }
  }

  @Test
  void what_lies_above_the_learned_range_is_warned_of() throws IOException {
    try (AnomalyDetector detector = train(entries(DrawnParts.DISC, 12))) {
      Path bright = folder.resolve("bright.png");
      writeDeep(DrawnParts.draw(DrawnParts.DISC, 99), bright, 8000);
      assertThat(detector.detect(bright).warnings())
          .filteredOn(warning -> warning.kind() == Kind.RANGE)
          .singleElement()
          .satisfies(warning -> assertThat(warning.message()).contains("0 to 4095", "exposure"));
    }
  }

  @Test
  void deep_images_for_a_shallow_detector_and_the_reverse_are_warned_of() throws IOException {
    Path shallow = entries(DrawnParts.DISC, SHALLOW).get(0).file();
    Path deep = entries(DrawnParts.DISC, 16).get(0).file();
    try (AnomalyDetector learnedShallow = train(entries(DrawnParts.DISC, SHALLOW));
        AnomalyDetector learnedDeep = train(entries(DrawnParts.DISC, 16))) {
      assertThat(kinds(learnedShallow.detect(shallow))).doesNotContain(Kind.DEPTH);
      assertThat(kinds(learnedDeep.detect(deep))).doesNotContain(Kind.DEPTH);
      assertThat(learnedShallow.detect(deep).warnings())
          .anySatisfy(warning -> assertThat(warning.message()).contains("16 bits", "images of 8"));
      assertThat(learnedDeep.detect(shallow).warnings())
          .anySatisfy(warning -> assertThat(warning.message()).contains("8 bits", "images of 16"));
    }
  }

  @Test
  void products_whose_deep_images_have_different_ranges_are_told_at_training() throws IOException {
    List<ImageEntry> all = new ArrayList<>(entries(DrawnParts.DISC, 12));
    all.addAll(entries(DrawnParts.SHEET, 16));
    try (AnomalyDetector detector = train(all)) {
      assertThat(detector.provenance().warnings())
          .anySatisfy(text -> assertThat(text).contains("disc=12", "sheet=16"));
    }
  }

  @Test
  void a_range_that_was_given_is_taken_and_training_images_above_it_are_told() throws IOException {
    List<ImageEntry> deep = entries(DrawnParts.DISC, 12);
    try (AnomalyDetector detector =
        builder().pixelRange(new PixelRange(0, 1000)).train(ImageSet.of(deep))) {
      assertThat(detector.read(deep.get(0).file()).at(0, 32, 32)).isEqualTo(1);
      assertThat(detector.provenance().warnings())
          .anySatisfy(text -> assertThat(text).contains("disc", "0 to 1000", "cut off"));
    }
  }

  @Test
  void images_that_two_products_share_are_told_at_training() throws IOException {
    List<ImageEntry> all = new ArrayList<>(entries(DrawnParts.DISC, SHALLOW));
    for (ImageEntry entry : entries(DrawnParts.DISC, SHALLOW)) {
      all.add(ImageEntry.normal(entry.file(), "other"));
    }
    try (AnomalyDetector detector = train(all)) {
      assertThat(detector.provenance().warnings())
          .anySatisfy(
              text ->
                  assertThat(text).contains("6 of 6 images of other are the same", ".png of disc"));
    }
  }

  @Test
  void images_to_learn_whose_masks_mark_a_defect_are_told() throws IOException {
    Path white = folder.resolve("white.png");
    BufferedImage mask = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(mask, "png", folder.resolve("black.png").toFile());
    mask.setRGB(5, 5, 0xffffffff);
    ImageIO.write(mask, "png", white.toFile());
    List<ImageEntry> entries = new ArrayList<>();
    for (ImageEntry entry : entries(DrawnParts.DISC, SHALLOW)) {
      Path own = entries.isEmpty() ? white : folder.resolve("black.png");
      entries.add(
          new ImageEntry(
              entry.file(), entry.category(), entry.split(), ImageEntry.GOOD, Optional.of(own)));
    }
    try (AnomalyDetector detector = train(entries)) {
      assertThat(detector.provenance().warnings())
          .anySatisfy(
              text ->
                  assertThat(text)
                      .contains("1 of 6 images of disc are learned as normal", "0.png; take them"));
    }
  }

  @Test
  void floats_whose_tags_tell_a_range_for_each_image_are_refused_with_both_ranges()
      throws IOException {
    List<ImageEntry> floats = floats(0, 200);
    write(DrawnParts.draw(DrawnParts.DISC, 7), floats.get(3).file(), 200, Optional.of(400f));

    assertThatThrownBy(() -> train(floats))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(".tif", "0 to 400", "0 to 200", "--range");
  }

  @Test
  void floats_of_another_range_than_that_of_training_are_warned_of() throws IOException {
    Path other = folder.resolve("other.tif");
    write(DrawnParts.draw(DrawnParts.DISC, 50), other, 200, Optional.of(400f));
    Path file = folder.resolve("floats.anomaly");
    List<ImageEntry> floats = floats(0, 200);
    try (AnomalyDetector detector = train(floats)) {
      assertThat(kinds(detector.detect(floats.get(0).file()))).doesNotContain(Kind.RANGE);
      detector.save(file);
    }
    try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
      assertThat(loaded.detect(other).warnings())
          .filteredOn(warning -> warning.kind() == Kind.RANGE)
          .singleElement()
          .satisfies(warning -> assertThat(warning.message()).contains("0 to 400", "0 to 200"));
    }
  }

  @Test
  void floats_outside_the_range_that_was_given_are_told_at_training_and_detection()
      throws IOException {
    List<ImageEntry> floats = floats(0, 200);
    try (AnomalyDetector narrow =
            builder().pixelRange(new PixelRange(0, 20)).train(ImageSet.of(floats));
        AnomalyDetector whole =
            builder().pixelRange(new PixelRange(0, 200)).train(ImageSet.of(floats))) {
      assertThat(narrow.provenance().warnings())
          .anySatisfy(text -> assertThat(text).contains("disc", "0 to 20,", "cut off"));
      assertThat(whole.provenance().warnings()).noneMatch(text -> text.contains("cut off"));
      assertThat(kinds(whole.detect(floats.get(0).file()))).doesNotContain(Kind.RANGE);
      Path bright = folder.resolve("bright.tif");
      write(DrawnParts.draw(DrawnParts.DISC, 50), bright, 2000, Optional.empty());
      assertThat(whole.detect(bright).warnings())
          .filteredOn(warning -> warning.kind() == Kind.RANGE)
          .singleElement()
          .satisfies(warning -> assertThat(warning.message()).contains("%", "0 to 200"));
    }
  }

  @Test
  void deep_images_below_the_range_that_was_given_are_warned_of() throws IOException {
    List<ImageEntry> deep = entries(DrawnParts.DISC, 12);
    try (AnomalyDetector detector =
        builder().pixelRange(new PixelRange(400, 4095)).train(ImageSet.of(deep))) {
      Path dark = folder.resolve("dark.png");
      writeDeep(DrawnParts.draw(DrawnParts.DISC, 99), dark, 400);
      assertThat(kinds(detector.detect(dark))).contains(Kind.RANGE);
      assertThat(kinds(detector.detect(deep.get(0).file()))).doesNotContain(Kind.RANGE);
    }
  }

  /** Tags that tell 0 to the given maximum. */
  private List<ImageEntry> floats(int first, float most) throws IOException {
    Path own = Files.createDirectories(folder.resolve("floats"));
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = first; i < first + 6; i++) {
      Path file = own.resolve(i + ".tif");
      write(DrawnParts.draw(DrawnParts.DISC, i), file, most, Optional.of(most));
      entries.add(ImageEntry.normal(file, DrawnParts.DISC));
    }
    return entries;
  }

  /** A gray TIFF of floats, of the first channel times white; with tags of a range or without. */
  private static void write(Image image, Path file, float white, Optional<Float> most)
      throws IOException {
    int pixels = image.width() * image.height();
    int tags = most.isPresent() ? 11 : 9;
    int data = 8 + 2 + tags * 12 + 4;
    ByteBuffer tiff = ByteBuffer.allocate(data + 4 * pixels).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) tags);
    int[][] numbers = {
      {256, image.width()},
      {257, image.height()},
      {258, 32},
      {259, 1},
      {262, 1},
      {273, data},
      {278, image.height()},
      {279, 4 * pixels},
      {339, 3}
    };
    for (int[] number : numbers) {
      tiff.putShort((short) number[0]).putShort((short) 4).putInt(1).putInt(number[1]);
    }
    if (most.isPresent()) {
      tiff.putShort((short) 340).putShort((short) 11).putInt(1).putFloat(0);
      tiff.putShort((short) 341).putShort((short) 11).putInt(1).putFloat(most.get());
    }
    tiff.putInt(0);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        tiff.putFloat(image.at(0, x, y) * white);
      }
    }
    Files.write(file, tiff.array());
  }

  @Test
  void another_size_and_lost_colors_are_warned_of_with_both_figures() throws IOException {
    try (AnomalyDetector detector = train(entries(DrawnParts.SHEET, SHALLOW))) {
      Image sheet = DrawnParts.draw(DrawnParts.SHEET, 50);
      assertThat(kinds(detector.detect(sheet))).isEmpty();
      assertThat(kinds(detector.detect(sheet.resize(68, 62)))).isEmpty();
      assertThat(detector.detect(sheet.resize(90, 90)).warnings())
          .filteredOn(warning -> warning.kind() == Kind.SIZE)
          .singleElement()
          .satisfies(warning -> assertThat(warning.message()).contains("90 x 90", "64 x 64"));
      float[] gray = sheet.toArray();
      System.arraycopy(gray, 0, gray, 64 * 64, 64 * 64);
      System.arraycopy(gray, 0, gray, 2 * 64 * 64, 64 * 64);
      assertThat(kinds(detector.detect(64, 64, gray))).containsExactly(Kind.COLOR);
    }
  }

  @Test
  void new_normal_images_widen_what_is_not_warned_of() throws IOException {
    try (AnomalyDetector detector = train(entries(DrawnParts.SHEET, SHALLOW))) {
      Path large = folder.resolve("large.png");
      Image image = DrawnParts.draw(DrawnParts.SHEET, 50).resize(90, 90);
      ImageIO.write(image.toBufferedImage(), "png", large.toFile());
      try (AnomalyDetector wider =
          detector.withNormal(ImageSet.of(List.of(ImageEntry.normal(large, DrawnParts.SHEET))))) {
        assertThat(kinds(detector.detect(large))).contains(Kind.SIZE);
        assertThat(kinds(wider.detect(large))).doesNotContain(Kind.SIZE);
      }
    }
  }

  @Test
  void a_line_scan_that_is_shrunk_twentyfold_is_told_with_the_smallest_defect_that_shows() {
    assertThat(InputWarnings.shrunk(4)).isEmpty();
    assertThat(InputWarnings.shrunk(4.1))
        .hasValueSatisfying(text -> assertThat(text).contains("below about 9 pixels", "tiles"));
    assertThat(InputWarnings.shrunk(5000 / 256.0))
        .hasValueSatisfying(
            text -> assertThat(text).contains("19.5 times smaller", "below about 40 pixels"));
  }

  @Test
  void compression_is_warned_of_where_training_showed_better_or_far_worse() {
    int lossless = ImageTraits.LOSSLESS;
    assertThat(compression(60, lossless, lossless))
        .hasValueSatisfying(
            text -> assertThat(text).contains("JPEG of quality 60", "stored without loss"));
    assertThat(compression(95, lossless, lossless)).isEmpty();
    assertThat(compression(lossless, lossless, lossless)).isEmpty();
    assertThat(compression(60, 70, 95)).isEmpty();
    assertThat(compression(50, 70, 95))
        .hasValueSatisfying(text -> assertThat(text).contains("quality 50", "quality 70 to 95"));
    assertThat(compression(lossless, 50, 60)).isPresent();
    assertThat(compression(lossless, 50, 85)).isEmpty();
    assertThat(compression(60, 60, lossless)).isEmpty();
    assertThat(compression(ImageTraits.UNKNOWN, lossless, lossless)).isEmpty();
    assertThat(compression(60, ImageTraits.UNKNOWN, ImageTraits.UNKNOWN)).isEmpty();
  }

  @Test
  void wildly_mixed_training_images_are_told_and_usual_ones_are_not() {
    List<String> told = new ArrayList<>();
    InputReview review = new InputReview(told::add);
    review.mixed("nut", new ImageTraits(100, 110, 50, 55, 8, 8, 80, 95, 0.2, 0.9), 3);
    assertThat(told).isEmpty();
    review.mixed("bolt", new ImageTraits(100, 300, 50, 55, 8, 16, 40, 101, 0, 0.9), 20);
    assertThat(told)
        .hasSize(5)
        .allMatch(text -> text.startsWith("bolt: "))
        .anyMatch(text -> text.contains("8 and of 16 bits"))
        .anyMatch(text -> text.contains("100 to 300 pixels wide"))
        .anyMatch(text -> text.contains("quality 40"))
        .anyMatch(text -> text.contains("gray and colored"))
        .anyMatch(text -> text.contains("20.0 times smaller"));
  }

  @Test
  void a_detector_reads_files_within_the_limits_of_its_training_or_loading() throws IOException {
    List<ImageEntry> entries = entries(DrawnParts.DISC, SHALLOW);
    Path file = folder.resolve("limits.anomaly");
    try (AnomalyDetector detector = train(entries)) {
      detector.save(file);
    }
    try (AnomalyDetector loaded =
        AnomalyDetector.loader().decodeLimits(new DecodeLimits(1 << 20, 4000)).load(file)) {
      assertThatThrownBy(() -> loaded.detect(entries.get(0).file()))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("4000");
    }
  }

  private static Optional<String> compression(int quality, int least, int most) {
    Image image = Image.filled(64, 64, 0.5f, 0.5f, 0.5f);
    return InputWarnings.of(
            "nut",
            image,
            new ImageTraits(64, 64, 64, 64, 8, 8, quality, quality, 0, 0),
            new ImageTraits(64, 64, 64, 64, 8, 8, least, most, 0, 0),
            null,
            1)
        .stream()
        .filter(warning -> warning.kind() == Kind.COMPRESSION)
        .map(Warning::message)
        .findFirst();
  }

  /** Of what this is about; scores of tiny detectors are warned of for other reasons too. */
  private static List<Kind> kinds(Detection detection) {
    List<Kind> kinds = new ArrayList<>(detection.warnings().stream().map(Warning::kind).toList());
    kinds.retainAll(
        List.of(Kind.RANGE, Kind.DEPTH, Kind.SIZE, Kind.COLOR, Kind.COMPRESSION, Kind.SHRUNK));
    return kinds;
  }

  private static AnomalyDetector train(List<ImageEntry> entries) throws IOException {
    return builder().train(ImageSet.of(entries));
  }

  private static AnomalyDetectorBuilder builder() {
    return AnomalyDetector.builder()
        .imageSize(64, 64)
        .evidence(Map.of(Evidence.PATCH, 1.0))
        .memoryBankSize(200)
        .poses(0);
  }

  private List<ImageEntry> entries(String category, int bits) throws IOException {
    Path own = Files.createDirectories(folder.resolve(category + bits));
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Path file = own.resolve(i + ".png");
      Image image = DrawnParts.draw(category, i);
      if (bits == SHALLOW) {
        ImageIO.write(image.toBufferedImage(), "png", file.toFile());
      } else {
        writeDeep(image, file, (1 << bits) - 1);
      }
      entries.add(ImageEntry.normal(file, category));
    }
    return entries;
  }

  /** Colors of 16 bits a channel, of which as many steps are used as given. */
  private static void writeDeep(Image image, Path file, int white) throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    BufferedImage buffered =
        new BufferedImage(
            model,
            model.createCompatibleWritableRaster(image.width(), image.height()),
            false,
            null);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          // Rounded to 8 bits first, as the shallow twin is.
          float value = Math.round(image.at(channel, x, y) * 255) / 255f;
          buffered.getRaster().setSample(x, y, channel, Math.round(value * white));
        }
      }
    }
    ImageIO.write(buffered, "png", file.toFile());
  }
}
