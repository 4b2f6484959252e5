package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ObjectArrays;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.cli.product.ProductFolder;
import io.github.anomaly4j.cli.text.ErrorMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnomalyTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void help_names_every_command_exit_code_and_an_example() {
    assertThat(run("--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("quickstart", "train", "score", "evaluate", "ablate", "purity", "compare")
        .contains("sweep", "route", "thresholds", "robustness", "contamination", "few-shot")
        .contains("evidence")
        .contains("journal", "Exit codes:", "0   done", "3   done, but")
        .contains("anomaly train --data images --out model.anomaly");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "train",
        "score",
        "evaluate",
        "ablate",
        "purity",
        "compare",
        "sweep",
        "route",
        "thresholds",
        "robustness",
        "contamination",
        "few-shot",
        "evidence",
        "reference",
        "reference-study",
        "serve",
        "journal"
      })
  void every_command_explains_itself_with_examples(String command) {
    assertThat(run("help", command)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Usage: anomaly " + command, "Examples:", "--verbose");
  }

  /** The station's jar is there if its module was built before. */
  @Test
  void serve_hands_its_options_to_the_station_or_says_where_it_is_looked_for() {
    int code = run("serve", "--help");
    if (Files.isRegularFile(Path.of("../anomaly-server/target/anomaly-server.jar"))) {
      assertThat(code).isEqualTo(ExitCode.DONE);
      assertThat(out.toString()).contains("anomaly-server", "--keep-versions", "--watch");
    } else {
      assertThat(code).isEqualTo(ExitCode.FAILED);
      assertOneLineOfError("anomaly-server.jar", "java -jar");
    }
  }

  @Test
  void no_command_is_wrong_usage() {
    assertThat(run()).isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("anomaly: which command?", "--help");
  }

  @Test
  void a_misspelt_command_is_wrong_usage_and_gets_a_suggestion() {
    assertThat(run("trian")).isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("trian", "did you mean train");
  }

  @Test
  void a_product_that_cannot_be_drawn_is_wrong_usage_and_those_that_can_get_named() {
    assertThat(run("quickstart", "--products", "cheese")).isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("cheese", "WOOD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.1", "0.51", "NaN"})
  void a_share_of_defective_images_out_of_range_is_wrong_usage_before_any_work(String share) {
    Path place = folder.resolve("place");
    assertThat(run("contamination", "--data", "x", "--out", place.toString(), "--share=" + share))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("--share must be above 0 and at most 0.5, was " + Double.valueOf(share));
    assertThat(place).doesNotExist();
  }

  @Test
  void fewer_shots_than_training_takes_or_no_draw_are_wrong_usage_before_any_work() {
    assertThat(run("few-shot", "--data", "x", "--shots", "3")).isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("--shots must be at least 4, was 3");
    assertThat(run("few-shot", "--data", "x", "--draws", "0")).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).contains("--draws must be at least 1, was 0").hasLineCount(2);
  }

  @Test
  void an_unknown_option_is_wrong_usage_and_names_it() {
    assertThat(run("train", "--data", "x", "--out", "y", "--sped", "3"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("--sped", "anomaly train --help");
  }

  @Test
  void a_missing_option_is_wrong_usage_and_names_it() {
    assertThat(run("train", "--data", "x")).isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("--out", "anomaly train --help");
  }

  @Test
  void a_setting_out_of_range_is_wrong_usage_and_says_the_range() {
    assertThat(run("train", "--data", "x", "--out", "y", "--image-size", "8"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("8", "32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train --out y --data", "evaluate --out y --data", "quickstart --out"})
  void an_image_size_that_the_network_cannot_halve_is_wrong_usage_before_any_work(String command) {
    Path place = folder.resolve("place");
    String[] end = {place.toString(), "--image-size", "100"};
    assertThat(run(ObjectArrays.concat(command.split(" "), end, String.class)))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("--image-size must be a multiple of 16, was 100");
    assertThat(place).doesNotExist();
  }

  @Test
  void a_folder_that_is_not_there_fails_with_its_name_in_one_line() {
    Path missing = folder.resolve("nowhere");
    assertThat(run("train", "--data", missing.toString(), "--out", "y", "--quiet"))
        .isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(missing.toString());
  }

  @Test
  void a_place_where_no_model_can_be_saved_is_refused_before_training() throws IOException {
    String data = labeled().toString();
    Path file = Files.createFile(folder.resolve("file"));
    Path below = file.resolve("model.anomaly");
    Path other = Files.createDirectory(folder.resolve("other"));

    assertThat(run("train", "--data", data, "--out", below.toString())).isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(file + ": not a folder");
    assertThat(run("train", "--data", data, "--out", other.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains(other + ": this is a folder; expected a file");
    String model = other.resolve("model.anomaly").toString();
    assertThat(run("train", "--data", data, "--out", model, "--checkpoint", other.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).hasLineCount(3);
  }

  @Test
  void a_place_where_no_report_can_be_written_is_refused_before_training() throws IOException {
    Path data = labeled();
    Path file = Files.createFile(folder.resolve("file"));
    Path taken = Files.createDirectories(folder.resolve("results/model.anomaly"));

    assertThat(run("evaluate", "--data", data.toString(), "--out", file.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(file + ": not a folder");
    assertThat(run("evaluate", "--data", data.toString(), "--out", taken.getParent().toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains(taken + ": this is a folder; expected a file");
  }

  @Test
  void results_inside_the_images_are_wrong_usage_and_nothing_is_made_there() throws IOException {
    Path data = labeled();
    Path results = data.resolve("results");

    assertThat(run("evaluate", "--data", data.toString(), "--out", results.toString()))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("inside --data");
    Path model = results.resolve("model.anomaly");
    assertThat(run("train", "--data", data.toString(), "--out", model.toString()))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(results).doesNotExist();
  }

  @Test
  void verbose_adds_the_stack_trace() {
    Path missing = folder.resolve("nowhere");
    assertThat(run("train", "--data", missing.toString(), "--out", "y", "--verbose"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains(missing.toString(), "\tat ");
  }

  @Test
  void a_model_that_is_not_there_fails_with_its_name_in_one_line() throws IOException {
    Path image = folder.resolve("wood.png");
    ImageIO.write(Product.WOOD.normal(1, 1).toBufferedImage(), "png", image.toFile());
    Path missing = folder.resolve("none.anomaly");
    assertThat(run("score", "--model", missing.toString(), image.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(missing.toString());
  }

  @Test
  void a_model_that_is_something_else_fails_and_says_so() throws IOException {
    Path image = folder.resolve("wood.png");
    ImageIO.write(Product.WOOD.normal(1, 1).toBufferedImage(), "png", image.toFile());
    assertThat(run("score", "--model", image.toString(), image.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(image.toString());
  }

  @Test
  void a_folder_without_images_to_score_fails_and_names_it() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(run("score", "--model", "x", empty.toString())).isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(empty.toString(), "no image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--counts 4 --images 0",
        "--counts 4,4 --images 10",
        "--counts 0",
        "--counts 2000000000",
        "--image-size 2048"
      })
  void strips_that_cannot_be_measured_are_refused_before_any_is_drawn(String options) {
    String[] given = ("strips --quiet --training 8 --width 300 " + options).split(" ");
    assertThat(run(given)).isEqualTo(ExitCode.WRONG_USAGE);
    String option = options.contains("--image-size") ? "image size" : "--";
    assertThat(err.toString()).contains(option).doesNotContain("trained");
  }

  @Test
  void output_that_is_lost_is_a_failure() {
    PrintWriter full = failing(new IOException("No space left on device"));
    assertThat(Anomaly.run(new String[] {"--help"}, full, new PrintWriter(err)))
        .isEqualTo(ExitCode.FAILED);
    assertOneLineOfError("standard output cannot be written to");
  }

  @Test
  void memory_that_runs_out_is_told_in_one_line_with_what_helps() {
    PrintWriter small = failing(new OutOfMemoryError("Java heap space"));
    assertThat(Anomaly.run(new String[] {"--help"}, small, new PrintWriter(err)))
        .isEqualTo(ExitCode.FAILED);
    assertOneLineOfError("out of memory (Java heap space)", "-Xmx4g");
  }

  @Test
  void a_backend_that_does_not_load_is_told_by_its_cause() {
    assertThat(ErrorMessage.of(new UnsatisfiedLinkError("no jnind4jcpu in java.library.path")))
        .contains("native library cannot be loaded", "jnind4jcpu");
    Throwable wrapped = new IllegalStateException("dependencies?", new OutOfMemoryError("heap"));
    assertThat(ErrorMessage.of(new ExceptionInInitializerError(wrapped))).contains("out of memory");
    assertThat(ErrorMessage.of(new UncheckedIOException(new NoSuchFileException("x.png"))))
        .isEqualTo("x.png: no such file or folder");
  }

  @Test
  void a_submission_without_one_id_an_image_is_refused_before_scoring() throws IOException {
    Path wood = labeled().resolve("wood/test");
    String submission = folder.resolve("submission.csv").toString();
    assertThat(run("score", "--model", "x", "--submission", submission, wood.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertOneLineOfError("000.png have the same id in a submission, 000", "rename one");
  }

  @Test
  void a_submission_in_the_place_of_an_image_is_wrong_usage() throws IOException {
    String image = labeled().resolve("wood/test/good/000.png").toString();
    assertThat(run("score", "--model", "x", "--submission", image, image))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("--submission must name a .csv file, was " + image);
  }

  @Test
  void a_mapping_beside_a_manifest_is_wrong_usage() {
    assertThat(run("train", "--data", "parts.csv", "--mapping", "m.json", "--out", "y"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertOneLineOfError("--mapping goes with a folder", "parts.csv");
  }

  @Test
  void a_manifest_or_mapping_that_is_wrong_fails_with_its_name_in_one_line() throws IOException {
    Path manifest = Files.writeString(folder.resolve("parts.csv"), "path,category\n1.png,nut\n");
    assertThat(run("evaluate", "--data", manifest.toString(), "--out", "y"))
        .isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(manifest + ", line 2: there is no file 1.png");
    Path mapping = Files.writeString(folder.resolve("m.json"), "{\"wood\": 7}");
    String flat = labeled().resolve("wood/test/good").toString();
    assertThat(run("train", "--data", flat, "--mapping", mapping.toString(), "--out", "y"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains(mapping + " gives wood 7").hasLineCount(2);
  }

  private Path labeled() throws IOException {
    Path images = folder.resolve("labeled");
    new ProductFolder(List.of(Product.WOOD), 1, 1, 1, 1).write(images);
    return images;
  }

  private static PrintWriter failing(Throwable problem) {
    return new PrintWriter(
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            if (problem instanceof Error error) {
              throw error;
            }
            throw (IOException) problem;
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  @Test
  void a_place_where_no_heat_map_can_be_written_is_refused_before_scoring() throws IOException {
    Path image = labeled().resolve("wood/test/good/000.png");
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run("score", "--model", "x", "--heatmaps", file.toString(), image.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertOneLineOfError(file + ": not a folder");
  }

  private int run(String... arguments) {
    return Anomaly.run(arguments, new PrintWriter(out), new PrintWriter(err));
  }

  private void assertOneLineOfError(String... parts) {
    assertThat(err.toString()).contains(parts).hasLineCount(1).doesNotContain("Exception");
    assertThat(out.toString()).isEmpty();
  }
}
