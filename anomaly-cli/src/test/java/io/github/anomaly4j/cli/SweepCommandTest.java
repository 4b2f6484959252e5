package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.cli.product.ProductFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Epochs of so short a training that nothing is learned. */
class SweepCommandTest {
  @TempDir private static Path folder;
  private static Path images;
  private static Path epochs;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void train() throws IOException {
    images = folder.resolve("images");
    new ProductFolder(List.of(Product.WOOD, Product.WASHER), 1, 8, 2, 1).write(images);
    epochs = folder.resolve("epochs");
    SweepCommandTest test = new SweepCommandTest();
    int code = test.run(training("train", images, folder.resolve("model.anomaly"), epochs, "3"));
    assertThat(code).as(test.err.toString()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void training_keeps_every_epoch() {
    assertThat(epochs)
        .isDirectoryContaining("glob:**/epoch-001.network")
        .isDirectoryContaining("glob:**/epoch-003.network");
  }

  @Test
  void an_evaluation_that_trains_keeps_every_epoch_too() {
    Path kept = folder.resolve("kept");
    int code = run(training("evaluate", images, folder.resolve("results"), kept, "1"));
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(kept).isDirectoryContaining("glob:**/epoch-001.network");
  }

  @Test
  void a_sweep_prints_a_line_an_epoch_and_writes_page_scores_and_strips() throws IOException {
    Path results = folder.resolve("sweep");
    int code = run(sweep(images, epochs, results, "--images", "2"));
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("training  validation", "bottleneck", "purity (chance)")
        .contains("averaged over 2 products")
        .contains("sweep: " + results.resolve("sweep.html"))
        .containsPattern("\n    1  .*\n    2  .*\n    3  .*\n\\* lowest");
    assertThat(results.resolve("sweep.html")).isNotEmptyFile();
    assertThat(results.resolve("sweep.csv")).content().hasLineCount(1 + 3 * 4);
    try (Stream<Path> strips = Files.list(results.resolve("strips"))) {
      assertThat(strips).hasSize(4);
    }
  }

  @Test
  void unlabeled_images_have_mean_scores() {
    Path normal = images.resolve("wood/train/good");
    int code = run(sweep(normal, epochs, folder.resolve("unlabeled"), "--every", "2"));
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("mean raw scores: no product has both")
        .doesNotContain("purity");
    assertThat(folder.resolve("unlabeled/sweep.csv")).content().hasLineCount(1 + 2 * 4);
  }

  @Test
  void a_folder_without_epochs_fails_and_says_what_to_do() {
    assertThat(run(sweep(images, images, folder.resolve("none")))).isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(images.toString(), "holds no epochs", "--keep-epochs");
    assertThat(run(sweep(images, folder.resolve("nowhere"), folder.resolve("none"))))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("nowhere: no such file or folder").hasLineCount(2);
  }

  @Test
  void a_damaged_epoch_fails_with_its_name_in_one_line() throws IOException {
    Path damaged = Files.createDirectory(folder.resolve("damaged"));
    Path file = Files.writeString(damaged.resolve("epoch-001.network"), "hello");
    assertThat(run(sweep(images, damaged, folder.resolve("none")))).isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(file.toString());
  }

  @Test
  void a_folder_without_images_fails_with_its_name_in_one_line() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(run(sweep(empty, epochs, folder.resolve("none")))).isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(empty.toString(), "no image");
  }

  @ParameterizedTest
  @CsvSource({"--every,0", "--images,0", "--normals,-1"})
  void a_setting_out_of_range_is_wrong_usage(String option, String value) {
    assertThat(run(sweep(images, epochs, folder.resolve("none"), option, value)))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError(option + " must be", "was " + value);
  }

  @Test
  void results_and_epochs_inside_the_images_are_wrong_usage() {
    assertThat(run(sweep(images, epochs, images))).isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("inside --data");
    Path inside = images.resolve("epochs/kept");
    assertThat(run(training("train", images, folder.resolve("x.anomaly"), inside, "1")))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(inside.getParent()).doesNotExist();
  }

  private static String[] sweep(Path data, Path epochs, Path out, String... more) {
    return with(
        more,
        "sweep",
        "--quiet",
        "--data",
        data.toString(),
        "--model-dir",
        epochs.toString(),
        "--out",
        out.toString());
  }

  private static String[] training(String command, Path data, Path out, Path epochs, String count) {
    return with(
        new String[] {
          "--image-size",
          "32",
          "--steps",
          "2",
          "--quiet",
          "--evidence",
          "patch=1,detail=0,image=1",
          "--epochs",
          count
        },
        command,
        "--data",
        data.toString(),
        "--out",
        out.toString(),
        "--keep-epochs",
        epochs.toString());
  }

  private static String[] with(String[] rest, String... first) {
    String[] all = Arrays.copyOf(first, first.length + rest.length);
    System.arraycopy(rest, 0, all, first.length, rest.length);
    return all;
  }

  private int run(String... arguments) {
    return Anomaly.run(arguments, new PrintWriter(out), new PrintWriter(err));
  }

  private void assertOneLineOfError(String... parts) {
    assertThat(err.toString()).hasLineCount(1).contains(parts);
  }
}
