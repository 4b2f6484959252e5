package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ObjectArrays;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.cli.product.ProductFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on drawn products, so short that nothing is learned. */
class JournalCommandTest {
  private static final List<String> STAGES =
      List.of(
          "1 to 4 and 7: one network without skips",
          "5: one product alone",
          "6: the misleading validation",
          "8 and 9: every epoch, by its reconstructions",
          "10: feature difference",
          "11 and 12: a feature library for each product",
          "12b: router and first jump",
          "13: one model again",
          "14: K-means of the encoder",
          "The end: the library");

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void every_stage_is_told_with_figures_in_range_even_where_a_product_has_no_defects()
      throws IOException {
    Path images = folder.resolve("images");
    new ProductFolder(List.of(Product.WASHER, Product.WOOD), 1, 6, 3, 1).write(images);
    withoutDefects(images.resolve("washer/test"));
    Path results = folder.resolve("results");

    assertThat(
            journal("--image-size", "32", "--data", images.toString(), "--out", results.toString()))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);

    String page = Files.readString(results.resolve("journal.html"));
    String markdown = Files.readString(results.resolve("journal.md"));
    assertThat(page).contains(STAGES.stream().map(s -> s.replace("'", "&#39;")).toList());
    assertThat(page)
        .contains("quick run")
        .contains("data:image/jpeg")
        .doesNotContain("not complete");
    assertThat(markdown)
        .contains(STAGES)
        .doesNotContain("data:image")
        .doesNotContain("Left out")
        .doesNotContain(folder.toString());
    assertThat(err.toString()).contains(STAGES);
    assertThat(out.toString()).contains(results.resolve("journal.html").toString());
    assertFiguresInRange(markdown);
    assertThat(results.resolve("images/stage-01-blur-0.png")).isNotEmptyFile();
    assertThat(results.resolve("images/stage-08-epochs.png")).isNotEmptyFile();
    assertThat(results.resolve("images/stage-14-features.png")).isNotEmptyFile();
    assertThat(results.resolve("model.anomaly")).isNotEmptyFile();
    JsonNode figures = new ObjectMapper().readTree(results.resolve("evaluation.json").toFile());
    assertThat(figures.at("/categories/wood/imageAuroc").asDouble()).isBetween(0.0, 1.0);
    assertThat(results).isDirectoryNotContaining("glob:**networks*");
  }

  @Test
  void one_product_with_two_images_to_score_is_enough_and_stages_that_need_more_say_so()
      throws IOException {
    Path images = folder.resolve("images");
    new ProductFolder(List.of(Product.WOOD), 1, 4, 1, 1).write(images);
    Path results = folder.resolve("results");

    assertThat(
            journal(
                "--image-size",
                "32",
                "--quiet",
                "--data",
                images.resolve("wood").toString(),
                "--out",
                results.toString()))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);

    assertThat(Files.readString(results.resolve("journal.md")))
        .contains(STAGES)
        .contains("Left out: one product alone makes no clusters")
        .contains("there is nothing to route", "nothing is cut");
  }

  @Test
  void images_without_a_test_are_refused_before_any_work() throws IOException {
    Path images = folder.resolve("images");
    new ProductFolder(List.of(Product.WOOD), 1, 4, 1, 1).write(images);
    Path results = folder.resolve("results");

    assertThat(
            journal("--data", images.resolve("wood/train").toString(), "--out", results.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("PRODUCT/test/DEFECT").hasLineCount(1);
    assertThat(results).doesNotExist();
  }

  @Test
  void an_image_size_that_the_network_cannot_halve_is_wrong_usage() {
    assertThat(journal("--data", "x", "--out", "y", "--image-size", "100"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).contains("multiple of 16").hasLineCount(1);
  }

  private static void withoutDefects(Path test) throws IOException {
    try (Stream<Path> kinds = Files.list(test)) {
      for (Path kind : kinds.filter(kind -> !kind.endsWith("good")).toList()) {
        try (Stream<Path> files = Files.list(kind)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(kind);
      }
    }
  }

  /**
   * Every AUROC and every share that the text states; of contrast, more may come out than went in.
   */
  private static void assertFiguresInRange(String markdown) {
    Matcher auroc = Pattern.compile("AUROC of (\\d\\.\\d+)").matcher(markdown);
    int found = 0;
    while (auroc.find()) {
      assertThat(Double.parseDouble(auroc.group(1))).isBetween(0.0, 1.0);
      found++;
    }
    assertThat(found).isGreaterThan(2);
    Matcher percent = Pattern.compile("(-?[\\d.]+) % of the images(?!')").matcher(markdown);
    found = 0;
    while (percent.find()) {
      assertThat(Double.parseDouble(percent.group(1))).isBetween(0.0, 100.0);
      found++;
    }
    assertThat(found).isGreaterThan(2);
  }

  private int journal(String... arguments) {
    String[] quick = {"journal", "--quick"};
    return Anomaly.run(
        ObjectArrays.concat(quick, arguments, String.class),
        new PrintWriter(out),
        new PrintWriter(err));
  }
}
