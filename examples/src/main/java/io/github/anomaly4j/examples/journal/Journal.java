package io.github.anomaly4j.examples.journal;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.report.Story;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The journal replayed: every system that it tried, in order, on pictures of one's own, and what
 * became of each.
 */
public final class Journal {
  /** The name of the page and of its Markdown, without extension. */
  public static final String NAME = "journal";

  private static final List<Stage> STAGES =
      List.of(
          new Collapse(),
          new OneCategory(),
          new EasyValidation(),
          new EpochSweep(),
          new FeatureDistance(),
          new CategoryLibraries(),
          new Decisions(),
          new OneModel(),
          new Clusters(),
          new LibraryDefault());

  private final ImageSet pictures;
  private final ImageSet given;
  private final boolean quick;
  private final int imageSize;
  private final long seed;
  private final List<String> hard;
  private final Consumer<String> progress;

  /**
   * A replay.
   *
   * @param pictures labelled; categories with fewer than 4 training pictures are passed over
   * @param quick whether few pictures and short trainings will do
   * @param imageSize width and height that pictures are fitted into, from 32 to 4096, a multiple of
   *     16
   * @param seed of every random draw
   * @param hard categories to average a second time
   * @param progress is told what is done, line by line
   * @throws IOException if there is nothing to learn from or to measure on
   */
  public Journal(
      ImageSet pictures,
      boolean quick,
      int imageSize,
      long seed,
      List<String> hard,
      Consumer<String> progress)
      throws IOException {
    this.given = pictures;
    this.quick = quick;
    this.imageSize = imageSize;
    this.pictures = Selection.of(pictures, scale(quick));
    this.seed = seed;
    this.hard = List.copyOf(hard);
    this.progress = progress;
  }

  private static Scale scale(boolean quick) {
    return quick ? Scale.quick() : Scale.full();
  }

  /**
   * Runs the stages, and writes {@code journal.html} and {@code journal.md} after each, so that
   * nothing that is done is lost if a later one fails; beside them the library's default as {@code
   * model.anomaly} and the report of its evaluation.
   *
   * @param folder made if absent; files of these names are replaced
   * @throws IOException if a picture cannot be read, a training fails or a file not be written
   */
  public void run(Path folder) throws IOException {
    List<Story.Chapter> chapters = new ArrayList<>();
    List<List<String>> overview = new ArrayList<>();
    try (Bench bench = new Bench(pictures, scale(quick), imageSize, seed, folder, hard, progress)) {
      for (Stage stage : STAGES) {
        progress.accept(stage.title());
        long began = System.nanoTime();
        Stage.Result result = stage.run(bench);
        double seconds = (System.nanoTime() - began) / 1e9;
        progress.accept("  %s (%.0f s)".formatted(result.happened(), seconds));
        chapters.add(chapter(stage, result, seconds));
        overview.add(List.of(stage.title(), stage.saw(), result.happened()));
        story(chapters, overview).write(folder, NAME);
      }
    }
  }

  private static Story.Chapter chapter(Stage stage, Stage.Result result, double seconds) {
    List<Story.Part> parts = new ArrayList<>();
    parts.add(new Story.Text("The journal", stage.saw()));
    if (!result.ran().isEmpty()) {
      parts.add(
          new Story.Text(
              "Run here", result.ran() + (seconds < 1 ? "" : " Took %.0f s.".formatted(seconds))));
    }
    parts.add(new Story.Finding(result.happened()));
    parts.addAll(result.parts());
    return new Story.Chapter(stage.title(), parts);
  }

  private Story story(List<Story.Chapter> done, List<List<String>> overview) {
    List<Story.Chapter> chapters = new ArrayList<>();
    chapters.add(
        new Story.Chapter(
            "At a glance",
            List.of(new Story.Table(List.of("stage", "the journal saw", "here"), overview, true))));
    chapters.addAll(done);
    return new Story("The journal replayed", lead(done.size()), chapters);
  }

  private String lead(int done) {
    StringBuilder lead = new StringBuilder();
    lead.append(
        ("A student's journal tried these systems one after the other, with one mixed folder of"
                + " products and pictures of normal pieces to learn from. Here each is tried again"
                + " on %s: %d training pictures, %d normal and %d defective test pictures, fitted into"
                + " %d x %d pixels. Seed %d; everything is trained from scratch.")
            .formatted(
                pictures.categories().size() == 1
                    ? "one product"
                    : pictures.categories().size() + " products",
                pictures.training().size(),
                pictures.test().entries().stream().filter(entry -> !entry.anomalous()).count(),
                pictures.test().entries().stream().filter(ImageEntry::anomalous).count(),
                imageSize,
                imageSize,
                seed));
    if (quick) {
      lead.append(
          (" This is the quick run: %d of %d products, %d of %d pictures, and trainings far too"
                  + " short to learn much, the library's default included (%s); take the figures"
                  + " for an impression of the stages, not of the systems.")
              .formatted(
                  pictures.categories().size(),
                  given.categories().size(),
                  pictures.size(),
                  given.size(),
                  Scale.words(scale(true).library())));
    } else if (pictures.categories().size() < given.categories().size()) {
      lead.append(
          " Products with fewer than 4 training pictures are left out: %d of %d."
              .formatted(
                  given.categories().size() - pictures.categories().size(),
                  given.categories().size()));
    }
    if (done < STAGES.size()) {
      lead.append(
          " This page is not complete: %d of %d stages are done.".formatted(done, STAGES.size()));
    }
    return lead.toString();
  }
}
