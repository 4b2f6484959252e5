package io.github.anomaly4j.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.github.anomaly4j.internal.file.AtomicFile;
import io.github.anomaly4j.internal.file.PngFile;
import io.github.anomaly4j.internal.report.Pages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Several experiments, each with its text, tables and images, as a page in the style of the reports
 * and as Markdown. Immutable and thread safe as long as nobody changes its images. All strings are
 * plain text, and are escaped where they are written.
 *
 * @param title of the page
 * @param lead what it is about, in a sentence or two
 * @param chapters in order
 */
public record ExperimentReport(String title, String lead, List<Chapter> chapters) {

  /** The folder that images are written to. */
  public static final String IMAGES = "images";

  public ExperimentReport {
    chapters = List.copyOf(chapters);
  }

  /**
   * One experiment.
   *
   * @param title its heading
   * @param parts in order
   */
  public record Chapter(String title, List<Part> parts) {
    public Chapter {
      parts = List.copyOf(parts);
    }
  }

  /** A piece of a chapter. */
  public sealed interface Part permits Text, Finding, Table, Images {}

  /**
   * A paragraph.
   *
   * @param label what it is, written before it in bold
   * @param text the paragraph
   */
  public record Text(String label, String text) implements Part {}

  /**
   * What came out, which stands out from the rest.
   *
   * @param text a sentence or two
   */
  public record Finding(String text) implements Part {}

  /**
   * A table; its first column names the rows.
   *
   * @param columns headings, at least one
   * @param rows a cell for each column
   * @param prose whether cells hold text that is to be broken into lines, and no figures
   */
  public record Table(List<String> columns, List<List<String>> rows, boolean prose)
      implements Part {

    /**
     * Copies the cells.
     *
     * @throws IllegalArgumentException if there is no column, or a row has not a cell for each
     */
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(
              "%d columns, but a row of %d cells".formatted(columns.size(), row.size()));
        }
      }
      if (columns.isEmpty()) {
        throw new IllegalArgumentException("A table needs a column");
      }
    }

    /** A table of figures. */
    public Table(List<String> columns, List<List<String>> rows) {
      this(columns, rows, false);
    }
  }

  /**
   * Images in one row; the Markdown leaves them out.
   *
   * @param images in order
   */
  public record Images(List<Image> images) implements Part {
    public Images {
      images = List.copyOf(images);
    }
  }

  /**
   * An image.
   *
   * @param name of its file, without extension; of two with the same name the later is kept
   * @param caption what it shows
   * @param image the image
   */
  public record Image(String name, String caption, BufferedImage image) {}

  /**
   * Writes {@code NAME.html}, which needs no other file, {@code NAME.md}, and the images as PNG
   * into the folder {@value #IMAGES}. Each appears under its name when complete, the two pages
   * together; files of these names are replaced.
   *
   * @param folder made if absent
   * @param name of the two files, without extension
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder, String name) throws IOException {
    for (Chapter chapter : chapters) {
      for (Part part : chapter.parts()) {
        if (part instanceof Images images) {
          for (Image image : images.images()) {
            PngFile.write(folder.resolve(IMAGES).resolve(image.name() + ".png"), image.image());
          }
        }
      }
    }
    byte[] markdown = markdown().getBytes(UTF_8);
    byte[] html = html().getBytes(UTF_8);
    AtomicFile.writeAll(
        Map.of(
            folder.resolve(name + ".md"), out -> out.write(markdown),
            folder.resolve(name + ".html"), out -> out.write(html)));
  }

  /** The page: no scripts, no other files. */
  String html() {
    return Pages.ofExperiments(title, this);
  }

  /** The experiments without their images. */
  String markdown() {
    return "# "
        + plain(title)
        + "\n\n"
        + plain(lead)
        + "\n"
        + chapters.stream().map(ExperimentReport::markdown).collect(joining());
  }

  private static String markdown(Chapter chapter) {
    return "\n## "
        + plain(chapter.title())
        + "\n"
        + chapter.parts().stream().map(ExperimentReport::markdown).collect(joining());
  }

  private static String markdown(Part part) {
    if (part instanceof Text text) {
      return "\n**" + plain(text.label()) + ".** " + plain(text.text()) + "\n";
    }
    if (part instanceof Finding finding) {
      return "\n> " + plain(finding.text()) + "\n";
    }
    if (part instanceof Table table) {
      return "\n"
          + markdownRow(table.columns())
          + markdownRow(Collections.nCopies(table.columns().size(), "---"))
          + table.rows().stream().map(ExperimentReport::markdownRow).collect(joining());
    }
    return "";
  }

  private static String markdownRow(List<String> row) {
    return row.stream().map(ExperimentReport::plain).collect(joining(" | ", "| ", " |\n"));
  }

  /** Text in which no character breaks a table, a link or a tag. */
  private static String plain(String text) {
    return text.replaceAll("[\\\\`*<>\\[\\]|]", "\\\\$0").replaceAll("\\s*\\R\\s*", " ");
  }
}
