package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.List;

/** One of the systems that the journal tried. */
interface Stage {

  /** Its number in the journal and its name. */
  String title();

  /** What the journal saw. */
  String saw();

  /**
   * Tries it.
   *
   * @throws IOException if an image cannot be read or a network not be kept
   */
  Result run(Workspace bench) throws IOException;

  /**
   * What a stage came to.
   *
   * @param ran what was run; empty if nothing was
   * @param happened a sentence
   * @param parts tables, images and remarks
   */
  record Result(String ran, String happened, List<ExperimentReport.Part> parts) {
    public Result {
      parts = List.copyOf(parts);
    }

    /** What these images cannot show. */
    static Result skipped(String why) {
      return new Result("", "Left out: " + why + ".", List.of());
    }
  }
}
