package io.github.anomaly4j.cli.option;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DriftMonitor;
import io.github.anomaly4j.DriftMonitor.Drift;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.internal.file.AtomicFile;
import io.github.anomaly4j.report.DriftChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whether images are watched for drift, from one run to the next. */
public final class DriftOptions {
  /** The probability of any false alarm, ever, of a monitor that begins. */
  private static final double RATE = 0.01;

  @Option(
      names = "--drift",
      paramLabel = "FILE",
      description =
          "Watch whether images look as at training (light, contrast, focus, scores), tell changes"
              + " on standard error, and keep what was seen in this JSON file for the next run. A"
              + " new file begins; any false alarm, ever, has a probability of 1 %%. Delete it after"
              + " the cause of a change is removed.")
  private Path state;

  @Option(
      names = "--drift-chart",
      paramLabel = "FILE",
      description = "With --drift: draw the course so far to this SVG file.")
  private Path chart;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  private Optional<DriftMonitor> monitor = Optional.empty();

  /** Refuses options that cannot work, before images are scored. */
  public void check() throws IOException {
    if (chart != null && state == null) {
      throw new ParameterException(spec.commandLine(), "--drift-chart needs --drift");
    }
    for (Path file : new Path[] {state, chart}) {
      if (file != null) {
        OutputPath.requireFile(file);
      }
    }
  }

  /** Begins, or goes on where the last run ended. */
  public void begin(AnomalyDetector detector) throws IOException {
    if (state != null) {
      monitor =
          Optional.of(
              Files.exists(state)
                  ? DriftMonitor.load(state, detector)
                  : DriftMonitor.of(detector, RATE));
    }
  }

  /** Takes the next image, and tells changes. */
  public void add(Detection detection) {
    if (monitor.isPresent()) {
      for (Drift drift : monitor.get().add(detection)) {
        tell(drift);
      }
    }
  }

  private void tell(Drift drift) {
    spec.commandLine()
        .getErr()
        .println("%s: drift: %s".formatted(spec.qualifiedName(), PlainText.of(drift.message())));
  }

  /** Keeps what was seen. */
  public void end() throws IOException {
    if (monitor.isPresent()) {
      monitor.get().save(state);
      if (chart != null) {
        byte[] svg = DriftChart.svg(monitor.get()).getBytes(UTF_8);
        AtomicFile.write(chart, out -> out.write(svg));
      }
    }
  }
}
