package io.github.anomaly4j.internal.report;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.sweep.Sweep;
import io.github.anomaly4j.sweep.SweptImage;
import java.util.ArrayList;
import java.util.List;

/** The raw scores of a sweep: one line for each image at each epoch. */
public final class SweepCsv {
  private SweepCsv() {}

  /** The text of the file. */
  public static String of(Sweep sweep) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("epoch", "image", "category", "label"));
    sweep.evidence().forEach(kind -> header.add(kind.key()));
    rows.add(header);
    for (int i = 0; i < sweep.epochs().size(); i++) {
      for (SweptImage image : sweep.images()) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(sweep.epochs().get(i).report().epoch()));
        cells.add(CsvText.name(image.entry().file().toString()));
        cells.add(CsvText.name(image.entry().category()));
        cells.add(CsvText.name(image.entry().defect()));
        for (Evidence kind : sweep.evidence()) {
          cells.add(image.scores().get(i).get(kind).toString());
        }
        rows.add(cells);
      }
    }
    return CsvText.of(rows);
  }
}
