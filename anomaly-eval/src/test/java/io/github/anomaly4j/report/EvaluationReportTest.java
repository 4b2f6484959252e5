package io.github.anomaly4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.eval.DarkSpotDetector;
import io.github.anomaly4j.eval.DrawnParts;
import io.github.anomaly4j.eval.ErrorExample;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationReportTest {
  private static final String NASTY = "washer <M8>, \"A&B\" '<script>alert(1)</script>";

  @TempDir static Path folder;
  private static Path written;
  private static Evaluation evaluation;

  @BeforeAll
  static void write() throws Exception {
    ImageSet drawn =
        new DrawnParts(folder.resolve("images"))
            .category("bolt", 96, 8, 12, true)
            .category(NASTY, 64, 4, 12, true)
            .category("plain", 48, 3, 0, false)
            .set();
    Path broken = Files.writeString(folder.resolve("broken & 'b'.png"), "no image");
    List<ImageEntry> entries = new ArrayList<>(drawn.entries());
    entries.add(new ImageEntry(broken, "bolt", Split.TEST, "spot", Optional.empty()));
    Path unmasked = drawn.entries().get(19).file();
    entries.add(new ImageEntry(unmasked, "bolt", Split.TEST, "spot", Optional.empty()));
    Path model = Files.write(folder.resolve("model.anomaly"), new byte[2_500_000]);
    evaluation =
        DarkSpotDetector.evaluate(
            ImageSet.of(entries),
            EvaluationOptions.defaults()
                .withHard(List.of("bolt"))
                .withSkipUnreadable(true)
                .withModelFile(model));
    written = folder.resolve("new/report");
    EvaluationReport.write(evaluation, written);
  }

  @Test
  void json_has_the_promised_keys() throws Exception {
    JsonNode json = json();

    for (String place : List.of("/categories/bolt", "/mean", "/meanHard")) {
      for (String figure :
          List.of(
              "imageAuroc",
              "detectionAt2",
              "detectionAt5",
              "averagePrecision",
              "f1Max",
              "pixelAuroc",
              "aupro")) {
        assertThat(json.at(place + "/" + figure).isNumber()).as(place + "/" + figure).isTrue();
      }
    }
    assertThat(json.at("/pooled/imageAuroc").doubleValue())
        .isEqualTo(evaluation.pooledImageAuroc());
    assertThat(json.at("/pooled/detectionAt5").doubleValue())
        .isEqualTo(evaluation.pooledDetectionRate(0.05));
    assertThat(json.at("/decisions/asTrained/missedDefects").intValue())
        .isEqualTo(evaluation.decisions().missedDefects());
    assertThat(json.at("/decisions/perfectAt2/missedDefects").intValue())
        .isEqualTo(evaluation.perfectDecisions(0.02).missedDefects());
    assertThat(json.at("/decisions/perfectAt5/falseAlarms").isInt()).isTrue();
    assertThat(json.at("/routing/accuracy").doubleValue()).isEqualTo(evaluation.routingAccuracy());
    assertThat(json.at("/train/seconds").doubleValue()).isEqualTo(754.2);
    assertThat(json.at("/train/peakMemoryBytes").longValue()).isEqualTo(3_221_225_472L);
    assertThat(json.at("/latencyMs/p50").isNumber()).isTrue();
    assertThat(json.at("/latencyMs/p95").isNumber()).isTrue();
    assertThat(json.at("/model/bytes").longValue()).isEqualTo(2_500_000);
    assertThat(json.at("/categories").has(NASTY)).isTrue();
    assertThat(json.at("/skipped/0/file").textValue()).endsWith("broken & 'b'.png");
  }

  @Test
  void a_figure_that_is_not_defined_is_null() throws Exception {
    JsonNode plain = json().at("/categories/plain");

    assertThat(plain.get("imageAuroc").isNull()).isTrue();
    assertThat(plain.get("aupro").isNull()).isTrue();
    assertThat(plain.get("falsePositiveRate").isNumber()).isTrue();
  }

  @Test
  void csv_has_a_line_for_every_image_and_quotes_what_needs_it() throws Exception {
    List<String> lines = Files.readAllLines(written.resolve(EvaluationReport.CSV));

    assertThat(lines.get(0))
        .isEqualTo(
            "path,category,predicted_category,label,defect,score,threshold,anomalous,recognized,"
                + "warnings,p_value,score_mask,score_patch");
    assertThat(lines).hasSize(1 + evaluation.images().size());
    assertThat(lines)
        .anyMatch(
            line ->
                line.contains(
                    ",\"washer <M8>, \"\"A&B\"\" '<script>alert(1)</script>\",bolt,defective,spot,"));
  }

  @Test
  void no_name_is_a_formula_in_the_csv_file_and_the_json_file_has_the_exact_one() throws Exception {
    ImageSet drawn =
        new DrawnParts(folder.resolve("formulas")).category("=SUM(1)", 48, 2, 1, false).set();
    Path out = folder.resolve("formula report");
    EvaluationReport.write(DarkSpotDetector.evaluate(drawn, EvaluationOptions.defaults()), out);

    assertThat(Files.readAllLines(out.resolve(EvaluationReport.CSV)))
        .filteredOn(line -> line.contains("SUM"))
        .hasSize(3)
        .allMatch(line -> line.contains(",'=SUM(1),bolt,"));
    JsonNode json = new ObjectMapper().readTree(out.resolve(EvaluationReport.JSON).toFile());
    assertThat(json.get("quotedNames").get("'=SUM(1)").asText()).isEqualTo("=SUM(1)");
    assertThat(json.get("categories").has("=SUM(1)")).isTrue();
    assertThat(json().has("quotedNames")).isFalse();
  }

  @Test
  void a_report_that_cannot_be_written_leaves_the_files_of_the_one_before() throws Exception {
    Path out = folder.resolve("before");
    Files.createDirectories(out.resolve(EvaluationReport.HTML).resolve("in the way"));
    Files.writeString(out.resolve(EvaluationReport.JSON), "old");

    assertThatThrownBy(() -> EvaluationReport.write(evaluation, out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(EvaluationReport.HTML);

    assertThat(out.resolve(EvaluationReport.JSON)).hasContent("old");
    assertThat(out.resolve(EvaluationReport.CSV)).doesNotExist();
  }

  @Test
  void the_page_needs_nothing_from_outside_and_runs_nothing() throws Exception {
    String page = page();

    assertThat(page).contains("default-src 'none'");
    assertThat(page).doesNotContain("<script").doesNotContain("http:").doesNotContain("https:");
    assertThat(page).doesNotContainPattern("(src|srcset|href)=\"(?!data:)");
    assertThat(page).doesNotContainPattern(" on[a-z]+=");
  }

  @Test
  void names_that_users_give_are_escaped() throws Exception {
    String page = page();

    assertThat(page)
        .contains(
            "<h3>washer &lt;M8&gt;, \"A&amp;B\" '&lt;script&gt;alert(1)&lt;/script&gt;</h3>",
            " of washer &lt;M8>, &#34;A&amp;B&#34; &#39;&lt;script>alert(1)&lt;/script>\"")
        .contains("broken &amp; 'b'.png")
        .contains("&lt;halved&gt;")
        .doesNotContain("<M8>");
  }

  @Test
  void the_page_leads_with_missed_defects_and_false_alarms() throws Exception {
    assertThat(evaluation.decisions().missedDefects()).isGreaterThan(1);
    assertThat(page())
        .contains("<strong>" + evaluation.decisions().missedDefects() + " were missed</strong>")
        .contains("1 unreadable file was left out");
  }

  @Test
  void the_page_tells_the_misses_of_the_thresholds_from_those_of_the_scores() throws Exception {
    assertThat(page())
        .contains("would miss " + evaluation.perfectDecisions(0.02).missedDefects() + " defects")
        .contains("Found at 2&nbsp;%", "Found at 5&nbsp;%", ">Pooled</th>");
  }

  @Test
  void the_page_says_which_rate_thresholds_state_and_why_it_is_not_the_one_asked_for()
      throws Exception {
    assertThat(page().replace('\u00a0', ' '))
        .contains("asked for thresholds at 2.0 %. By each product's own normal images they state")
        .contains("3.0 %, on average.", "2.0 % takes 49 images: 1 of 3 products have fewer.");
  }

  @Test
  void the_page_says_which_pixel_figures_leave_images_out() throws Exception {
    assertThat(page())
        .contains("bolt: pixel figures cover 12 of 13 defective images")
        .doesNotContain("plain: pixel");
  }

  @Test
  void the_page_shows_a_histogram_for_every_category_and_curves_where_defined() throws Exception {
    String page = page();

    assertThat(page.split("alt=\"Histogram", -1)).hasSize(3 + 1);
    assertThat(page.split("alt=\"ROC curve", -1)).hasSize(2 + 1);
    assertThat(page.split("class=\"card example\"", -1)).hasSize(evaluation.examples().size() + 1);
  }

  @Test
  void every_element_that_is_opened_is_closed() throws Exception {
    String page = page();
    for (String element :
        List.of("section", "article", "div", "figure", "table", "tr", "td", "dl", "p")) {
      assertThat(page.split("<" + element + "[ >]", -1))
          .as(element)
          .hasSameSizeAs(page.split("</" + element + ">", -1));
    }
  }

  @Test
  void the_page_of_many_categories_stays_under_five_megabytes() throws Exception {
    DrawnParts parts = new DrawnParts(folder.resolve("many"));
    for (int i = 0; i < 40; i++) {
      parts.category("part " + i, i < 10 ? 200 : 32, 4, 6, true);
    }
    Evaluation many = DarkSpotDetector.evaluate(parts.set(), EvaluationOptions.defaults());
    assertThat(many.examples()).hasSizeGreaterThan(20);
    EvaluationReport.write(many, folder.resolve("report of many"));

    Path page = folder.resolve("report of many").resolve(EvaluationReport.HTML);
    assertThat(Files.size(page)).isLessThan(5_000_000);
    assertThat(Files.readString(page)).contains("Shown are the 24 categories");
  }

  @Test
  void files_are_replaced_whole_and_nothing_is_left_beside_them() throws Exception {
    Path again = folder.resolve("again");
    Files.createDirectories(again);
    Files.writeString(again.resolve(EvaluationReport.HTML), "old");

    EvaluationReport.write(evaluation, again);

    assertThat(Files.readString(again.resolve(EvaluationReport.HTML)))
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n");
    try (Stream<Path> files = Files.list(again)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              EvaluationReport.JSON, EvaluationReport.CSV, EvaluationReport.HTML);
    }
  }

  @Test
  void a_file_that_cannot_be_written_is_named() throws Exception {
    Path blocked = folder.resolve("blocked");
    Files.createDirectories(blocked.resolve(EvaluationReport.JSON).resolve("in the way"));

    assertThatThrownBy(() -> EvaluationReport.write(evaluation, blocked))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(EvaluationReport.JSON);
  }

  @Test
  void figures_and_scores_are_written_even_if_the_page_cannot_be_drawn() {
    Evaluation undrawable =
        new Evaluation(
            evaluation.categories(),
            evaluation.hard(),
            evaluation.images(),
            List.of(
                new ErrorExample(
                    evaluation.examples().get(0).image(),
                    null,
                    Optional.empty(),
                    null,
                    Optional.empty())),
            evaluation.skipped(),
            evaluation.warnings(),
            evaluation.run());
    Path bare = folder.resolve("bare");

    assertThatThrownBy(() -> EvaluationReport.write(undrawable, bare))
        .isInstanceOf(NullPointerException.class);

    assertThat(bare.resolve(EvaluationReport.JSON)).isNotEmptyFile();
    assertThat(bare.resolve(EvaluationReport.CSV)).isNotEmptyFile();
    assertThat(bare.resolve(EvaluationReport.HTML)).doesNotExist();
  }

  private static JsonNode json() throws IOException {
    return new ObjectMapper().readTree(written.resolve(EvaluationReport.JSON).toFile());
  }

  private static String page() throws IOException {
    return Files.readString(written.resolve(EvaluationReport.HTML));
  }
}
