package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.cli.product.ProductFolder;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.study.SkipAblation;
import io.github.anomaly4j.study.SkipAblation.Row;
import io.github.anomaly4j.study.SkipPattern;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look into networks, with so short trainings that nothing is learned. */
class DiagnosisCommandsTest {
  private static final List<SkipPattern> PATTERNS =
      List.of(SkipPattern.defaults(2).get(0), SkipPattern.of(List.of(0.0, 0.5)));

  @TempDir private static Path folder;
  private static Path images;
  private static ImageSet set;
  private static List<Row> rows;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void ablate() throws IOException {
    images = folder.resolve("images");
    set = new ProductFolder(List.of(Product.WASHER, Product.WOOD), 1, 6, 3, 1).write(images);
    rows = ablation(set, folder.resolve("ablation")).run(PATTERNS);
  }

  private static AnomalyDetectorBuilder settings() {
    return AnomalyDetector.builder()
        .imageSize(64, 64)
        .evidence(Evidence.waveletWeights())
        .training(new TrainingConfig(2, 6, 4, 32, 5e-3, 2, 5, 0.25));
  }

  private static SkipAblation ablation(ImageSet images, Path where) {
    UNetConfig network = UNetConfig.defaults().withDepth(2).withBaseWidth(4);
    return new SkipAblation(DiagnosisCommandsTest::settings, network, images, 4, where);
  }

  @Test
  void every_pattern_is_trained_and_measured_at_its_best_epoch() throws IOException {
    assertThat(rows).extracting(Row::pattern).isEqualTo(PATTERNS);
    for (Row row : rows) {
      assertThat(row.epoch()).startsWith(folder.resolve("ablation").resolve(row.pattern().name()));
      try (EpochNetworks.Epoch epoch = EpochNetworks.read(row.epoch())) {
        assertThat(epoch.report()).isEqualTo(row.best());
        assertThat(epoch.report().best()).isTrue();
        assertThat(epoch.network().config().skips()).isEqualTo(row.pattern().skips());
      }
      assertThat(row.pasted()).isBetween(-0.5, 1.5).isNotZero();
      assertThat(row.auroc())
          .containsOnlyKeys(Evidence.RECONSTRUCTION, Evidence.GRADIENT, Evidence.MASK);
    }
  }

  @Test
  void the_auroc_is_the_mean_over_products_of_half_normal_and_half_defective_images()
      throws IOException {
    double sum = 0;
    try (NetworkProbe probe = NetworkProbe.load(rows.get(0).epoch())) {
      for (String category : set.categories()) {
        List<ImageEntry> all = set.test().category(category).entries();
        List<ImageEntry> normal = all.stream().filter(entry -> !entry.anomalous()).toList();
        List<ImageEntry> defective = all.stream().filter(ImageEntry::anomalous).toList();
        assertThat(normal).hasSize(3);
        assertThat(defective).hasSize(4);
        double[] scores =
            Stream.of(normal.get(0), normal.get(1), defective.get(0), defective.get(2))
                .mapToDouble(entry -> score(probe, entry))
                .toArray();
        sum += Auroc.of(scores, new boolean[] {false, false, true, true});
      }
    }
    assertThat(rows.get(0).auroc()).containsEntry(Evidence.GRADIENT, sum / 2);
  }

  private static double score(NetworkProbe probe, ImageEntry entry) {
    try {
      return probe.score(Image.read(entry.file()), entry.category()).get(Evidence.GRADIENT);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_same_ablation_gives_the_same_rows_and_test_images_change_no_network()
      throws IOException {
    Row again = ablation(set, folder.resolve("again")).run(PATTERNS.get(1));
    assertThat(again.best()).isEqualTo(rows.get(1).best());
    assertThat(again.auroc()).isEqualTo(rows.get(1).auroc());
    assertThat(again.pasted()).isEqualTo(rows.get(1).pasted());

    Row without = ablation(set.training(), folder.resolve("without")).run(PATTERNS.get(1));
    assertThat(without.best()).isEqualTo(rows.get(1).best());
    assertThat(without.auroc()).isEmpty();
  }

  @Test
  void patterns_that_do_not_go_with_the_network_or_each_other_are_refused_before_training() {
    Path where = folder.resolve("refused");
    SkipAblation ablation = ablation(set, where);
    SkipPattern deep = new SkipPattern("deep", List.of(1.0, 1.0, 1.0));
    assertThatThrownBy(() -> ablation.run(List.of(PATTERNS.get(0), deep)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("deep has 3 skips, but the network has 2 levels");
    SkipPattern same = new SkipPattern("ALL", List.of(0.0, 0.0));
    assertThatThrownBy(() -> ablation.run(List.of(PATTERNS.get(0), same)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ALL");
    assertThat(where).doesNotExist();
  }

  @Test
  void ablate_prints_a_line_a_pattern_and_writes_the_table() throws IOException {
    Path results = folder.resolve("results");
    String[] command =
        ("ablate --image-size 64 --crop 32 --depth 2 --base-width 4 --epochs 1 --steps 2"
                + " --images 2 --quiet --skips none,0:0.5")
            .split(" ");
    assertThat(run(with(command, "--data", images.toString(), "--out", results.toString())))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines().map(line -> line.split(" ")[0]))
        .containsSequence("skips", "none", "0-0.5");
    List<String> table = Files.readAllLines(results.resolve("ablation.csv"));
    assertThat(table).hasSize(3);
    int columns = table.get(0).split(",").length;
    assertThat(table.get(0)).startsWith("pattern,skips,epoch").endsWith("auroc_mask");
    assertThat(table).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(columns));
    assertThat(table.get(2)).startsWith("0-0.5,0.0:0.5,1,");
    try (EpochNetworks.Epoch epoch =
        EpochNetworks.read(results.resolve("0-0.5/epoch-001.network"))) {
      assertThat(epoch.network().config().depth()).isEqualTo(2);
      assertThat(epoch.network().config().baseWidth()).isEqualTo(4);
    }
  }

  @Test
  void patterns_that_are_none_are_wrong_usage_and_those_that_are_get_named() {
    for (String skips : List.of("some", "0:1", "0:0:1:2", "0:0:1:", "")) {
      assertThat(run("ablate", "--data", "x", "--out", "y", "--skips", "all," + skips + ",none"))
          .isEqualTo(ExitCode.WRONG_USAGE);
    }
    assertThat(err.toString())
        .contains("all, none, no-top, lower-half, thin, or 4 strengths", "was 0:0:1:2")
        .hasLineCount(5);
    assertThat(run("ablate", "--data", "x", "--out", "y", "--skips", "all,none,all"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run("ablate", "--data", "x", "--out", "y", "--depth", "9"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run("ablate", "--data", "x", "--out", "y", "--crop", "40"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run("ablate", "--data", "x", "--out", "y", "--images", "1"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString())
        .contains(
            "all twice",
            "depth must be 1 to 8",
            "--crop must be a multiple of 16, was 40",
            "--images must be at least 2")
        .hasLineCount(9);
  }

  @Test
  void purity_prints_and_draws_every_level_or_the_named_one() throws IOException {
    String epoch = rows.get(0).epoch().toString();
    Path drawn = folder.resolve("purity");
    String[] command = {
      "purity", "--epoch", epoch, "--data", images.toString(), "--out", drawn.toString()
    };
    assertThat(run(with(command, "--images", "4"))).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines().map(line -> line.split(" ")[0]))
        .containsSequence("level", "enc0", "enc1", "enc2");
    for (String level : List.of("enc0", "enc1", "enc2")) {
      assertThat(ImageIO.read(drawn.resolve("purity-" + level + ".png").toFile()).getWidth())
          .isEqualTo(900);
    }

    Files.delete(drawn.resolve("purity-enc0.png"));
    assertThat(run(with(command, "--level", "enc2"))).isEqualTo(ExitCode.DONE);
    assertThat(drawn.resolve("purity-enc0.png")).doesNotExist();

    assertThat(run(with(command, "--level", "enc9"))).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).contains("enc9", "[enc0, enc1, enc2]").hasLineCount(1);
  }

  @Test
  void one_product_alone_cannot_be_told_apart() {
    Path wood = images.resolve("wood");
    Path where = folder.resolve("alone");
    String epoch = rows.get(0).epoch().toString();
    assertThat(
            run("purity", "--epoch", epoch, "--data", wood.toString(), "--out", where.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .contains(wood + " has normal training images of [wood]", "at least two products")
        .hasLineCount(1);
    assertThat(where).doesNotExist();
  }

  @Test
  void compare_draws_every_image_once_under_its_own_name() throws IOException {
    String epoch = rows.get(0).epoch().toString();
    Path days = folder.resolve("days");
    for (String day : List.of("monday", "tuesday")) {
      Path file = Files.createDirectories(days.resolve(day)).resolve("001.png");
      Files.copy(images.resolve("wood/test/good/000.png"), file);
    }
    String[] command = {
      "compare",
      "--epoch",
      epoch,
      "--out",
      days.toString(),
      days.resolve("monday/001.png").toString()
    };
    assertThat(run(with(command, days.resolve("tuesday/001.png").toString(), days.toString())))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    List<String> sheets =
        Stream.of("001", "001-2", "days_monday_001", "days_tuesday_001")
            .map(name -> days.resolve("compare_" + name + ".png").toString())
            .toList();
    assertThat(out.toString().lines()).isEqualTo(sheets);
    for (String sheet : sheets) {
      assertThat(ImageIO.read(Path.of(sheet).toFile()).getWidth()).isGreaterThan(2 * 192);
    }
    assertThat(run("compare", "--epoch", epoch, "--out", days.toString(), days.toString()))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines()).as("sheets are not compared").hasSize(4 + 2);
  }

  @Test
  void heat_map_and_mask_make_a_sheet_wider_where_there_are_any() throws IOException {
    Path model = folder.resolve("model.anomaly");
    try (AnomalyDetector detector = settings().epochs(1).restoration().train(set)) {
      detector.save(model);
    }
    Path knot = images.resolve("wood/test/knot/000.png");
    Path good = images.resolve("wood/test/good/000.png");
    String[] command = {"compare", "--model", model.toString(), knot.toString(), good.toString()};
    int[] two = widths(with(command, "--out", folder.resolve("two").toString()));
    int[] three = widths(with(command, "--heatmap", "--out", folder.resolve("three").toString()));
    int[] four =
        widths(
            with(
                command,
                "--heatmap",
                "--masks",
                images.toString(),
                "--out",
                folder.resolve("four").toString()));
    int panel = three[0] - two[0];
    assertThat(panel).isGreaterThanOrEqualTo(192);
    assertThat(four).containsExactly(three[0] + panel, three[1]);
  }

  @Test
  void a_model_without_a_network_is_refused_and_the_option_for_one_named() throws IOException {
    Path model = folder.resolve("without-network.anomaly");
    try (AnomalyDetector detector = settings().train(set)) {
      detector.save(model);
    }
    String image = images.resolve("wood/test/good/000.png").toString();
    String sheets = folder.resolve("none").toString();
    assertThat(run("compare", "--model", model.toString(), "--out", sheets, image))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).hasLineCount(1).contains("no network", "--restoration");
  }

  private int[] widths(String... command) throws IOException {
    out.getBuffer().setLength(0);
    assertThat(run(command)).as(err.toString()).isEqualTo(ExitCode.DONE);
    List<String> sheets = out.toString().lines().toList();
    assertThat(sheets).hasSize(2);
    int[] widths = new int[2];
    for (int i = 0; i < 2; i++) {
      widths[i] = ImageIO.read(Path.of(sheets.get(i)).toFile()).getWidth();
    }
    return widths;
  }

  @Test
  void a_bad_image_is_named_and_the_others_are_still_compared() throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Files.writeString(mixed.resolve("a.png"), "no image at all");
    Files.copy(images.resolve("wood/test/good/000.png"), mixed.resolve("b.png"));
    Path missing = folder.resolve("missing.png");
    Path sheets = folder.resolve("sheets");
    String epoch = rows.get(0).epoch().toString();
    int code =
        run(
            "compare",
            "--epoch",
            epoch,
            "--out",
            sheets.toString(),
            mixed.toString(),
            missing.toString());
    assertThat(code).isEqualTo(ExitCode.SOME_UNREADABLE);
    assertThat(out.toString()).hasLineCount(1).contains("compare_mixed_b.png");
    assertThat(err.toString()).hasLineCount(2).contains("a.png", missing + ": no such file");
  }

  @Test
  void what_compare_cannot_do_is_said_before_any_work() throws IOException {
    String image = images.resolve("wood/test/good/000.png").toString();
    String sheets = folder.resolve("never").toString();
    assertThat(run("compare", "--out", sheets, image)).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run("compare", "--model", "m", "--epoch", "e", "--out", sheets, image))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run("compare", "--epoch", "e", "--heatmap", "--out", sheets, image))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).contains("--heatmap takes a --model").hasLineCount(3);
    String normal = images.resolve("wood/train/good").toString();
    assertThat(run("compare", "--epoch", "e", "--masks", normal, "--out", sheets, image))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains(normal + " has no masks").hasLineCount(4);
    assertThat(run("compare", "--epoch", image, "--out", sheets, image)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains(image).hasLineCount(5);
    assertThat(Path.of(sheets)).doesNotExist();
  }

  private int run(String... arguments) {
    return Anomaly.run(arguments, new PrintWriter(out), new PrintWriter(err));
  }

  private static String[] with(String[] first, String... rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }
}
