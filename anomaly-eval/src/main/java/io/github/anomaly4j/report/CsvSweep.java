package io.github.anomaly4j.report;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.sweep.Sweep;
import io.github.anomaly4j.sweep.SweptImage;
import java.util.ArrayList;
import java.util.List;

/** One line an epoch and image with its raw scores, quoted as RFC 4180 says. */
final class CsvSweep {
  private CsvSweep() {}

  static String of(Sweep sweep) {
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("epoch", "image", "category", "label"));
    sweep.evidence().forEach(kind -> header.add(kind.key()));
    CsvScores.line(csv, header);
    for (int i = 0; i < sweep.epochs().size(); i++) {
      for (SweptImage image : sweep.images()) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(sweep.epochs().get(i).report().epoch()));
        cells.add(CsvScores.name(image.entry().file().toString()));
        cells.add(CsvScores.name(image.entry().category()));
        cells.add(CsvScores.name(image.entry().defect()));
        for (Evidence kind : sweep.evidence()) {
          cells.add(image.scores().get(i).get(kind).toString());
        }
        CsvScores.line(csv, cells);
      }
    }
    return csv.toString();
  }
}
