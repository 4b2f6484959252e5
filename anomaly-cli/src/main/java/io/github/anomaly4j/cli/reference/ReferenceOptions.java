package io.github.anomaly4j.cli.reference;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.reference.ReferenceInspection;
import io.github.anomaly4j.reference.ReferenceInspectionBuilder;
import picocli.CommandLine.Option;

/** How images are compared with their references. */
public final class ReferenceOptions {
  @Option(
      names = "--shift",
      paramLabel = "SHARE",
      description =
          "How far off the part may lie along each axis, as a share of the longer side; 0 to 0.25"
              + " (default: 0.05).")
  private Double shift;

  @Option(
      names = "--turn",
      paramLabel = "DEGREES",
      description = "How far it may be turned in either direction; 0 to 45 (default: 3).")
  private Double turn;

  @Option(
      names = "--local-shift",
      paramLabel = "PIXELS",
      description =
          "How far parts of the whole may be shifted against each other; 0 to 64 (default: 8). A"
              + " feature that is shifted by less is no defect.")
  private Integer localShift;

  @Option(
      names = "--tolerance",
      paramLabel = "PIXELS",
      description = "How far an edge may lie elsewhere; 0 to 16 (default: 1).")
  private Integer tolerance;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that share a comparison; by default one for each processor.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** Whether any setting of the comparison itself is given. */
  public boolean given() {
    return shift != null || turn != null || localShift != null || tolerance != null;
  }

  /** The settings. */
  public ReferenceInspectionBuilder builder() {
    ReferenceInspectionBuilder builder = ReferenceInspection.builder();
    if (shift != null || turn != null) {
      builder.registration(shift == null ? 0.05 : shift, turn == null ? 3 : turn);
    }
    if (localShift != null) {
      builder.localShift(localShift);
    }
    if (tolerance != null) {
      builder.tolerance(tolerance);
    }
    return builder;
  }

  public int threads() {
    return threads;
  }

  /** Threads for comparisons. */
  public Workers workers() {
    return Workers.of(threads);
  }
}
