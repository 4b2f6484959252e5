package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.List;

/** One of the systems that the journal tried. */
interface Stage {

  /** Its number in the journal and its name. */
  String title();

  /** What the journal reports. */
  String reported();

  /**
   * Runs the system.
   *
   * @throws IOException if an image cannot be read or a network cannot be written
   */
  Result run(Workspace workspace) throws IOException;

  /**
   * The result of a stage.
   *
   * @param setup what was run; empty if nothing was
   * @param finding a sentence
   * @param parts tables, images and remarks
   */
  record Result(String setup, String finding, List<ExperimentReport.Part> parts) {
    public Result {
      parts = List.copyOf(parts);
    }

    /** A stage that these images cannot show. */
    static Result skipped(String why) {
      return new Result("", "Left out: " + why + ".", List.of());
    }
  }
}
