package io.github.anomaly4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.anomaly4j.report.ExperimentReport.Chapter;
import io.github.anomaly4j.report.ExperimentReport.Finding;
import io.github.anomaly4j.report.ExperimentReport.Image;
import io.github.anomaly4j.report.ExperimentReport.Images;
import io.github.anomaly4j.report.ExperimentReport.Table;
import io.github.anomaly4j.report.ExperimentReport.Text;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentReportTest {
  private static final ExperimentReport STORY =
      new ExperimentReport(
          "Nuts & bolts",
          "Two <things>.",
          List.of(
              new Chapter(
                  "First",
                  List.of(
                      new Text("Run", "a|b\nc"),
                      new Finding("It *works*"),
                      new Table(List.of("nut", "AUROC"), List.of(List.of("m<8|x", "0.9"))),
                      new Images(
                          List.of(
                              new Image(
                                  "nut",
                                  "a \"nut\"",
                                  new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB))))))));

  private static final BufferedImage PIXEL = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

  @Test
  void the_page_escapes_what_it_is_told_and_holds_its_images() {
    assertThat(STORY.html())
        .contains("<h1>Nuts &amp; bolts</h1>", "Two &lt;things&gt;.", "<h2>First</h2>")
        .contains("<th scope=\"row\">m&lt;8|x</th><td>0.9</td>", "alt=\"a &#34;nut&#34;\"")
        .contains("src=\"data:image/jpeg;base64,");
  }

  @Property(tries = 200)
  void no_text_is_markup(@ForAll String text) {
    ExperimentReport report =
        new ExperimentReport(
            text,
            text,
            List.of(
                new Chapter(
                    text,
                    List.of(
                        new Text(text, text),
                        new Finding(text),
                        new Table(List.of(text), List.of(List.of(text))),
                        new Images(List.of(new Image("x", text, PIXEL)))))));
    String page = report.html();

    assertThat(unescaped(inside(page, "<title>", "</title>"))).isEqualTo(shown(text));
    assertThat(unescaped(inside(page, "<h1>", "</h1>"))).isEqualTo(shown(text));
    assertThat(unescaped(inside(page, "<h2>", "</h2>"))).isEqualTo(shown(text));
    assertThat(unescaped(inside(page, "<th scope=\"col\">", "</th>"))).isEqualTo(shown(text));
    assertThat(unescaped(inside(page, "<figcaption>", "</figcaption>"))).isEqualTo(shown(text));
    String attribute = inside(page, " alt=\"", "\"");
    assertThat(attribute).doesNotContain("<");
    assertThat(unescaped(attribute)).isEqualTo(shown(text));
    assertThat(inside(page, "<strong>", "</strong>")).doesNotContain("<");
    assertThat(inside(page, "<p class=\"finding\">", "</p>")).doesNotContain("<");
  }

  private static String inside(String page, String before, String after) {
    int start = page.indexOf(before) + before.length();
    return page.substring(start, page.indexOf(after, start));
  }

  /** What a browser makes of text; markup fails. */
  private static String unescaped(String html) {
    assertThat(html.replaceAll("&(amp|lt|gt|#34|#39);", "")).doesNotContain("<", "&");
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  private static String shown(String text) {
    return text.replaceAll("[\\x00-\\x09\\x0B-\\x1F\\x7F-\\x9F]", "\uFFFD");
  }

  @Test
  void the_markdown_says_the_same_without_images() {
    assertThat(STORY.markdown())
        .isEqualTo(
            """
            # Nuts & bolts

            Two \\<things\\>.

            ## First

            **Run.** a\\|b c

            > It \\*works\\*

            | nut | AUROC |
            | --- | --- |
            | m\\<8\\|x | 0.9 |
            """);
  }

  @Test
  void page_markdown_and_images_are_written(@TempDir Path folder) throws IOException {
    Path place = folder.resolve("new");
    STORY.write(place, "story");
    assertThat(Files.readString(place.resolve("story.html"))).isEqualTo(STORY.html());
    assertThat(Files.readString(place.resolve("story.md"))).isEqualTo(STORY.markdown());
    assertThat(ImageIO.read(place.resolve("images/nut.png").toFile()).getWidth()).isEqualTo(8);
  }

  @Test
  void a_table_has_a_column_and_a_cell_for_each() {
    List<List<String>> row = List.of(List.of("a", "b"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Table(List.of("one"), row))
        .withMessage("1 columns, but a row of 2 cells");
    assertThatIllegalArgumentException().isThrownBy(() -> new Table(List.of(), List.of()));
  }
}
