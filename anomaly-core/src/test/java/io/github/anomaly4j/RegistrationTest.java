package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.score.Calibration;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.registration.Registration;
import java.awt.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detectors that shift and turn images before they score them. */
class RegistrationTest {
  private static final int SIDE = 96;

  @TempDir private static Path folder;

  private static AnomalyDetector registered;
  private static AnomalyDetector plain;

  @BeforeAll
  static void train() throws IOException {
    registered = builder().registration(0.15, 12).train(plates());
    plain = builder().train(plates());
  }

  @AfterAll
  static void close() {
    registered.close();
    plain.close();
  }

  private static AnomalyDetectorBuilder builder() {
    return DrawnParts.builder().imageSize(SIDE, SIDE).poses(0);
  }

  private static ImageSet plates() {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      RandomGenerator random = RandomStreams.of(1, i);
      Image image =
          plate(i, random.nextDouble(-1, 1), random.nextDouble(-1, 1), random.nextDouble(-1, 1), 0);
      entries.add(ImageEntry.normal("plate-" + i, "plate", ImageContent.of(image)));
    }
    return ImageSet.of(entries);
  }

  /**
   * A bright plate with two holes and a slot on a dark ground.
   *
   * @param defect the radius of a dark spot on its right half
   */
  private static Image plate(long seed, double dx, double dy, double degrees, double defect) {
    RandomGenerator random = RandomStreams.of(2, seed);
    float[] rgb = new float[3 * SIDE * SIDE];
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    for (int i = 0; i < SIDE * SIDE; i++) {
      double atX = i % SIDE - (SIDE - 1) / 2.0 - dx;
      double atY = i / SIDE - (SIDE - 1) / 2.0 - dy;
      double x = cos * atX + sin * atY;
      double y = cos * atY - sin * atX;
      double inside = Math.min(30 - Math.abs(x), 22 - Math.abs(y));
      inside = Math.min(inside, Math.hypot(x + 18, y + 10) - 5);
      inside = Math.min(inside, Math.hypot(x - 20, y + 12) - 3);
      inside = Math.min(inside, Math.max(Math.abs(x + 5) - 12, Math.abs(y - 12) - 2.5));
      inside = Math.min(inside, Math.hypot(x - 14, y - 6) - defect);
      double value =
          0.15 + 0.6 * Math.max(0, Math.min(1, inside + 0.5)) + 0.01 * random.nextGaussian();
      for (int channel = 0; channel < 3; channel++) {
        rgb[channel * SIDE * SIDE + i] = (float) Math.max(0, Math.min(1, value));
      }
    }
    return Image.of(SIDE, SIDE, rgb);
  }

  @Test
  void a_part_that_lies_elsewhere_is_said_to_lie_there_and_scores_as_if_it_did_not() {
    Image moved = plate(100, 6, -5, 8, 0);

    Detection detection = registered.detect(moved);

    Registration registration = detection.registration().orElseThrow();
    assertThat(registration.found()).isTrue();
    assertThat(registration.shiftX()).isCloseTo(6, within(0.8));
    assertThat(registration.shiftY()).isCloseTo(-5, within(0.8));
    assertThat(registration.degrees()).isCloseTo(8, within(1.0));
    assertThat(detection.warnings())
        .extracting(Warning::kind)
        .doesNotContain(Warning.Kind.MISPLACED);
    double moves = detection.deviation() - registered.detect(plate(100, 0, 0, 0, 0)).deviation();
    double without =
        plain.detect(moved).deviation() - plain.detect(plate(100, 0, 0, 0, 0)).deviation();
    assertThat(moves).isLessThan(without / 3);
    assertThat(detection.summary().registration()).isEqualTo(registration);
  }

  @Test
  void the_map_of_a_part_that_lies_elsewhere_is_that_of_the_image() {
    Detection detection = registered.detect(plate(101, 6, -5, 8, 4));

    assertThat(detection.anomalous()).isTrue();
    Point highest = detection.anomalyMap().highestPlace();
    // (14, 6) of the plate, turned by 8 degrees and shifted.
    assertThat(highest.x).isCloseTo(47 + 13 + 6, within(5));
    assertThat(highest.y).isCloseTo(47 + 8 - 5, within(5));
    assertThat(detection.heatmap().getWidth()).isEqualTo(SIDE);
  }

  /** The same detector, whose details say nothing. */
  private static AnomalyDetector withoutDetails(AnomalyDetector detector) {
    DetectorState state = detector.state();
    List<CategoryModel> categories = new ArrayList<>();
    for (CategoryModel own : state.categories()) {
      Map<Evidence, Calibration> scales = new HashMap<>(own.fusion().evidence());
      scales.computeIfPresent(
          Evidence.DETAIL, (kind, scale) -> new Calibration(scale.location(), 1e4));
      Fusion fusion =
          new Fusion(
              own.fusion().weights(),
              scales,
              own.fusion().normal(),
              own.fusion().severity(),
              own.fusion().coarse());
      categories.add(
          new CategoryModel(
              own.name(),
              own.template(),
              own.area(),
              own.models(),
              own.spreads(),
              fusion,
              own.expected(),
              own.poses(),
              own.normal(),
              own.threshold(),
              own.mapThreshold(),
              own.found(),
              own.tiles(),
              own.feedback()));
    }
    return new AnomalyDetector(state.revised("details say nothing", categories));
  }

  @Test
  void a_region_that_only_coarse_evidence_finds_is_where_the_defect_is() {
    for (AnomalyDetector some : List.of(plain, registered)) {
      assertThat(some.state().categories().get(0).fusion().coarse()).isNotNull();
      try (AnomalyDetector vague = withoutDetails(some)) {
        boolean moves = some == registered;
        Image image = moves ? plate(104, 6, -5, 8, 4) : plate(104, 0, 0, 0, 4);
        Detection detection = vague.detect(image);
        assertThat(detection.anomalyMap().max()).isLessThan((float) detection.mapThreshold());
        Region region = detection.regions().get(0);
        // (14, 6) of the plate, turned by 8 degrees and shifted.
        assertThat(region.peakX()).isCloseTo(47 + (moves ? 13 + 6 : 14), within(7));
        assertThat(region.peakY()).isCloseTo(47 + (moves ? 8 - 5 : 6), within(7));
        assertThat(region.peak()).isGreaterThan(detection.mapThreshold());
        assertThat(detection.warnings())
            .extracting(Warning::kind)
            .doesNotContain(Warning.Kind.MAP_CLEAR_ANOMALOUS);
        assertThat(vague.detect(plate(105, 0, 0, 0, 0)).regions()).isEmpty();
      }
    }
  }

  @Test
  void a_part_of_which_a_border_is_outside_the_image_is_said_to_be_seen_in_part() {
    Detection detection = registered.detect(plate(100, 12, 0, 0, 0));

    Registration registration = detection.registration().orElseThrow();
    // The shift and an eighth of the side beside it are not inspected.
    assertThat(registration.seen()).isCloseTo(1 - 12.0 / SIDE - 1 / 8.0, within(0.03));
    assertThat(detection.warnings())
        .filteredOn(warning -> warning.kind() == Warning.Kind.OUT_OF_VIEW)
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.message())
                    .contains(
                        "the part lies 12 and ",
                        String.format(Locale.ROOT, "%.1f %%", 100 * registration.seen())));
    Detection whole = registered.detect(plate(103, 0, 0, 0, 0));
    assertThat(whole.registration().orElseThrow().seen()).isEqualTo(1);
    assertThat(whole.warnings()).extracting(Warning::kind).doesNotContain(Warning.Kind.OUT_OF_VIEW);
  }

  @Test
  void a_part_that_is_missing_or_beyond_the_range_is_misplaced_and_scored_as_it_is() {
    for (Image image :
        List.of(Image.filled(SIDE, SIDE, 0.15f, 0.15f, 0.15f), plate(1, 0, 0, 60, 0))) {
      Detection detection = registered.detect(image);
      assertThat(detection.registration().orElseThrow().found()).isFalse();
      assertThat(detection.registration().orElseThrow().shiftX()).isZero();
      assertThat(detection.warnings()).extracting(Warning::kind).contains(Warning.Kind.MISPLACED);
    }
  }

  @Test
  void it_is_off_by_default() {
    Detection detection = plain.detect(plate(1, 6, 0, 0, 0));
    assertThat(detection.registration()).isEmpty();
    assertThat(detection.summary().registration()).isNull();
  }

  @Test
  void a_saved_detector_registers_as_before() throws IOException {
    Path file = folder.resolve("plates.anomaly");
    registered.save(file);
    Image moved = plate(102, -4, 3, -5, 3);
    try (AnomalyDetector loaded = AnomalyDetector.load(file)) {
      assertThat(loaded.detect(moved).summary()).isEqualTo(registered.detect(moved).summary());
      assertThat(loaded.detect(moved).anomalyMap().toArray())
          .isEqualTo(registered.detect(moved).anomalyMap().toArray());
    }
  }

  @Test
  void images_without_a_part_in_one_place_are_taken_as_they_are_with_a_warning()
      throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RandomGenerator random = RandomStreams.of(3, i);
      Image image = plate(i, random.nextDouble(-30, 30), 0, random.nextDouble(0, 360), 0);
      entries.add(ImageEntry.normal("loose-" + i, "loose", ImageContent.of(image)));
    }
    try (AnomalyDetector detector = builder().registration(0.05, 5).train(ImageSet.of(entries))) {
      assertThat(detector.provenance().warnings())
          .anySatisfy(
              warning -> assertThat(warning).contains("images of loose are not registered"));
      assertThat(detector.detect(plate(9, 0, 0, 0, 0)).registration()).isEmpty();
    }
  }

  @Test
  void a_range_that_cannot_be_searched_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().registration(0.3, 0))
        .withMessageContaining("0 to 0.25");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().registration(0, 50))
        .withMessageContaining("0 to 45 degrees");
  }
}
