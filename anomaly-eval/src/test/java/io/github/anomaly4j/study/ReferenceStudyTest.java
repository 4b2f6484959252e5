package io.github.anomaly4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.reference.ReferenceInspection;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceStudyTest {
  /** Next to the products; Surefire runs in the module's folder. */
  private static final Path BOARDS =
      Path.of(System.getProperty("anomaly.data", "../../shared/data/parts12"))
          .resolveSibling("deep_pcb");

  @TempDir private Path folder;

  @Test
  void
      of_the_defects_of_eleven_real_boards_nine_in_ten_are_found_and_no_moved_reference_is_rejected()
          throws IOException {
    assumeTrue(Files.isDirectory(BOARDS), () -> "skipped: there is no " + BOARDS);
    List<BoxedPair> all = BoxedPair.in(BOARDS);
    // A few of each kind of board.
    List<BoxedPair> pairs = IntStream.rangeClosed(1, 11).mapToObj(i -> all.get(10 * i)).toList();
    ReferenceStudy study;
    try (Workers workers = Workers.of(2)) {
      study =
          workers.run(
              () ->
                  ReferenceStudy.of(
                      ReferenceInspection.builder().falsePositiveRate(0.2), pairs, 10, done -> {}));
    }
    System.out.printf(
        "11 boards: precision %.3f, recall %.3f%n", study.precision(), study.recall());
    assertThat(study.recall()).isGreaterThanOrEqualTo(0.9);
    assertThat(study.precision()).isGreaterThanOrEqualTo(0.9);
    assertThat(study.assumed().rejected()).isZero();
  }

  @Test
  void a_region_is_matched_once_with_the_box_that_it_overlaps_by_a_third() {
    Rectangle box = new Rectangle(10, 10, 30, 20);
    Rectangle third = new Rectangle(25, 10, 30, 20);
    Rectangle less = new Rectangle(26, 10, 30, 20);
    assertThat(ReferenceStudy.matched(List.of(third), List.of(box))).isEqualTo(1);
    assertThat(ReferenceStudy.matched(List.of(less), List.of(box))).isZero();
    assertThat(ReferenceStudy.matched(List.of(box), List.of(box, box))).isEqualTo(1);
    assertThat(ReferenceStudy.matched(List.of(box, box), List.of(box))).isEqualTo(1);
    assertThat(ReferenceStudy.matched(List.of(), List.of(box))).isZero();
  }

  @Test
  void pairs_are_read_by_name_and_what_is_missing_or_no_box_is_named() throws IOException {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> BoxedPair.in(folder))
        .withMessageContaining("no file is named NAME_boxes.txt");
    Path list = Files.writeString(folder.resolve("a_boxes.txt"), "1 2 31 22 4\n\n5,6,7,8\n");
    Path image = Files.createFile(folder.resolve("a_test.png"));
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> BoxedPair.in(folder))
        .withMessageContaining("a_reference");
    Path reference = Files.createFile(folder.resolve("a_reference.png"));
    assertThat(BoxedPair.in(folder))
        .containsExactly(
            new BoxedPair(
                image, reference, List.of(new Rectangle(1, 2, 30, 20), new Rectangle(5, 6, 2, 2))));
    Files.writeString(list, "1 2 3\n");
    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> BoxedPair.in(folder))
        .withMessageContaining("a line is '1 2 3'");
  }
}
