package io.github.anomaly4j.eval;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.eval.Subject.Finding;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the pictures that a detector got most wrong and draws them. They are detected once more
 * for that, as keeping every picture's images until the worst are known would take far more memory
 * than the few that are shown.
 */
final class WorstMisses {
  private final Subject subject;
  private final EvaluationOptions options;

  WorstMisses(Subject subject, EvaluationOptions options) {
    this.subject = subject;
    this.options = options;
  }

  /** The examples of each category together, missed defects first, the worst first. */
  List<Example> of(List<ScoredPicture> pictures) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (ScoredPicture picture : chosen(pictures)) {
      examples.add(draw(picture));
    }
    return examples;
  }

  List<ScoredPicture> chosen(List<ScoredPicture> pictures) {
    Map<String, List<ScoredPicture>> missed = new LinkedHashMap<>();
    Map<String, List<ScoredPicture>> alarms = new LinkedHashMap<>();
    for (ScoredPicture picture : pictures) {
      String category = picture.entry().category();
      missed.computeIfAbsent(category, name -> new ArrayList<>());
      alarms.computeIfAbsent(category, name -> new ArrayList<>());
      if (picture.missed()) {
        missed.get(category).add(picture);
      } else if (picture.falseAlarm()) {
        alarms.get(category).add(picture);
      }
    }
    Comparator<ScoredPicture> byMargin =
        Comparator.comparingDouble(picture -> picture.score() - picture.threshold());
    missed.values().forEach(list -> list.sort(byMargin));
    alarms.values().forEach(list -> list.sort(byMargin.reversed()));

    // Every category's worst before any category's second, so that the bound is shared out fairly.
    Map<String, Integer> missedTaken = new LinkedHashMap<>();
    Map<String, Integer> alarmsTaken = new LinkedHashMap<>();
    int taken = 0;
    for (int rank = 0; rank < options.examplesPerCategory(); rank++) {
      for (String category : missed.keySet()) {
        if (rank < missed.get(category).size() && taken < EvaluationOptions.MOST_EXAMPLES) {
          missedTaken.merge(category, 1, Integer::sum);
          taken++;
        }
        if (rank < alarms.get(category).size() && taken < EvaluationOptions.MOST_EXAMPLES) {
          alarmsTaken.merge(category, 1, Integer::sum);
          taken++;
        }
      }
    }
    List<ScoredPicture> chosen = new ArrayList<>();
    for (String category : missed.keySet()) {
      chosen.addAll(missed.get(category).subList(0, missedTaken.getOrDefault(category, 0)));
      chosen.addAll(alarms.get(category).subList(0, alarmsTaken.getOrDefault(category, 0)));
    }
    return chosen;
  }

  private Example draw(ScoredPicture scored) throws IOException {
    ImageEntry entry = scored.entry();
    Picture picture = subject.reader().limits(options.decodeLimits()).read(entry.file());
    Finding finding = subject.explain(picture, Evaluator.named(options, entry));
    return new Example(
        scored,
        small(picture),
        finding.reconstruction().map(restored -> small(restored)),
        small(Picture.from(finding.heatmap().get())),
        groundTruth(entry));
  }

  private Optional<BufferedImage> groundTruth(ImageEntry entry) throws IOException {
    if (entry.mask().isEmpty() || !Files.exists(entry.mask().get())) {
      return Optional.empty();
    }
    try {
      Mask mask = MaskFile.read(entry, options.decodeLimits()).mask();
      return Optional.of(small(Picture.from(mask.toBufferedImage())));
    } catch (IOException e) {
      if (options.skipUnreadable()) {
        return Optional.empty(); // listed as skipped already
      }
      throw e;
    }
  }

  private static BufferedImage small(Picture picture) {
    int longest = Math.max(picture.width(), picture.height());
    double scale = Math.min(1, (double) Example.LONGEST_SIDE / longest);
    return picture
        .resize(
            Math.max(1, (int) Math.round(picture.width() * scale)),
            Math.max(1, (int) Math.round(picture.height() * scale)))
        .toBufferedImage();
  }
}
