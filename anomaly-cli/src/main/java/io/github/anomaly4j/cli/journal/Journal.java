package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Replays the journal: every system that it tried, in order, on the caller's images, with the
 * result of each.
 */
public final class Journal {
  /** The name of the page and of its Markdown, without extension. */
  public static final String NAME = "journal";

  private static final List<Stage> STAGES =
      List.of(
          new CollapseStage(),
          new SingleProductStage(),
          new EasyValidationStage(),
          new EpochSweepStage(),
          new FeatureDifferenceStage(),
          new ProductBanksStage(),
          new DecisionStage(),
          new SingleModelStage(),
          new ClusterStage(),
          new DefaultDetectorStage());

  private final ImageSet images;
  private final ImageSet given;
  private final boolean quick;
  private final int imageSize;
  private final long seed;
  private final List<String> hard;
  private final Consumer<String> progress;

  /**
   * A replay.
   *
   * @param images labeled; categories with fewer than 4 training images are left out
   * @param quick whether to use few images and short trainings
   * @param imageSize width and height that images are fitted into, from 32 to 4096, a multiple of
   *     16
   * @param seed of every random draw
   * @param hard categories to average a second time
   * @param progress receives a line for each step
   * @throws IOException if there is nothing to learn from or to measure on
   */
  public Journal(
      ImageSet images,
      boolean quick,
      int imageSize,
      long seed,
      List<String> hard,
      Consumer<String> progress)
      throws IOException {
    this.given = images;
    this.quick = quick;
    this.imageSize = imageSize;
    this.images = ImageSelection.of(images, scale(quick));
    this.seed = seed;
    this.hard = List.copyOf(hard);
    this.progress = progress;
  }

  private static RunSize scale(boolean quick) {
    return quick ? RunSize.quick() : RunSize.full();
  }

  /**
   * Runs the stages. Writes {@code journal.html} and {@code journal.md} after each, so that a later
   * failure loses no result, and the library's default as {@code model.anomaly} with the report of
   * its evaluation.
   *
   * @param folder made if absent; files of these names are replaced
   * @throws IOException if an image cannot be read, a training fails or a file cannot be written
   */
  public void run(Path folder) throws IOException {
    List<ExperimentReport.Chapter> chapters = new ArrayList<>();
    List<List<String>> overview = new ArrayList<>();
    try (Workspace workspace =
        new Workspace(images, scale(quick), imageSize, seed, folder, hard, progress)) {
      for (Stage stage : STAGES) {
        progress.accept(stage.title());
        long began = System.nanoTime();
        Stage.Result result = stage.run(workspace);
        double seconds = (System.nanoTime() - began) / 1e9;
        progress.accept("  %s (%.0f s)".formatted(result.finding(), seconds));
        chapters.add(chapter(stage, result, seconds));
        overview.add(List.of(stage.title(), stage.reported(), result.finding()));
        report(chapters, overview).write(folder, NAME);
      }
    }
  }

  private static ExperimentReport.Chapter chapter(
      Stage stage, Stage.Result result, double seconds) {
    List<ExperimentReport.Part> parts = new ArrayList<>();
    parts.add(new ExperimentReport.Text("The journal", stage.reported()));
    if (!result.setup().isEmpty()) {
      parts.add(
          new ExperimentReport.Text(
              "Run here",
              result.setup() + (seconds < 1 ? "" : " Took %.0f s.".formatted(seconds))));
    }
    parts.add(new ExperimentReport.Finding(result.finding()));
    parts.addAll(result.parts());
    return new ExperimentReport.Chapter(stage.title(), parts);
  }

  private ExperimentReport report(
      List<ExperimentReport.Chapter> done, List<List<String>> overview) {
    List<ExperimentReport.Chapter> chapters = new ArrayList<>();
    chapters.add(
        new ExperimentReport.Chapter(
            "At a glance",
            List.of(
                new ExperimentReport.Table(
                    List.of("stage", "the journal saw", "here"), overview, true))));
    chapters.addAll(done);
    return new ExperimentReport("The journal replayed", lead(done.size()), chapters);
  }

  private String lead(int done) {
    StringBuilder lead = new StringBuilder();
    lead.append(
        ("A student's journal tried these systems one after the other, with one mixed folder of"
                + " products and images of normal pieces to learn from. Here each is tried again"
                + " on %s: %d training images, %d normal and %d defective test images, fitted into"
                + " %d x %d pixels. Seed %d; everything is trained from scratch.")
            .formatted(
                images.categories().size() == 1
                    ? "one product"
                    : images.categories().size() + " products",
                images.training().size(),
                images.test().entries().stream().filter(entry -> !entry.anomalous()).count(),
                images.test().entries().stream().filter(ImageEntry::anomalous).count(),
                imageSize,
                imageSize,
                seed));
    if (quick) {
      lead.append(
          (" This is the quick run: %d of %d products, %d of %d images, and trainings far too"
                  + " short to learn much, the library's default included (%s); take the figures"
                  + " for an impression of the stages, not of the systems.")
              .formatted(
                  images.categories().size(),
                  given.categories().size(),
                  images.size(),
                  given.size(),
                  RunSize.describe(scale(true).library())));
    } else if (images.categories().size() < given.categories().size()) {
      lead.append(
          " Products with fewer than 4 training images are left out: %d of %d."
              .formatted(
                  given.categories().size() - images.categories().size(),
                  given.categories().size()));
    }
    if (done < STAGES.size()) {
      lead.append(
          " This page is not complete: %d of %d stages are done.".formatted(done, STAGES.size()));
    }
    return lead.toString();
  }
}
