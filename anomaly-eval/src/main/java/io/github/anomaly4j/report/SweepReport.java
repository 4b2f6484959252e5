package io.github.anomaly4j.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.anomaly4j.diagnosis.FilmStrip;
import io.github.anomaly4j.internal.file.AtomicFile;
import io.github.anomaly4j.internal.report.Pages;
import io.github.anomaly4j.internal.report.SweepCsv;
import io.github.anomaly4j.internal.report.SweepPage;
import io.github.anomaly4j.internal.report.UniqueFileNames;
import io.github.anomaly4j.sweep.Sweep;
import io.github.anomaly4j.sweep.SweptImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes the files of a sweep:
 *
 * <ul>
 *   <li>{@value #CSV}: one line an epoch and image with its raw score of each kind of evidence;
 *   <li>{@value #STRIPS}{@code /CATEGORY-DEFECT-NAME.png}: each image, then its reconstruction at
 *       each epoch;
 *   <li>{@value #HTML}: a page for people with the tables, the curves and the strips, which needs
 *       no other file, no network and no scripts.
 * </ul>
 */
public final class SweepReport {

  /** The name of the scores' file. */
  public static final String CSV = "sweep.csv";

  /** The name of the film strips' folder. */
  public static final String STRIPS = "strips";

  /** The name of the page. */
  public static final String HTML = "sweep.html";

  /** As wide as a card on the page. */
  static final int STRIP_WIDTH = 1000;

  private SweepReport() {}

  /**
   * Writes the files. Each appears under its name when it is complete, scores and page together.
   *
   * @param folder where to; made if absent; files of these names are replaced
   * @throws IOException if a file cannot be written
   */
  public static void write(Sweep sweep, Path folder) throws IOException {
    byte[] csv = SweepCsv.of(sweep).getBytes(UTF_8);
    List<String> names =
        UniqueFileNames.of(sweep.images().stream().map(SweptImage::entry).toList());
    for (int i = 0; i < names.size(); i++) {
      FilmStrip.write(
          folder.resolve(STRIPS).resolve(names.get(i) + ".png"),
          List.of(sweep.images().get(i).strip()),
          STRIP_WIDTH);
    }
    byte[] page = Pages.of(SweepPage.of(sweep, STRIPS, STRIP_WIDTH)).getBytes(UTF_8);
    AtomicFile.writeAll(
        Map.of(
            folder.resolve(CSV), out -> out.write(csv),
            folder.resolve(HTML), out -> out.write(page)));
  }
}
