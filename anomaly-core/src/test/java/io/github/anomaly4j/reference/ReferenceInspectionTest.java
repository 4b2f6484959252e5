package io.github.anomaly4j.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceInspectionTest {
  private static final ReferenceInspection ASSUMED = ReferenceInspection.builder().build();
  private static final Image BOARD = new DrawnBoard(1).photo();

  @TempDir private Path folder;

  @Test
  void a_board_that_equals_its_reference_passes_with_a_score_of_0() {
    ReferenceComparison comparison = ASSUMED.compare(BOARD, BOARD);

    assertThat(comparison.score()).isZero();
    assertThat(comparison.passes()).isTrue();
    assertThat(comparison.regions()).isEmpty();
    assertThat(comparison.registration().similarity()).isCloseTo(1, within(1e-6));
    assertThat(comparison.heatmap().getWidth()).isEqualTo(DrawnBoard.WIDTH);
  }

  @Test
  void an_open_track_a_bridge_a_hole_and_a_spot_are_each_one_region_at_their_place() {
    int track = trackAt(100);
    Map<String, double[]> defects =
        Map.of(
            "open", new double[] {100, track, 4.5, 0.9},
            "bridge", new double[] {100, track + 8, 5, 0.1},
            "hole", new double[] {150, 215, 2.5, 0.9},
            "spot", new double[] {300, 228, 2.5, 0.1});

    defects.forEach(
        (name, at) -> {
          Image board = new DrawnBoard(1).disc(at[0], at[1], at[2], (float) at[3]).photo();
          ReferenceComparison comparison = ASSUMED.compare(board, BOARD);
          assertThat(comparison.passes()).as(name).isFalse();
          assertThat(comparison.regions()).as(name).hasSize(1);
          Region found = comparison.regions().get(0);
          assertThat(found.centroidX()).as(name).isCloseTo(at[0] + 0.5, within(3.0));
          assertThat(found.centroidY()).as(name).isCloseTo(at[1] + 0.5, within(3.5));
          assertThat(found.peak()).as(name).isGreaterThan(comparison.threshold());
        });
  }

  private static int trackAt(int x) {
    DrawnBoard board = new DrawnBoard(1);
    int y = 60;
    while (board.at(x, y) > 0.2) {
      y++;
    }
    return y + 3;
  }

  @Test
  void a_board_that_lies_a_little_differently_in_another_light_passes_and_says_how_it_lies() {
    Image moved = DrawnBoard.noisy(new DrawnBoard(1).photo(6.3, -4.6, 1.5), 0.85, 0.05, 0.02, 3);

    ReferenceComparison comparison = ASSUMED.compare(moved, BOARD);

    assertThat(comparison.passes()).as(comparison.toString()).isTrue();
    assertThat(comparison.registration().found()).isTrue();
    assertThat(comparison.registration().shiftX()).isCloseTo(6.3, within(0.3));
    assertThat(comparison.registration().shiftY()).isCloseTo(-4.6, within(0.3));
    assertThat(comparison.registration().degrees()).isCloseTo(1.5, within(0.15));
  }

  @Test
  void a_defect_is_told_where_it_lies_in_the_image_not_in_the_reference() {
    Image moved = new DrawnBoard(1).disc(150, 215, 4, 0.9f).photo(10, -7, 0);

    List<Region> regions = ASSUMED.compare(moved, BOARD).regions();

    assertThat(regions).hasSize(1);
    assertThat(regions.get(0).centroidX()).isCloseTo(160.5, within(2.0));
    assertThat(regions.get(0).centroidY()).isCloseTo(208.5, within(2.0));
  }

  @Test
  void what_is_shifted_against_the_rest_is_a_defect_only_beyond_the_local_shift() {
    // The right half lies 6 pixels lower, as behind the seam of a scanner.
    float[] rgb = BOARD.toArray();
    float[] lower = new DrawnBoard(1).photo(0, 6, 0).toArray();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = i % DrawnBoard.WIDTH < DrawnBoard.WIDTH / 2 ? rgb[i] : lower[i];
    }
    Image torn = Image.of(DrawnBoard.WIDTH, DrawnBoard.HEIGHT, rgb);
    ReferenceInspection stiff =
        ReferenceInspection.builder().registration(0, 0).localShift(0).build();

    double lenient = ASSUMED.compare(torn, BOARD).score();

    assertThat(lenient).isLessThan(stiff.compare(torn, BOARD).score());
    assertThat(stiff.compare(torn, BOARD).passes()).isFalse();
  }

  @Test
  void another_board_does_not_pass_and_noise_is_said_to_be_no_board() {
    assertThat(ASSUMED.compare(new DrawnBoard(2).photo(), BOARD).passes()).isFalse();
    ReferenceComparison comparison = ASSUMED.compare(noise(1), BOARD);
    assertThat(comparison.passes()).isFalse();
    assertThat(comparison.registration().found()).isFalse();
    assertThat(comparison.warnings()).extracting(Warning::kind).contains(Warning.Kind.MISPLACED);
  }

  @Test
  void one_color_that_differs_is_a_defect_though_the_brightness_is_the_same() {
    float[] rgb = BOARD.toArray();
    int pixels = rgb.length / 3;
    for (int y = 205; y < 225; y++) {
      for (int x = 130; x < 150; x++) {
        int i = y * DrawnBoard.WIDTH + x;
        rgb[i] += 0.587f * 0.6f;
        rgb[pixels + i] = Math.max(0, rgb[pixels + i] - 0.299f * 0.6f);
      }
    }
    Image tinted = Image.of(DrawnBoard.WIDTH, DrawnBoard.HEIGHT, rgb);

    assertThat(ASSUMED.compare(tinted, BOARD).regions()).hasSize(1);
  }

  @Test
  void it_learns_how_much_pairs_differ_and_keeps_its_rate_and_its_bits_when_saved()
      throws IOException {
    ReferenceInspection learned =
        ReferenceInspection.builder().falsePositiveRate(0.05).learn(pairs(19, 100));
    Path file = folder.resolve("boards.reference");
    learned.save(file);
    ReferenceInspection loaded = ReferenceInspection.load(file);
    int alarms = 0;
    int found = 0;
    for (int i = 0; i < 12; i++) {
      DrawnBoard board = new DrawnBoard(1000 + i);
      Image reference = board.photo();
      alarms += loaded.compare(seen(board, i), reference).passes() ? 0 : 1;
      Image faint = seen(board.disc(150, 215, 3, 0.2f), i);
      found += loaded.compare(faint, reference).passes() ? 0 : 1;
    }

    assertThat(learned.pairs()).isEqualTo(19);
    assertThat(learned.falsePositiveRate()).hasValue(0.05);
    assertThat(alarms).isLessThanOrEqualTo(2);
    assertThat(found).isGreaterThanOrEqualTo(10);
    Image probe = seen(new DrawnBoard(7), 7);
    Image reference = new DrawnBoard(7).photo();
    assertThat(loaded.compare(probe, reference).anomalyMap().toArray())
        .isEqualTo(learned.compare(probe, reference).anomalyMap().toArray());
  }

  private static List<ReferencePair> pairs(int count, long seed) {
    List<ReferencePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      DrawnBoard board = new DrawnBoard(seed + i);
      pairs.add(new ReferencePair(seen(board, seed + i), board.photo()));
    }
    return pairs;
  }

  private static Image seen(DrawnBoard board, long seed) {
    RandomGenerator random = RandomStreams.of(seed, 9);
    return DrawnBoard.noisy(
        board.photo(random.nextDouble(-2, 2), random.nextDouble(-2, 2), random.nextDouble(-1, 1)),
        random.nextDouble(0.95, 1.05),
        0,
        0.01,
        seed);
  }

  @Test
  void too_few_pairs_are_refused_and_few_state_no_rate() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceInspection.builder().learn(pairs(4, 1)))
        .withMessageContaining("4 pairs are too few to learn from; expected 5 at least");
    assertThat(ReferenceInspection.builder().learn(pairs(5, 1)).falsePositiveRate()).isEmpty();
    assertThat(ASSUMED.falsePositiveRate()).isEmpty();
  }

  @Test
  void any_number_of_threads_gives_the_same_bits() {
    Image moved = DrawnBoard.noisy(new DrawnBoard(1).photo(3.2, 1.7, 0.8), 0.9, 0, 0.02, 1);
    float[] alone = ASSUMED.compare(moved, BOARD).anomalyMap().toArray();
    try (Workers workers = Workers.of(3)) {
      assertThat(workers.run(() -> ASSUMED.compare(moved, BOARD)).anomalyMap().toArray())
          .isEqualTo(alone);
    }
  }

  @Test
  void images_of_different_sizes_and_tiny_ones_are_refused_by_name() {
    Image other = BOARD.resize(300, 240).named("golden.png");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ASSUMED.compare(BOARD.named("board.png"), other))
        .withMessageContaining(
            "board.png has 320 x 240 pixels and golden.png 300 x 240: expected the same size");
    Image tiny = BOARD.crop(0, 0, 320, 20);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ASSUMED.compare(tiny, tiny))
        .withMessageContaining("the image has 320 x 20 pixels; expected 32 x 32 at least");
    Image least = BOARD.crop(0, 0, 32, 33);
    assertThat(ASSUMED.compare(least, least).passes()).isTrue();
  }

  @Test
  void an_image_without_any_contrast_is_compared_too() {
    Image black = Image.filled(64, 64, 0, 0, 0);
    assertThat(ASSUMED.compare(black, black).score()).isZero();
    assertThat(ASSUMED.compare(BOARD.crop(0, 0, 64, 64), black).passes()).isFalse();
  }

  @Test
  void all_black_against_all_white_does_not_pass() {
    Image black = Image.filled(64, 64, 0, 0, 0);
    Image white = Image.filled(64, 64, 1, 1, 1);
    ReferenceInspection registered = ReferenceInspection.builder().registration(0, 0).build();
    assertThat(registered.compare(black, white).passes()).isFalse();
    assertThat(registered.compare(white, black).passes()).isFalse();
    assertThat(
            registered
                .compare(
                    Image.filled(64, 64, 0.4f, 0.4f, 0.4f), Image.filled(64, 64, 0.6f, 0.6f, 0.6f))
                .passes())
        .isTrue();
  }

  @Test
  void what_shifts_out_of_view_is_told() {
    assertThat(ASSUMED.compare(BOARD, BOARD).compared()).isEqualTo(1);
    ReferenceComparison moved = ASSUMED.compare(new DrawnBoard(1).photo(10, 0, 0), BOARD);
    assertThat(moved.compared()).isCloseTo(1 - 12.0 / DrawnBoard.WIDTH, within(0.03));
    assertThat(moved.summary().compared()).isEqualTo(moved.compared());
    assertThat(moved.warnings())
        .extracting(Warning::kind)
        .containsExactly(Warning.Kind.OUT_OF_VIEW);
  }

  @Test
  void a_pair_whose_part_is_not_found_is_refused_by_name() {
    List<ReferencePair> pairs = new ArrayList<>(pairs(6, 100));
    Image other = noise(1).named("noise.png");
    pairs.set(3, new ReferencePair(other, pairs.get(3).reference().named("golden.png")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceInspection.builder().learn(pairs))
        .withMessageContaining(
            "pair 4: the part in noise.png was not found where golden.png has it");
  }

  @Test
  void two_boards_with_each_others_reference_are_refused() {
    List<ReferencePair> pairs = new ArrayList<>(pairs(8, 100));
    ReferencePair one = pairs.get(2);
    ReferencePair other = pairs.get(5);
    pairs.set(2, new ReferencePair(one.image(), other.reference()));
    pairs.set(5, new ReferencePair(other.image(), one.reference()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceInspection.builder().learn(pairs))
        .withMessageContaining("pair 3: ")
        .withMessageContaining("times as much as the pairs that are more alike");
  }

  private static Image noise(long seed) {
    RandomGenerator random = RandomStreams.of(seed);
    float[] noise = new float[3 * DrawnBoard.WIDTH * DrawnBoard.HEIGHT];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextFloat();
    }
    return Image.of(DrawnBoard.WIDTH, DrawnBoard.HEIGHT, noise);
  }

  @Test
  void a_large_local_shift_is_followed() {
    // The right third lies 40 pixels lower.
    float[] rgb = BOARD.toArray();
    for (int i = rgb.length - 1; i >= 0; i--) {
      int x = i % DrawnBoard.WIDTH;
      int y = i / DrawnBoard.WIDTH % DrawnBoard.HEIGHT;
      if (x > 2 * DrawnBoard.WIDTH / 3 && y >= 40) {
        rgb[i] = rgb[i - 40 * DrawnBoard.WIDTH];
      }
    }
    Image torn = Image.of(DrawnBoard.WIDTH, DrawnBoard.HEIGHT, rgb);
    ReferenceInspectionBuilder builder = ReferenceInspection.builder().registration(0, 0);
    double most = share(builder.localShift(64).build().compare(torn, BOARD));
    assertThat(most).isLessThan(share(builder.localShift(8).build().compare(torn, BOARD)) / 2);
  }

  private static double share(ReferenceComparison comparison) {
    return comparison.regions().stream().mapToDouble(Region::share).sum();
  }

  @Test
  void settings_that_cannot_work_are_refused_at_the_call() {
    ReferenceInspectionBuilder builder = ReferenceInspection.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.registration(0.5, 0))
        .withMessageContaining("0 to 0.25 of the longer side: 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.registration(0, -1))
        .withMessageContaining("0 to 45 degrees: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.localShift(65))
        .withMessageContaining("0 to 64 pixels: 65");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.tolerance(-1))
        .withMessageContaining("0 to 16 pixels: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.falsePositiveRate(Double.NaN))
        .withMessageContaining("in (0, 1): NaN");
  }

  @Test
  void a_file_of_something_else_or_with_numbers_that_cannot_be_is_refused() throws IOException {
    Path file = folder.resolve("wrong");
    Files.writeString(file, "no model");
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> ReferenceInspection.load(file))
        .withMessageContaining(file.toString());
    Map<String, Object> settings =
        Map.of("shift", 0.05, "degrees", 3, "localShift", 8, "tolerance", 1);
    new ModelFile<>(
            Map.of("settings", settings, "threshold", 1, "pairs", 9, "rate", 0.02, "stated", false),
            Tensors.builder().floats("spread", 1, 1, 1, 1, 1, 1, 1, 0).build())
        .write(file, "reference inspection");
    assertThatExceptionOfType(ModelFileException.class)
        .isThrownBy(() -> ReferenceInspection.load(file))
        .withMessageContaining("a spread of 0.0; learn it again");
  }
}
