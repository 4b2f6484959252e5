package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.cli.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that change a model: {@code revise}, and {@code feedback}, which measures one. */
class RevisionCommandsTest {
  @TempDir private static Path folder;
  private static Path images;
  private static Path model;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void quickstart() {
    StringWriter err = new StringWriter();
    Path demo = folder.resolve("demo");
    images = demo.resolve("images");
    model = demo.resolve("model.anomaly");
    String[] command = {
      "quickstart",
      "--products",
      "washer,wood",
      "--pieces",
      "16",
      "--out",
      demo.toString(),
      "--image-size",
      "64",
      "--evidence",
      "patch=1,detail=0,image=1",
      "--quiet"
    };
    int code = Anomaly.run(command, new PrintWriter(new StringWriter()), new PrintWriter(err));
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void a_change_is_written_listed_and_undone_to_the_same_state() throws IOException {
    Path changed = folder.resolve("normal.anomaly");
    Path more = folder.resolve("more/wood");
    Files.createDirectories(more);
    Files.copy(images.resolve("wood/test/good/001.png"), more.resolve("001.png"));
    done("revise", model, "--add-normal", more.getParent(), "--out", changed);
    assertThat(out.toString()).contains("normal images added", "state ", "model: " + changed);

    done("revise", changed);
    assertThat(out.toString()).hasLineCount(1).contains("normal images added");

    done("revise", changed, "--revert", "--out", changed);
    assertThat(out.toString()).startsWith("undone: ");
    assertThat(state(changed)).isEqualTo(state(model));

    done("revise", changed);
    assertThat(out.toString()).isEqualTo("no change since training" + System.lineSeparator());
  }

  @Test
  void a_product_is_taken_out_and_learned_again() throws IOException {
    Path one = folder.resolve("one.anomaly");
    done("revise", model, "--remove-product", "wood", "--out", one);
    assertThat(out.toString()).contains("wood: gone");
    done("revise", one, "--add-product", images.resolve("wood"), "--out", one, "--quiet");
    assertThat(out.toString()).contains("wood: new, threshold ");
    try (AnomalyDetector detector = AnomalyDetector.load(one)) {
      assertThat(detector.categories()).containsExactlyInAnyOrder("washer", "wood");
    }
  }

  @Test
  void images_learned_by_mistake_are_forgotten() throws IOException {
    Path mistakes = folder.resolve("mistakes/wood");
    Files.createDirectories(mistakes);
    Files.copy(images.resolve("wood/train/good/003.png"), mistakes.resolve("003.png"));
    Path changed = folder.resolve("forgot.anomaly");
    done("revise", model, "--forget", mistakes, "--out", changed);
    assertThat(out.toString()).contains("1 images taken out");
    failed("revise", changed, "--forget", mistakes, "--out", changed);
    assertThat(err.toString()).contains("003.png", "was never learned");
  }

  @Test
  void labeled_defects_are_learned_with_the_training_images() throws IOException {
    Path changed = folder.resolve("defects.anomaly");
    Path wood = images.resolve("wood");
    done("revise", model, "--add-defects", wood, "--trained-on", wood, "--out", changed);
    assertThat(out.toString()).contains("8 labeled defects learned", "wood: threshold ");
    try (AnomalyDetector detector = AnomalyDetector.load(changed)) {
      Path knot = first(wood.resolve("test/knot"));
      assertThat(detector.forCategory("wood").detect(knot).score())
          .isNotEqualTo(score(model, knot));
    }
    Path good = images.resolve("wood/test/good");
    failed("revise", model, "--add-defects", good, "--trained-on", wood, "--out", changed);
    assertThat(err.toString()).contains("no defect among the images of --add-defects");
  }

  @Test
  void what_cannot_be_a_change_is_wrong_usage_and_writes_nothing() {
    Path never = folder.resolve("never.anomaly");
    wrong("revise", model, "--revert");
    assertThat(err.toString()).contains("--out");
    wrong("revise", model, "--out", never);
    assertThat(err.toString()).contains("--out without a change");
    wrong("revise", model, "--add-defects", images, "--out", never);
    assertThat(err.toString()).contains("--trained-on");
    wrong("revise", model, "--revert", "--remove-product", "wood", "--out", never);
    failed("revise", model, "--revert", "--out", never);
    failed("revise", model, "--remove-product", "screw", "--out", never);
    assertThat(err.toString()).contains("screw", "washer");
    assertThat(never).doesNotExist();
  }

  @Test
  void what_labeled_defects_teach_is_measured() {
    done(
        "feedback",
        "--model",
        model,
        "--data",
        images,
        "--products",
        "wood",
        "--defects",
        "5",
        "--draws",
        "2",
        "--quiet");
    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).startsWith("product  ").contains("left out", "missed", "false alarms");
    // Of 8 defects 3 are scored, and all 8 normal test images.
    assertThat(lines.get(1)).matches("wood +\\d\\.\\d +\\d\\.\\d +3 +\\d\\.\\d +\\d\\.\\d +8");
    assertThat(lines).anyMatch(line -> line.matches("all +\\d\\.\\d +\\d\\.\\d +3 .*"));
  }

  @Test
  void products_with_too_few_defects_to_measure_are_named() {
    String[] command = {
      "feedback", "--model", model.toString(), "--data", images.toString(), "--defects", "40"
    };
    int code = Anomaly.run(command, new PrintWriter(out), new PrintWriter(err));
    assertThat(code).isNotEqualTo(ExitCode.DONE);
    assertThat(err.toString())
        .contains("nothing can be measured", "washer has", "wood has 8", "more than 40");
    assertThat(out.toString()).doesNotContain("all ");
  }

  @Test
  void several_thresholds_are_one_change() throws IOException {
    Path tuned = folder.resolve("tuned.anomaly");
    done("tune", "--model", model, "--set", "wood=7", "--set", "washer=8", "--out", tuned);
    try (AnomalyDetector detector = AnomalyDetector.load(tuned);
        AnomalyDetector undone = detector.revert()) {
      assertThat(detector.threshold("wood")).isEqualTo(7);
      assertThat(detector.threshold("washer")).isEqualTo(8);
      assertThat(detector.provenance().changes())
          .containsExactly("thresholds of washer set to 8.0, wood set to 7.0");
      assertThat(undone.provenance().changes()).isEmpty();
    }
  }

  private static Path first(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().findFirst().orElseThrow();
    }
  }

  private static String state(Path file) throws IOException {
    try (AnomalyDetector detector = AnomalyDetector.load(file)) {
      return detector.info().state();
    }
  }

  private static double score(Path file, Path image) throws IOException {
    try (AnomalyDetector detector = AnomalyDetector.load(file)) {
      return detector.forCategory("wood").detect(image).score();
    }
  }

  private void done(Object... arguments) {
    assertThat(run(arguments)).as(err.toString()).isEqualTo(ExitCode.DONE);
  }

  private void failed(Object... arguments) {
    assertThat(run(arguments)).as(out.toString()).isEqualTo(ExitCode.FAILED);
  }

  private void wrong(Object... arguments) {
    assertThat(run(arguments)).as(out.toString()).isEqualTo(ExitCode.WRONG_USAGE);
  }

  private int run(Object... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    return Anomaly.run(words, new PrintWriter(out), new PrintWriter(err));
  }
}
