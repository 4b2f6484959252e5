package io.github.anomaly4j.eval;

import com.google.common.base.Throwables;
import io.github.anomaly4j.Warning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What an evaluation finds wrong with the images: skipped files and warnings. */
final class EvaluationLog {
  private static final int MAX_NAMED = 3;

  /**
   * Of the images with a warning of the detector: its text follows, and the scores tell the others.
   */
  private static final int NAMED_DETECTIONS = 1;

  private final EvaluationOptions options;
  private final List<SkippedFile> skipped = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<FileProblem, FileTally> problems = new EnumMap<>(FileProblem.class);

  EvaluationLog(EvaluationOptions options) {
    this.options = options;
    for (FileProblem problem : FileProblem.values()) {
      problems.put(problem, new FileTally(MAX_NAMED));
    }
  }

  List<SkippedFile> skipped() {
    return skipped;
  }

  List<String> warnings() {
    return warnings;
  }

  /** Counts files with the same problem and names the first few. */
  private static final class FileTally {
    private final List<String> named = new ArrayList<>();
    private final int maxNamed;
    private int count;

    FileTally(int maxNamed) {
      this.maxNamed = maxNamed;
    }

    void add(String file) {
      count++;
      if (named.size() < maxNamed) {
        named.add(file);
      }
    }

    String warning(String text, int all) {
      String examples = String.join(", ", named) + (count > maxNamed ? ", ..." : "");
      return text.formatted(all, count, examples);
    }
  }

  /** Lists a file that cannot be read, or throws the reason if the options do not skip it. */
  void skip(Path file, Throwable reason) throws IOException {
    if (!options.skipUnreadable()) {
      Throwables.throwIfInstanceOf(reason, IOException.class);
      Throwables.throwIfUnchecked(reason);
    }
    SkippedFile skip = new SkippedFile(file, String.valueOf(reason.getMessage()));
    skipped.add(skip);
    options.progress().skipped(skip);
  }

  void add(FileProblem problem, Path file) {
    add(problem, file.toString());
  }

  void add(FileProblem problem, String file) {
    problems.get(problem).add(file);
  }

  void warn(String text) {
    warnings.add(text);
    options.progress().warning(text);
  }

  /** Warns of what was found in single images, once for each kind. */
  void warnOf(List<ScoredImage> images) {
    int defective = (int) images.stream().filter(one -> one.entry().anomalous()).count();
    if (defective == 0 && !images.isEmpty()) {
      warn(
          "no defective image was scored: false alarms are counted, but neither AUROC nor the"
              + " detection rate can be told; expected some in PRODUCT/test/KIND");
    } else if (defective == images.size() && defective > 0) {
      warn(
          "no normal image was scored: the detection rate is told, but neither AUROC nor false"
              + " alarms can be; expected some in PRODUCT/test/good or PRODUCT/normal_test");
    }
    warnOf(FileProblem.LEARNED, images.size());
    warnOf(FileProblem.MARKED_NORMAL, images.size());
    warnOf(FileProblem.EMPTY_MASK, defective);
    warnOfDetections(images);
    if (problems.get(FileProblem.LARGE_MASK).count > defective / 2) {
      warnOf(FileProblem.LARGE_MASK, defective);
    }
    warnOf(FileProblem.NUMBERED_MASK, defective);
  }

  private void warnOf(FileProblem problem, int all) {
    FileTally files = problems.get(problem);
    if (files.count > 0) {
      warn(files.warning(problem.text(), all));
    }
  }

  /** What the detector warned of, once for each kind. */
  private void warnOfDetections(List<ScoredImage> images) {
    Map<Warning.Kind, FileTally> files = new EnumMap<>(Warning.Kind.class);
    Map<Warning.Kind, String> first = new EnumMap<>(Warning.Kind.class);
    for (ScoredImage image : images) {
      image.warnings().forEach(one -> first.putIfAbsent(one.kind(), one.message()));
      image.warnings().stream()
          .map(Warning::kind)
          .distinct()
          .forEach(
              kind ->
                  files
                      .computeIfAbsent(kind, none -> new FileTally(NAMED_DETECTIONS))
                      .add(image.entry().path()));
    }
    files.forEach(
        (kind, tally) ->
            warn(
                tally.warning(
                        "of %d images scored, %d have the warning " + kind + ": %s", images.size())
                    + "; of the first one: "
                    + first.get(kind)));
  }
}
