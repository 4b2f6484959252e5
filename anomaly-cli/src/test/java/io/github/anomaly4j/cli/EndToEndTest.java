package io.github.anomaly4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.cli.product.ProductFolder;
import io.github.anomaly4j.cli.table.PercentTable;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command, with so short a training that nothing is learned. */
class EndToEndTest {
  private static final String[] SHORT = {
    "--image-size", "32", "--epochs", "1", "--steps", "2", "--quiet"
  };

  /** Faster without the trunk. */
  private static final String[] WAVELETS = {"--evidence", "patch=1,detail=0,image=1"};

  private static final String[] SHORTEST = with(WAVELETS, SHORT);

  @TempDir private static Path folder;
  private static Path demo;
  private static Path images;
  private static Path model;
  private static String demoOutput;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void quickstart() {
    demo = folder.resolve("demo");
    images = demo.resolve("images");
    model = demo.resolve("model.anomaly");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Anomaly.run(
            with(
                SHORTEST,
                "quickstart",
                "--products",
                "washer,wood",
                "--pieces",
                "8",
                "--out",
                demo.toString()),
            new PrintWriter(out),
            new PrintWriter(err));
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    demoOutput = out.toString();
  }

  @Test
  void the_quickstart_leaves_images_model_and_report() {
    assertThat(demoOutput)
        .contains("AUROC", "washer", "wood", demo.resolve("report.html").toString());
    assertThat(images.resolve("wood/ground_truth/knot/000_mask.png")).exists();
    assertThat(model).isNotEmptyFile();
    assertThat(demo.resolve("evaluation.json")).isNotEmptyFile();
    assertThat(demo.resolve("scores.csv")).isNotEmptyFile();
    assertThat(demo.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  void the_table_has_the_detection_rates_of_every_product_and_of_all_pooled_in_110_columns()
      throws IOException {
    List<String> lines = demoOutput.lines().toList();
    int header =
        lines.indexOf(lines.stream().filter(l -> l.startsWith("category  ")).findAny().get());
    assertThat(lines.get(header))
        .matches(
            "category +AUROC +at 2 % +at 5 % +AP +F1 +pixel +AUPRO +defects missed +false alarms")
        .hasSizeLessThanOrEqualTo(110);
    JsonNode figures = figures(demo);
    JsonNode wood = figures.at("/categories/wood");
    assertThat(lines.get(header + 2).split(" +"))
        .startsWith(
            "wood",
            percent(wood.get("imageAuroc").asDouble()),
            percent(wood.get("detectionAt2").asDouble()),
            percent(wood.get("detectionAt5").asDouble()));
    assertThat(lines.get(header + 4).split(" +"))
        .containsExactly(
            "pooled",
            percent(figures.at("/pooled/imageAuroc").asDouble()),
            percent(figures.at("/pooled/detectionAt2").asDouble()),
            percent(figures.at("/pooled/detectionAt5").asDouble()));
    JsonNode decisions = figures.get("decisions");
    assertThat(demoOutput)
        .contains(
            "thresholds as trained miss %s of 8 (false alarms: %s); perfect ones for each product, at 2 %%: %s (0)"
                .formatted(
                    decisions.at("/asTrained/missedDefects"),
                    decisions.at("/asTrained/falseAlarms"),
                    decisions.at("/perfectAt2/missedDefects")));
  }

  @Test
  void the_last_lines_tell_the_time_and_the_peak_memory_of_training_and_evaluation() {
    List<String> lines = demoOutput.lines().toList();
    assertThat(lines.get(lines.size() - 2))
        .matches("training: +[0-9]+ s, peak memory [0-9]+[.][0-9] GiB");
    assertThat(lines.get(lines.size() - 1))
        .matches("evaluation: +[0-9]+ s, peak memory [0-9]+[.][0-9] GiB");
  }

  @Test
  void training_saves_a_model_of_the_products_in_the_folder() throws IOException {
    Path file = folder.resolve("trained.anomaly");
    train(images.resolve("wood"), file, "--false-positive-rate", "0.1");
    assertThat(out.toString()).contains("wood", file.toString());
    try (AnomalyDetector detector = AnomalyDetector.load(file)) {
      assertThat(detector.categories()).containsExactly("wood");
    }
  }

  @Test
  void what_scores_and_routes_may_be_chosen() throws IOException {
    Path file = folder.resolve("chosen.anomaly");
    String[] chosen = {
      "--evidence",
      "patch=1,spread=0.5,gradient=0",
      "--routing",
      "two_stage",
      "--unknown-products",
      "false",
      "--network-per-product"
    };
    String[] train = {"train", "--data", images.toString(), "--out", file.toString()};
    assertThat(run(with(chosen, with(SHORT, train)))).as(err.toString()).isEqualTo(ExitCode.DONE);
    try (AnomalyDetector detector = AnomalyDetector.load(file)) {
      assertThat(detector.provenance().networks()).hasSize(2);
      assertThat(detector.detect(images.resolve("wood/test/good/000.png")).partialScores())
          .containsOnlyKeys("patch", "spread");
      // By default nothing blank is recognized.
      assertThat(detector.detect(Image.filled(99, 70, 1, 0, 1)).recognized()).isTrue();
    }
    assertThat(run("train", "--data", "x", "--out", "y", "--evidence", "patch=0"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).contains("one of them above 0");
  }

  @Test
  void the_trunk_scores_by_default_and_is_left_out_on_request() throws IOException {
    Path results = folder.resolve("with trunk");
    String[] command = {"evidence", "--data", images.toString(), "--products", "wood"};
    String[] rest = {"--without", "backbone", "--poses", "0", "--out", results.toString()};
    assertThat(run(with(SHORT, with(rest, command)))).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines())
        .startsWith(
            "all: patch=2,detail=0,backbone=3,image=1",
            "without backbone: patch=2,detail=0,image=1");
    Path wood = images.resolve("wood/test/good/000.png");
    try (AnomalyDetector detector = AnomalyDetector.load(results.resolve("all/model.anomaly"))) {
      assertThat(detector.detect(wood).partialScores()).containsKey("backbone");
    }
  }

  @Test
  void what_is_not_learned_is_told_even_if_quiet() throws IOException {
    Path parts = folder.resolve("parts");
    copyAll(images.resolve("wood/train/good"), parts.resolve("part/normal"));
    copyAll(images.resolve("wood/train/good"), parts.resolve("part/normal/night"));
    copyAll(images.resolve("wood/test/knot"), parts.resolve("part/abnormal"));
    Path file = folder.resolve("part.anomaly");
    train(parts, file);
    assertThat(out.toString())
        .contains("trained on [part]", "warning: ", "(night) are not learned");
  }

  @Test
  void normal_images_alone_are_measured_by_their_false_alarms() throws IOException {
    Path data = folder.resolve("only-normal");
    copyAll(images.resolve("wood/test/good"), data.resolve("wood/test/good"));
    Path report = folder.resolve("only-normal-report");
    int code =
        run(
            "evaluate",
            "--data",
            data.toString(),
            "--model",
            model.toString(),
            "--out",
            report.toString(),
            "--quiet");
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("0 of 0", "warning: no defective image was scored");
    String json = Files.readString(report.resolve("evaluation.json"));
    assertThat(json).doesNotContain("NaN");
    JsonNode wood = new ObjectMapper().readTree(json).at("/categories/wood");
    assertThat(wood.get("imageAuroc").isNull()).isTrue();
    assertThat(wood.get("falsePositiveRate").asDouble()).isBetween(0.0, 1.0);
    assertThat(wood.get("defective").asInt()).isZero();
    assertThat(report.resolve("report.html")).content().contains("no defective image was scored");
  }

  private static void copyAll(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void thresholds_are_compared_and_drawn() {
    Path charts = folder.resolve("charts");
    String[] compare = {
      "thresholds", "--model", model.toString(), "--data", images.toString(), "--quiet"
    };
    String[] drawn = {"--false-positive-rate", "0.2", "--out", charts.toString()};
    assertThat(run(with(drawn, compare))).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("as trained", "quantile at 0.2", "first jump", "F1-max");
    assertThat(charts.resolve("2-wood-first-jump.svg")).isNotEmptyFile();
    String[] tooStrict = {"--false-positive-rate", "0.01"};
    assertThat(run(with(tooStrict, compare))).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("99");
  }

  @Test
  void routers_are_measured_without_a_model() {
    assertThat(run("route", "--data", images.toString(), "--quiet"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("default router", "two-stage router", "called unknown");
  }

  @Test
  void a_model_is_measured_on_changed_images_and_turned_ones_where_asked() {
    String[] command = {
      "robustness", "--model", model.toString(), "--data", images.toString(), "--quiet"
    };
    String[] turned = {"--quarter-turns", "washer", "--hard", "wood,screw"};
    assertThat(run(with(turned, command))).as(err.toString()).isEqualTo(ExitCode.DONE);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0))
        .matches("image AUROC +as is +darker +brighter +shifted +cropped +jpeg +tilted +turned")
        .hasSameSizeAs(lines.get(1));
    assertThat(lines.get(1)).matches("washer( +\\d+\\.\\d){8}");
    assertThat(lines.get(2)).matches("wood( +\\d+\\.\\d){7} +-");
    assertThat(lines.get(3)).matches("mean( +\\d+\\.\\d){8}");
    assertThat(lines.get(4)).matches("mean of hard( +\\d+\\.\\d){7} +-");
    assertThat(lines.get(5)).matches("loss, mean +0\\.0( +-?\\d+\\.\\d){7}");
    assertThat(lines.get(6)).matches("loss, hard +0\\.0( +-?\\d+\\.\\d){6} +-");
    assertThat(lines.get(7)).isEmpty();
    assertThat(lines.get(8))
        .matches("false alarms +as is +darker +brighter +shifted +cropped +jpeg +tilted +turned")
        .hasSameSizeAs(lines.get(9));
    assertThat(lines.get(9)).matches("washer( +\\d of 4){8}");
    assertThat(lines.get(10)).matches("wood( +\\d of 4){7} +-");
    assertThat(lines.get(11)).matches("all( +\\d of 8){7} +\\d of 4");
    assertThat(lines.get(12)).matches("all of hard( +\\d of 4){7} +-");
    assertThat(lines.get(13)).matches("percent, all( +\\d+\\.\\d){8}");
    assertThat(lines.get(14)).matches("percent, hard( +\\d+\\.\\d){7} +-");
    assertThat(lines).hasSize(15);
    assertThat(run(with(new String[] {"--quarter-turns", "wood,cheese"}, command)))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).contains("cheese", "[washer, wood]").hasLineCount(1);
  }

  @Test
  void products_without_normal_or_defective_test_images_get_a_dash() throws IOException {
    Path parts = folder.resolve("parts.csv");
    Path wood = images.resolve("wood/test/good/000.png");
    Path washer = images.resolve("washer/test/good/000.png");
    Files.writeString(
        parts,
        "path,category,split,label\n%s,wood,test,good\n%s,washer,test,dent\n"
            .formatted(wood, washer));
    String[] command = {"robustness", "--model", model.toString(), "--data", parts.toString()};
    assertThat(run(with(new String[] {"--quiet"}, command)))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines().skip(1).limit(4))
        .allMatch(line -> line.matches("[^-]+( +-){8}"));
    assertThat(out.toString().lines().filter(line -> line.startsWith("washer")))
        .allMatch(line -> line.matches("washer( +-){8}"));
  }

  @Test
  void what_defective_training_images_cost_is_measured_by_two_models() throws IOException {
    Path results = folder.resolve("contamination");
    Path epochs = folder.resolve("contamination epochs");
    String[] command = {"contamination", "--data", images.toString(), "--out", results.toString()};
    String[] rest = {
      "--share", "0.3", "--hard", "wood", "--keep-epochs", epochs.toString(), "--seed", "3"
    };
    assertThat(run(with(SHORTEST, with(rest, command))))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    List<String> lines = out.toString().lines().toList();
    String figures = "( +\\d+\\.\\d){2} +-?\\d+\\.\\d";
    assertThat(lines.get(0)).matches("image AUROC +clean +contaminated +loss +mixed in");
    assertThat(lines.get(1)).matches("washer" + figures + " +2 of 10");
    assertThat(lines.get(2)).matches("wood" + figures + " +2 of 10");
    assertThat(lines.get(3)).matches("mean" + figures);
    assertThat(lines.get(4)).matches("mean of hard" + figures);
    for (String name : List.of("clean", "contaminated")) {
      Path file = results.resolve(name + ".anomaly");
      assertThat(lines).contains("model: " + file);
      assertThat(epochs.resolve(name).resolve("epoch-001.network")).isNotEmptyFile();
      try (AnomalyDetector detector = AnomalyDetector.load(file)) {
        Provenance.ImageCount count = detector.provenance().images().get("wood");
        assertThat(count.learned() + count.heldOut()).isEqualTo(name.equals("clean") ? 8 : 10);
        assertThat(detector.provenance().seed()).isEqualTo(3);
      }
    }
  }

  @Test
  void what_cannot_be_contaminated_is_refused_before_training() {
    String results = folder.resolve("never").toString();
    String data = images.toString();
    assertThat(run("contamination", "--data", data, "--out", results, "--share", "0.1"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("a share of 0.1").hasLineCount(1);
    assertThat(run("contamination", "--data", data + "/wood/train", "--out", results))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("PRODUCT/test/DEFECT").hasLineCount(2);
    assertThat(run("contamination", "--data", data, "--out", data + "/results"))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).contains("inside --data").hasLineCount(3);
    assertThat(Path.of(results)).doesNotExist();
  }

  @Test
  void few_images_are_learned_several_times_and_every_draw_is_told() {
    String[] command = {"few-shot", "--data", images.toString(), "--hard", "wood", "--seed", "3"};
    String[] few = with(new String[] {"--draws"}, with(SHORTEST, command));
    assertThat(run(with(new String[] {"2"}, few))).as(err.toString()).isEqualTo(ExitCode.DONE);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).matches("image AUROC +mean +sd +#1 +#2").hasSameSizeAs(lines.get(1));
    assertThat(lines)
        .extracting(line -> line.split("  ")[0])
        .containsExactly("image AUROC", "washer", "wood", "mean", "mean of hard", "pooled");
    List<String> once = new ArrayList<>();
    for (String line : lines.subList(1, 6)) {
      String[] cells = line.substring(14).strip().split(" +");
      assertThat(cells).hasSize(4);
      double[] figures = Stream.of(cells).mapToDouble(Double::parseDouble).toArray();
      double difference = Math.abs(figures[2] - figures[3]);
      assertThat(figures[0]).isCloseTo((figures[2] + figures[3]) / 2, within(0.11));
      assertThat(figures[1]).isCloseTo(difference / Math.sqrt(2), within(0.13));
      once.add(cells[2] + " -");
    }

    out.getBuffer().setLength(0);
    assertThat(run(with(new String[] {"1"}, few))).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines().skip(1))
        .as("the first draw again, without a deviation")
        .map(line -> line.substring(14).strip().replaceAll(" +", " "))
        .isEqualTo(once);
  }

  @Test
  void a_kind_of_evidence_is_left_out_and_what_it_brings_is_printed() throws IOException {
    Path results = folder.resolve("gains");
    String[] command = {
      "evidence", "--data", images.toString(), "--hard", "wood", "--out", results.toString()
    };
    assertThat(run(with(SHORTEST, command))).as(err.toString()).isEqualTo(ExitCode.DONE);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines)
        .startsWith(
            "all: patch=1,detail=0,image=1",
            "without patch: image=1",
            "without image: patch=1,detail=0");
    assertThat(lines.get(4)).matches("image AUROC +all +without patch +without image");
    assertThat(lines.get(5)).matches("washer( +\\d+\\.\\d){3}");
    assertThat(lines.get(8))
        .matches(
            "evidence +mean +hard +pooled +at 2 % +at 5 % +pixel +AUPRO +missed +false alarms +ms"
                + " +train s");
    JsonNode all = figures(results.resolve("all"));
    JsonNode without = figures(results.resolve("without-image"));
    String[] row = lines.get(9).split(" +");
    assertThat(row).hasSize(12).startsWith("all", percent(all.at("/mean/imageAuroc").asDouble()));
    assertThat(row[4]).isEqualTo(percent(all.at("/mean/detectionAt2").asDouble()));
    assertThat(row[8]).isEqualTo(all.at("/decisions/asTrained/missedDefects").asText());
    assertThat(lines.get(12)).matches("without image +.*");
    double pooled =
        all.at("/pooled/imageAuroc").asDouble() - without.at("/pooled/imageAuroc").asDouble();
    assertThat(lines.get(13).strip().split(" +"))
        .hasSize(2 + 11)
        .startsWith("it", "brings")
        .contains((pooled > 0 ? "+" : "") + percent(pooled), atIndex(4));
    assertThat(lines).contains("test images: 8 defective, 8 normal");
    for (String name : List.of("all", "without-patch", "without-image")) {
      assertThat(results.resolve(name).resolve("model.anomaly")).isNotEmptyFile();
      assertThat(results.resolve(name).resolve("report.html")).isNotEmptyFile();
    }
    Path wood = images.resolve("wood/test/good/000.png");
    try (AnomalyDetector noImage =
            AnomalyDetector.load(results.resolve("without-image/model.anomaly"));
        AnomalyDetector noPatch =
            AnomalyDetector.load(results.resolve("without-patch/model.anomaly"))) {
      assertThat(noImage.detect(wood).partialScores()).containsOnlyKeys("patch", "detail");
      assertThat(noPatch.detect(wood).partialScores()).containsOnlyKeys("image");
    }
  }

  @Test
  void evidence_is_compared_on_drawn_products_too() {
    Path results = folder.resolve("drawn gains");
    String[] command = {"evidence", "--drawn", "--pieces", "8", "--products", "wood", "--out"};
    String[] rest = {results.toString(), "--without", "image"};
    assertThat(run(with(SHORTEST, with(rest, command))))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("without image").doesNotContain("washer  ");
    assertThat(results.resolve("images/wood/test/knot/000.png")).exists();
  }

  @Test
  void evidence_that_cannot_be_left_out_is_wrong_usage_before_any_work() {
    Path never = folder.resolve("no gains");
    String[] command = {"evidence", "--data", images.toString(), "--out", never.toString()};
    assertThat(run(with(new String[] {"--without", "backbone"}, with(WAVELETS, command))))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString())
        .contains("--without backbone: the evidence is patch=1,detail=0,image=1")
        .hasLineCount(1);
    assertThat(run(with(new String[] {"--evidence", "patch=1"}, command)))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString())
        .contains("--without patch: nothing that counts is left of patch=1")
        .hasLineCount(2);
    assertThat(run(with(new String[] {"--drawn"}, command))).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(never).doesNotExist();
  }

  private static JsonNode figures(Path results) throws IOException {
    return new ObjectMapper().readTree(results.resolve("evaluation.json").toFile());
  }

  private static String percent(double share) {
    return PercentTable.percent(share);
  }

  @Test
  void more_shots_than_a_product_has_images_are_refused_before_training() {
    String data = images.toString();
    assertThat(run("few-shot", "--data", data, "--shots", "9")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .contains("category washer has 8 normal training images", "fewer than 9 shots")
        .hasLineCount(1);
    assertThat(run("few-shot", "--data", data + "/wood/train")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("PRODUCT/test/DEFECT").hasLineCount(2);
  }

  @Test
  void the_programs_version_is_the_librarys() throws IOException {
    assertThat(run("--version")).isEqualTo(ExitCode.DONE);
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      assertThat(out.toString().strip())
          .isEqualTo("anomaly " + detector.provenance().libraryVersion());
    }
  }

  @Test
  void scoring_writes_a_json_line_per_image_and_a_heat_map_of_its_size() throws IOException {
    Path maps = folder.resolve("maps");
    int code =
        run(
            "score",
            "--model",
            model.toString(),
            "--heatmaps",
            maps.toString(),
            images.resolve("wood/test").toString());
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    List<JsonNode> lines = lines();
    assertThat(lines).hasSize(4 + Product.WOOD.defects().size());
    for (JsonNode line : lines) {
      assertThat(line.get("file").asText()).endsWith(".png");
      assertThat(line.get("category").asText()).isNotBlank();
      assertThat(line.get("score").isNumber()).isTrue();
      assertThat(line.get("anomalous").asBoolean())
          .isEqualTo(line.get("score").asDouble() > line.get("threshold").asDouble());
      assertThat(line.get("partialScores").size()).isPositive();
      assertThat(line.get("milliseconds").asDouble()).isPositive();
      Path map = Path.of(line.get("heatmap").asText());
      assertThat(ImageIO.read(map.toFile()).getWidth()).isEqualTo(Product.SIZE);
    }
    assertThat(maps.resolve("test/knot/000.png.heatmap.png")).exists();
  }

  @Test
  void a_bad_image_gives_a_line_with_its_error_and_the_others_are_still_scored()
      throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Files.writeString(mixed.resolve("a.png"), "no image at all");
    Files.copy(images.resolve("wood/test/good/000.png"), mixed.resolve("b.png"));
    int code = run("score", "--model", model.toString(), mixed.toString());
    assertThat(code).isEqualTo(ExitCode.SOME_UNREADABLE);
    List<JsonNode> lines = lines();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).get("error").asText()).contains("a.png");
    assertThat(lines.get(0).has("score")).isFalse();
    assertThat(lines.get(1).has("score")).isTrue();
  }

  @Test
  void a_submission_has_an_id_and_the_calibrated_score_of_every_image_as_people_count()
      throws IOException {
    Path numbered = Files.createDirectory(folder.resolve("numbered"));
    for (String name : List.of("10.png", "9.png", "1.png")) {
      Files.copy(images.resolve("wood/test/good/000.png"), numbered.resolve(name));
    }
    Path submission = folder.resolve("submissions/submission.csv");
    String[] command = {
      "score", "--model", model.toString(), "--submission", submission.toString()
    };
    assertThat(run(with(new String[] {numbered.toString()}, command))).isEqualTo(ExitCode.DONE);
    String score = lines().get(0).get("score").asText();
    String expected = "id,score\n1,%1$s\n9,%1$s\n10,%1$s\n".formatted(score);
    assertThat(submission).hasContent(expected);

    Path bad = Files.writeString(numbered.resolve("2.png"), "no image at all");
    assertThat(run(with(new String[] {bad.toString(), numbered.toString()}, command)))
        .isEqualTo(ExitCode.FAILED);
    assertThat(run(with(new String[] {numbered.toString()}, command)))
        .isEqualTo(ExitCode.SOME_UNREADABLE);
    assertThat(err.toString())
        .contains(submission + " is not written: 1 of 4 images could not be scored");
    assertThat(submission).hasContent(expected);
  }

  @Test
  void drift_is_watched_from_one_run_to_the_next() throws IOException {
    Path state = folder.resolve("drift/state.json");
    Path chart = folder.resolve("drift/chart.svg");
    String good = images.resolve("wood/test/good").toString();
    String[] score = {
      "score",
      "--model",
      model.toString(),
      "--drift",
      state.toString(),
      "--drift-chart",
      chart.toString(),
      good
    };
    assertThat(run(score)).as(err.toString()).isEqualTo(ExitCode.DONE);
    int images = lines().size();
    assertThat(lines().get(0).get("appearance").get("brightness").asDouble()).isBetween(0.0, 1.0);
    assertThat(lines().get(0).get("pValue").asDouble()).isBetween(0.0, 1.0);
    assertThat(run(score)).isEqualTo(ExitCode.DONE);
    JsonNode kept = new ObjectMapper().readTree(state.toFile());
    assertThat(kept.get("state").get("images").asInt()).isEqualTo(2 * images);
    assertThat(chart).content().contains("<svg");
    // A pipe without a reader cannot be written to.
    assertThat(Anomaly.run(score, new PrintWriter(new PipedWriter()), new PrintWriter(err)))
        .isEqualTo(ExitCode.FAILED);
    kept = new ObjectMapper().readTree(state.toFile());
    assertThat(kept.get("state").get("images").asInt()).isGreaterThan(2 * images);
    String text = Files.readString(state);
    Files.writeString(state, text.replaceFirst("\"fingerprint\":\"....", "\"fingerprint\":\"0000"));
    assertThat(run(score)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("another training");
    assertThat(run("score", "--model", model.toString(), "--drift-chart", "x.svg", good))
        .isNotZero();
  }

  @Test
  void a_model_tells_what_it_is() throws IOException {
    assertThat(run("info", model.toString())).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("fingerprint", "washer", "wood", "a false-positive rate");
    out.getBuffer().setLength(0);
    assertThat(run("info", "--json", model.toString())).isEqualTo(ExitCode.DONE);
    JsonNode info = new ObjectMapper().readTree(out.toString());
    assertThat(info.get("products").get(0).get("name").asText()).isEqualTo("washer");
    assertThat(info.get("products").get(0).get("images").asInt()).isEqualTo(8);
    assertThat(info.get("bytes").asLong()).isEqualTo(Files.size(model));
  }

  @Test
  void thresholds_are_exported_changed_and_imported_and_bad_ones_leave_no_model()
      throws IOException {
    Path json = folder.resolve("tuned/thresholds.json");
    Path tuned = folder.resolve("tuned/model.anomaly");
    String[] tune = {"tune", "--model", model.toString()};
    assertThat(run(with(new String[] {"--export", json.toString()}, tune)))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    String text = Files.readString(json);
    JsonNode read = new ObjectMapper().readTree(text);
    String wood = read.get("thresholds").get("wood").get("score").asText();
    Files.writeString(json, text.replace(wood, "17.5"));
    String[] change = {
      "--import", json.toString(), "--set", "washer=-3", "--out", tuned.toString()
    };
    assertThat(run(with(change, tune))).as(err.toString()).isEqualTo(ExitCode.DONE);
    try (AnomalyDetector detector = AnomalyDetector.load(tuned)) {
      assertThat(detector.threshold("wood")).isEqualTo(17.5);
      assertThat(detector.threshold("washer")).isEqualTo(-3);
    }
    Path none = folder.resolve("tuned/none.anomaly");
    Files.writeString(json, text.replace("wood", "steel"));
    for (List<String> bad :
        List.of(
            List.of("--import", json.toString(), "--out", none.toString()),
            List.of("--set", "steel=1", "--out", none.toString()),
            List.of("--set", "wood=NaN", "--out", none.toString()),
            List.of("--rate", "2", "--out", none.toString()),
            List.of("--set", "wood=1"),
            List.of("--out", none.toString()))) {
      assertThat(run(with(bad.toArray(new String[0]), tune))).as(bad.toString()).isNotZero();
    }
    assertThat(err.toString()).contains("unknown product steel", "expected a finite number");
    assertThat(none).doesNotExist();
  }

  @Test
  void training_takes_a_manifest_or_a_flat_folder_with_a_mapping() throws IOException {
    Path flat = Files.createDirectory(folder.resolve("flat"));
    StringBuilder manifest = new StringBuilder("path,category\n");
    for (int i = 0; i < 8; i++) {
      String product = i < 4 ? "wood" : "washer";
      Path image = images.resolve("%s/train/good/%03d.png".formatted(product, i));
      Files.copy(image, flat.resolve(i + ".png"));
      manifest.append("flat/%d.png,%s%n".formatted(i, product));
    }
    Path csv = Files.writeString(folder.resolve("manifest.csv"), manifest);
    Path json = folder.resolve("mapping.json");
    Files.writeString(json, "{\"wood\": \"0-3\", \"washer\": [4, \"5-7\"]}");
    for (String[] data :
        List.of(
            new String[] {"--data", csv.toString()},
            new String[] {"--data", flat.toString(), "--mapping", json.toString()})) {
      Path file = folder.resolve(data.length + ".anomaly");
      String[] train = with(SHORTEST, with(data, "train", "--out", file.toString()));
      assertThat(run(train)).as(err.toString()).isEqualTo(ExitCode.DONE);
      assertThat(out.toString()).contains("[washer, wood]", file.toString());
    }
  }

  @Test
  void a_path_that_is_not_there_gives_a_line_with_its_error_and_the_others_are_still_scored()
      throws IOException {
    Path missing = folder.resolve("missing.png");
    String good = images.resolve("wood/test/good/000.png").toString();
    assertThat(run("score", "--model", model.toString(), missing.toString(), good))
        .isEqualTo(ExitCode.SOME_UNREADABLE);
    List<JsonNode> lines = lines();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).get("error").asText()).isEqualTo(missing + ": no such file or folder");
    assertThat(lines.get(1).has("score")).isTrue();
  }

  @Test
  void images_of_the_same_name_get_a_heat_map_each_and_none_is_scored_in_the_next_run()
      throws IOException {
    Path week = Files.createDirectory(folder.resolve("week"));
    for (String day : List.of("monday", "tuesday")) {
      Path file = Files.createDirectory(week.resolve(day)).resolve("001.png");
      Files.copy(images.resolve("wood/test/good/000.png"), file);
    }
    Path maps = week.resolve("maps");
    String monday = week.resolve("monday/001.png").toString();
    String tuesday = week.resolve("tuesday/001.png").toString();
    String[] first = {
      "score", "--model", model.toString(), "--heatmaps", maps.toString(), monday, tuesday
    };
    assertThat(run(first)).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(lines().stream().map(line -> line.get("heatmap").asText()))
        .containsExactly(
            maps.resolve("001.png.heatmap.png").toString(),
            maps.resolve("001.png-2.heatmap.png").toString())
        .allSatisfy(map -> assertThat(Path.of(map)).isNotEmptyFile());
    assertThat(run("score", "--model", model.toString(), week.toString())).isEqualTo(ExitCode.DONE);
    assertThat(lines()).hasSize(2 + 2);
  }

  @Test
  void a_heat_map_that_cannot_be_written_is_its_images_error_and_all_are_scored()
      throws IOException {
    Path blocked = folder.resolve("blocked/000.png.heatmap.png");
    Files.createDirectories(blocked.resolve("in the way"));
    Path good = images.resolve("wood/test/good");
    int code =
        run(
            "score",
            "--model",
            model.toString(),
            "--heatmaps",
            blocked.getParent().toString(),
            good.resolve("000.png").toString(),
            good.resolve("001.png").toString());
    assertThat(code).isEqualTo(ExitCode.SOME_UNREADABLE);
    assertThat(lines()).hasSize(2).allMatch(line -> line.has("score"));
    assertThat(lines().get(0).get("error").asText()).contains(blocked + ": this is a folder");
    assertThat(lines().get(0).has("heatmap")).isFalse();
    assertThat(lines().get(1).has("error")).isFalse();
    assertThat(Path.of(lines().get(1).get("heatmap").asText())).isRegularFile();
  }

  @Test
  void a_heat_map_whose_name_the_locale_cannot_write_is_its_images_error() throws Exception {
    Path named = Files.createDirectory(folder.resolve("named"));
    Files.copy(images.resolve("wood/test/good/000.png"), named.resolve("a.png"));
    Files.copy(images.resolve("wood/test/good/001.png"), named.resolve("größe.png"));
    ProcessBuilder score =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Anomaly.class.getName(),
            "score",
            "--model",
            model.toString(),
            "--heatmaps",
            folder.resolve("named-maps").toString(),
            named.toString());
    score.environment().put("LC_ALL", "C");
    Process process = score.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    out.write(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    assertThat(process.waitFor()).isEqualTo(ExitCode.SOME_UNREADABLE);
    assertThat(lines()).hasSize(2).allMatch(line -> line.has("score"));
    assertThat(lines().get(0).has("heatmap")).isTrue();
    assertThat(lines().get(1).get("error").asText()).contains("LC_ALL=C.UTF-8");
  }

  @Test
  void an_image_too_large_for_the_heap_is_its_own_error_and_the_others_are_scored()
      throws IOException {
    Path mixed = Files.createDirectory(folder.resolve("large"));
    // 576 million pixels of one bit: 72 MB decoded, 7 GB as an image.
    BufferedImage large = new BufferedImage(24_000, 24_000, BufferedImage.TYPE_BYTE_BINARY);
    ImageIO.write(large, "png", mixed.resolve("a.png").toFile());
    Files.copy(images.resolve("wood/test/good/000.png"), mixed.resolve("b.png"));
    String[] score = {"score", "--model", model.toString(), mixed.toString()};
    assertThat(run(score)).isEqualTo(ExitCode.SOME_UNREADABLE);
    assertThat(lines().get(0).get("error").asText())
        .contains("24000x24000", "--max-pixels")
        .doesNotContain("DecodeLimits");
    assertThat(lines().get(1).has("score")).isTrue();
    assumeTrue(Runtime.getRuntime().maxMemory() < 7L << 30, "the heap is too large for this");
    out.getBuffer().setLength(0);
    assertThat(run(with(new String[] {"--max-pixels", "600M"}, score)))
        .isEqualTo(ExitCode.SOME_UNREADABLE);
    assertThat(lines().get(0).get("error").asText()).contains("-Xmx");
    assertThat(lines().get(1).has("score")).isTrue();
  }

  @Test
  void a_limit_in_human_units_is_kept_and_one_that_is_none_is_wrong_usage() throws IOException {
    String image = images.resolve("wood/test/good/000.png").toString();
    String[] score = {"score", "--model", model.toString(), image};
    assertThat(run(with(new String[] {"--max-pixels", "16.384k", "--max-bytes", "1 MB"}, score)))
        .isEqualTo(ExitCode.DONE);
    for (String[] small : new String[][] {{"--max-pixels", "16383"}, {"--max-bytes", "1k"}}) {
      out.getBuffer().setLength(0);
      assertThat(run(with(small, score))).isEqualTo(ExitCode.SOME_UNREADABLE);
      assertThat(lines().get(0).get("error").asText()).contains("raise " + small[0]);
    }
    for (String wrong : List.of("many", "-1", "0", "1T")) {
      assertThat(run(with(new String[] {"--max-pixels", wrong}, score)))
          .isEqualTo(ExitCode.WRONG_USAGE);
    }
  }

  @Test
  void a_line_scan_that_is_shrunk_a_lot_is_told_once_a_size_and_in_every_line() throws IOException {
    Path scans = Files.createDirectory(folder.resolve("scans"));
    BufferedImage wood = ImageIO.read(images.resolve("wood/test/good/000.png").toFile());
    for (String name : List.of("a.png", "b.png")) {
      BufferedImage scan = new BufferedImage(640, 64, BufferedImage.TYPE_INT_RGB);
      scan.createGraphics().drawImage(wood, 0, 0, 640, 64, null);
      ImageIO.write(scan, "png", scans.resolve(name).toFile());
    }
    assertThat(run("score", "--model", model.toString(), scans.toString()))
        .isEqualTo(ExitCode.DONE);
    assertThat(err.toString())
        .containsOnlyOnce("images of 640 x 64 pixels: what is scored is 20.0 times smaller")
        .contains("below about 40 pixels");
    assertThat(lines())
        .allSatisfy(
            line ->
                assertThat(line.get("warnings").findValuesAsText("kind"))
                    .contains("SHRUNK", "SIZE"));
  }

  @Test
  void names_of_products_are_shown_without_what_a_terminal_obeys() throws IOException {
    Path product = Files.createDirectories(folder.resolve("odd").resolve("\u001b[31mred\rx\ny"));
    for (int i = 0; i < 4; i++) {
      Files.copy(images.resolve("wood/train/good/00" + i + ".png"), product.resolve(i + ".png"));
    }
    train(product.getParent(), folder.resolve("odd.anomaly"));
    assertThat(out.toString() + err)
        .contains("trained on [\\u001b[31mred\\u000dx\\u000ay]")
        .doesNotContain("\u001b");
  }

  @Test
  void lines_are_ascii_whatever_a_product_is_called() throws IOException {
    Path file = folder.resolve("umlaut.anomaly");
    List<ImageEntry> normal = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      normal.add(ImageEntry.normal(images.resolve("wood/train/good/00" + i + ".png"), "Größe 4"));
    }
    AnomalyDetectorBuilder settings =
        AnomalyDetector.builder().imageSize(32, 32).evidence(Evidence.waveletWeights());
    try (AnomalyDetector detector = settings.train(ImageSet.of(normal))) {
      detector.save(file);
    }
    String image = images.resolve("wood/test/good/000.png").toString();
    assertThat(run("score", "--model", file.toString(), image)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isASCII();
    assertThat(lines().get(0).get("category").asText()).isEqualTo("Größe 4");
  }

  @Test
  void a_category_that_is_not_in_the_model_is_wrong_usage_and_those_that_are_get_named() {
    String image = images.resolve("wood/test/good/000.png").toString();
    assertThat(run("score", "--model", model.toString(), "--category", "cheese", image))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).contains("cheese", "washer").hasLineCount(1);
  }

  @Test
  void evaluating_prints_a_table_and_writes_the_report() throws IOException {
    Path results = folder.resolve("results");
    int code =
        run(
            "evaluate",
            "--data",
            images.toString(),
            "--model",
            model.toString(),
            "--out",
            results.toString(),
            "--hard",
            "wood,screw",
            "--quiet");
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains(
            "wood",
            "washer",
            "mean of hard",
            "hard: wood",
            results.resolve("report.html").toString());
    assertThat(results.resolve("scores.csv")).isNotEmptyFile();
    assertThat(results.resolve("report.html")).isNotEmptyFile();
    JsonNode figures = new ObjectMapper().readTree(results.resolve("evaluation.json").toFile());
    assertThat(figures.at("/categories/wood/imageAuroc").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void figures_of_another_system_stand_beside_those_of_the_products_asked_for() throws IOException {
    Path reference = folder.resolve("reference.csv");
    Files.writeString(reference, "category,auroc\nwood, 0.8125\nscrew,0.5\n");
    String[] wood = {
      "evaluate",
      "--data",
      images.toString(),
      "--products",
      "wood",
      "--model",
      model.toString(),
      "--out",
      folder.resolve("beside").toString(),
      "--reference",
      reference.toString(),
      "--quiet"
    };
    assertThat(run(wood)).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("reference", "81.3").doesNotContain("washer");
    Files.writeString(reference, "category,auroc\nwood,81\n");
    assertThat(run(wood)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("reference.csv", "wood is 81.0", "from 0 to 1");
    Files.writeString(reference, "product,score\nwood,1\n");
    assertThat(run(wood)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("reference.csv", "columns category and auroc");
  }

  @Test
  void a_product_that_is_not_there_cannot_be_asked_for() {
    String[] route = {"route", "--data", images.toString(), "--products", "wood,cheese"};
    assertThat(run(route)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("cheese", "washer").hasLineCount(1);
  }

  @Test
  void the_table_says_which_pixel_figures_leave_images_out() throws IOException {
    Path fewer = folder.resolve("fewer");
    new ProductFolder(List.of(Product.WOOD), 7, 1, 1, 1).write(fewer);
    Files.delete(fewer.resolve("wood/ground_truth/knot/000_mask.png"));
    int code =
        run(
            "evaluate",
            "--data",
            fewer.toString(),
            "--model",
            model.toString(),
            "--out",
            folder.resolve("fewer results").toString(),
            "--quiet");
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("wood: pixel figures cover 3 of 4 defective images");
  }

  @Test
  void images_without_defects_are_not_trained_on_for_an_evaluation() {
    Path normal = images.resolve("wood/train");
    assertThat(run("evaluate", "--data", normal.toString(), "--out", folder + "/none"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("PRODUCT/test/DEFECT").hasLineCount(1);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private void train(Path data, Path file, String... settings) {
    String[] train = with(SHORTEST, "train", "--data", data.toString(), "--out", file.toString());
    assertThat(run(with(settings, train))).as(err.toString()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void a_full_disk_is_one_line_with_the_name_of_the_file_that_cannot_be_written()
      throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "needs Linux");
    String image = images.resolve("washer/test/good/000.png").toString();
    String[] score = {"score", "--model", model.toString()};
    for (String option : List.of("--submission=s.csv", "--coco=c.json", "--regions=r.csv")) {
      assertFull(option, with(new String[] {image}, score));
    }
    assertFull(
        "--drift-chart=d.svg", with(new String[] {"--drift=" + folder + "/d", image}, score));
    assertFull("--out=tuned", "tune", "--model", model.toString(), "--set", "washer=3");
    assertFull("--out=trained", with(SHORTEST, "train", "--data", images.toString()));
    Path report = Files.createDirectory(folder.resolve("full-report"));
    full(report.resolve("scores.csv"));
    assertThat(
            run(
                "evaluate",
                "--model",
                model.toString(),
                "--data",
                images.toString(),
                "--out=" + report))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .contains(report.resolve("scores.csv") + " could not be written (No space left on device)");
    try (Stream<Path> left = Files.list(report)) {
      assertThat(left).containsExactly(report.resolve("scores.csv"));
    }
  }

  private void assertFull(String option, String... command) throws IOException {
    int cut = option.indexOf('=') + 1;
    Path file = full(folder.resolve("full-" + option.substring(cut)));
    err.getBuffer().setLength(0);
    assertThat(run(with(new String[] {option.substring(0, cut) + file}, command)))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .contains(file + " could not be written (No space left on device)")
        .hasLineCount(1);
  }

  /** A file that lies on a disk without any room. */
  private static Path full(Path file) throws IOException {
    return Files.createSymbolicLink(file, Path.of("/dev/full"));
  }

  private int run(String... arguments) {
    return Anomaly.run(arguments, new PrintWriter(out), new PrintWriter(err));
  }

  private List<JsonNode> lines() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      lines.add(json.readTree(line));
    }
    return lines;
  }

  private static String[] with(String[] rest, String... first) {
    String[] all = Arrays.copyOf(first, first.length + rest.length);
    System.arraycopy(rest, 0, all, first.length, rest.length);
    return all;
  }
}
