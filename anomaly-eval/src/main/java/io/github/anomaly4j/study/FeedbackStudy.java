package io.github.anomaly4j.study;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.detector.BackbonePermission;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorFile;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.detector.Loading;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.revision.DefectLessons;
import io.github.anomaly4j.internal.revision.DefectLessons.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What labeled defects teach: for each product, some of its defects are drawn and learned, and the
 * others are scored, several times; then again without one kind of defect, which alone is scored.
 *
 * @param rows of each product, with nothing left out first
 * @param skipped a line for each product that has too few defects
 */
public record FeedbackStudy(List<Row> rows, List<String> skipped) {

  /**
   * Means over the draws.
   *
   * @param leftOut the kind of defect that was not learned and alone is scored; empty if defects of
   *     all kinds were drawn
   * @param missedBefore defects that the detector misses
   * @param missedAfter those that it misses with feedback
   * @param defects how many were scored
   * @param alarmsBefore normal images above the threshold
   * @param alarmsAfter the same with feedback
   * @param normals how many normal images were scored
   */
  public record Row(
      String product,
      String leftOut,
      double missedBefore,
      double missedAfter,
      double defects,
      double alarmsBefore,
      double alarmsAfter,
      double normals) {}

  /**
   * Measures.
   *
   * @param model a saved detector with a backbone of the library, or with none
   * @param images its training images, and test images with kinds of defects
   * @param learned how many defects are learned in each draw
   * @param progress gets the name of each product that is measured
   * @throws IllegalArgumentException if each product has too few defects, or one cannot be taught
   */
  public static FeedbackStudy of(
      Path model,
      ImageSet images,
      int learned,
      int draws,
      long seed,
      DecodeLimits limits,
      Consumer<String> progress)
      throws IOException {
    checkArgument(
        learned >= DefectLessons.FEWEST && draws > 0,
        "at least %s defects and a draw are needed",
        DefectLessons.FEWEST);
    Loading loading =
        new Loading(
            new BackbonePermission(false, Optional.empty(), Optional.empty(), Optional.empty()),
            true,
            limits);
    List<Row> rows = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    try (DetectorState state = DetectorFile.load(model, loading)) {
      for (CategoryModel category : state.categories()) {
        ImageSet own = images.category(category.name());
        if (own.entries().isEmpty()) {
          continue; // It was not asked for.
        }
        long count = own.test().entries().stream().filter(ImageEntry::anomalous).count();
        if (count <= learned) {
          skipped.add(tooFew(category.name(), count, learned));
          continue;
        }
        progress.accept(category.name());
        DefectLessons lessons = DefectLessons.of(state, category, own.training());
        List<Seen> seen = lessons.see(own.test());
        List<Seen> normal =
            seen.stream().filter(one -> one.kind().equals(ImageEntry.GOOD)).toList();
        List<Seen> defects =
            seen.stream().filter(one -> !one.kind().equals(ImageEntry.GOOD)).toList();
        if (defects.size() <= learned) {
          skipped.add(tooFew(category.name(), defects.size(), learned));
          continue;
        }
        Measure measure = new Measure(lessons, normal, defects, learned, draws, seed);
        rows.add(measure.row(""));
        List<String> kinds = defects.stream().map(Seen::kind).distinct().sorted().toList();
        for (String kind : kinds) {
          if (defects.stream().filter(one -> !one.kind().equals(kind)).count() >= learned) {
            rows.add(measure.row(kind));
          }
        }
      }
    }
    checkArgument(
        !rows.isEmpty(),
        "nothing can be measured: %s",
        skipped.isEmpty()
            ? "there are no images of the model's products"
            : String.join("; ", skipped));
    return new FeedbackStudy(rows, skipped);
  }

  private static String tooFew(String product, long defects, int learned) {
    return "%s has %d different test images with defects; more than %d are needed"
        .formatted(product, defects, learned);
  }

  /** The draws of one product. */
  private record Measure(
      DefectLessons lessons,
      List<Seen> normal,
      List<Seen> defects,
      int learned,
      int draws,
      long seed) {

    Row row(String leftOut) {
      CategoryModel before = lessons.category();
      double[] sums = new double[5];
      for (int draw = 0; draw < draws; draw++) {
        List<Seen> order = new ArrayList<>(defects);
        RandomGenerator random = RandomStreams.of(seed, draw);
        for (int i = order.size() - 1; i > 0; i--) {
          Collections.swap(order, i, random.nextInt(i + 1));
        }
        List<Seen> drawn =
            order.stream().filter(one -> !one.kind().equals(leftOut)).limit(learned).toList();
        List<Seen> scored =
            order.stream()
                .filter(
                    one -> leftOut.isEmpty() ? !drawn.contains(one) : one.kind().equals(leftOut))
                .toList();
        CategoryModel after = lessons.taught(drawn);
        sums[0] += scored.size() - above(before, scored);
        sums[1] += scored.size() - above(after, scored);
        sums[2] += scored.size();
        sums[3] += above(before, normal);
        sums[4] += above(after, normal);
      }
      return new Row(
          before.name(),
          leftOut,
          sums[0] / draws,
          sums[1] / draws,
          sums[2] / draws,
          sums[3] / draws,
          sums[4] / draws,
          normal.size());
    }

    private static long above(CategoryModel category, List<Seen> images) {
      return images.stream()
          .filter(
              one ->
                  category
                          .fusion()
                          .scoreAt(
                              one.deviation()
                                  + category
                                      .feedback()
                                      .map(own -> own.correction(one.moments()))
                                      .orElse(0.0))
                      > category.threshold())
          .count();
    }
  }
}
