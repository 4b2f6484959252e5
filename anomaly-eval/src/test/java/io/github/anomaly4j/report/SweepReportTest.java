package io.github.anomaly4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.report.Pages;
import io.github.anomaly4j.internal.report.SweepPage;
import io.github.anomaly4j.sweep.EpochSweep;
import io.github.anomaly4j.sweep.Sweep;
import io.github.anomaly4j.sweep.SweepOptions;
import io.github.anomaly4j.sweep.SweptParts;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepReportTest {
  private static final String ODD = "nut <M6>, \"new\"/..";

  @TempDir private static Path folder;
  private static ImageSet parts;
  private static Path epochs;
  private static Path out;

  @BeforeAll
  static void write() throws IOException {
    parts = SweptParts.labeled(folder.resolve("parts"), ODD, "ring");
    epochs = folder.resolve("epochs");
    SweptParts.training(2).trainNetwork(parts, epochs);
    Sweep sweep = EpochSweep.run(epochs, parts, SweepOptions.defaults().withImages(2));
    out = folder.resolve("out");
    SweepReport.write(sweep, out);
  }

  @Test
  void every_raw_score_is_a_line() throws IOException {
    List<String> lines = Files.readAllLines(out.resolve(SweepReport.CSV));
    assertThat(lines.get(0))
        .isEqualTo(
            "epoch,image,category,label,patch,mask,reconstruction,gradient,features,bottleneck,"
                + "spread");
    assertThat(lines).hasSize(1 + 2 * 4);
    assertThat(lines.get(1)).startsWith("1,").contains(",\"nut <M6>, \"\"new\"\"/..\",good,");
    assertThat(lines.get(8)).matches("2,.*,ring,spot(,-?[0-9.E-]+){7}");
  }

  @Test
  void every_image_has_a_film_strip_under_a_name_that_any_file_system_takes() throws IOException {
    try (Stream<Path> strips = Files.list(out.resolve(SweepReport.STRIPS))) {
      assertThat(strips)
          .extracting(strip -> strip.getFileName().toString())
          .containsExactlyInAnyOrder(
              "nut__M6____new____-good-008.png",
              "nut__M6____new____-spot-012.png",
              "ring-good-008.png",
              "ring-spot-012.png");
    }
    BufferedImage strip =
        ImageIO.read(out.resolve(SweepReport.STRIPS).resolve("ring-spot-012.png").toFile());
    assertThat(strip.getWidth()).isBetween(3 * 128, SweepReport.STRIP_WIDTH);
  }

  @Test
  void the_page_has_tables_curves_and_strips_and_needs_no_other_file() throws IOException {
    String page = Files.readString(out.resolve(SweepReport.HTML));
    assertThat(page)
        .contains("2 epochs measured, over 4 images of 2 categories.")
        .containsPattern("Highest: .* at epoch \\d\\.")
        .contains("Highest: patch", "purity (chance)", "of 2</span>")
        .contains("nut &lt;M6&gt;, \"new\"/..")
        .doesNotContain("<script", "src=\"strips", "nut <M6>");
    assertThat(page.split("class=\"strip\"", -1)).hasSize(1 + 4);
    assertThat(page.split("class=\"chart\"", -1)).hasSize(1 + 3);
    assertThat(page.split("<tr><th scope=\"row\">2</th>", -1)).hasSize(1 + 2);
  }

  @Test
  void unlabeled_images_have_mean_scores_and_no_area() throws IOException {
    Sweep sweep =
        EpochSweep.run(
            epochs,
            parts.category("ring").training(),
            SweepOptions.defaults().withEvery(2).withImages(1));
    String page = Pages.of(SweepPage.of(sweep, SweepReport.STRIPS, SweepReport.STRIP_WIDTH));
    assertThat(page)
        .contains("1 epoch measured, over 1 image of 1 category.", "not judged")
        .doesNotContain("purity", "badge normal\"", "Highest");
  }
}
