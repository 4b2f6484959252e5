package io.github.anomaly4j.eval;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.eval.EvaluatedDetector.Finding;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
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
 * Chooses the images that a detector got most wrong and draws them. They are detected once more for
 * that, as keeping the maps of all images until the worst are known would take far more memory.
 */
final class WorstErrors {
  private final EvaluatedDetector detector;
  private final EvaluationOptions options;

  WorstErrors(EvaluatedDetector detector, EvaluationOptions options) {
    this.detector = detector;
    this.options = options;
  }

  /** The examples of each category together, missed defects first, the worst first. */
  List<ErrorExample> of(List<ScoredImage> images) throws IOException {
    List<ErrorExample> examples = new ArrayList<>();
    for (ScoredImage image : chosen(images)) {
      examples.add(draw(image));
    }
    return examples;
  }

  List<ScoredImage> chosen(List<ScoredImage> images) {
    Map<String, List<ScoredImage>> missed = new LinkedHashMap<>();
    Map<String, List<ScoredImage>> alarms = new LinkedHashMap<>();
    for (ScoredImage image : images) {
      String category = image.entry().category();
      missed.computeIfAbsent(category, name -> new ArrayList<>());
      alarms.computeIfAbsent(category, name -> new ArrayList<>());
      if (image.missed()) {
        missed.get(category).add(image);
      } else if (image.falseAlarm()) {
        alarms.get(category).add(image);
      }
    }
    Comparator<ScoredImage> byMargin =
        Comparator.comparingDouble(image -> image.score() - image.threshold());
    missed.values().forEach(list -> list.sort(byMargin));
    alarms.values().forEach(list -> list.sort(byMargin.reversed()));

    // Every category's worst before any category's second, so that the bound is shared out fairly.
    Map<String, Integer> missedTaken = new LinkedHashMap<>();
    Map<String, Integer> alarmsTaken = new LinkedHashMap<>();
    int taken = 0;
    for (int rank = 0; rank < options.examplesPerCategory(); rank++) {
      for (String category : missed.keySet()) {
        if (rank < missed.get(category).size() && taken < EvaluationOptions.MAX_EXAMPLES) {
          missedTaken.merge(category, 1, Integer::sum);
          taken++;
        }
        if (rank < alarms.get(category).size() && taken < EvaluationOptions.MAX_EXAMPLES) {
          alarmsTaken.merge(category, 1, Integer::sum);
          taken++;
        }
      }
    }
    List<ScoredImage> chosen = new ArrayList<>();
    for (String category : missed.keySet()) {
      chosen.addAll(missed.get(category).subList(0, missedTaken.getOrDefault(category, 0)));
      chosen.addAll(alarms.get(category).subList(0, alarmsTaken.getOrDefault(category, 0)));
    }
    return chosen;
  }

  private ErrorExample draw(ScoredImage scored) throws IOException {
    ImageEntry entry = scored.entry();
    Image image = entry.read(detector.reader().limits(options.decodeLimits()));
    Finding finding = detector.explain(entry, image, options.nameCategories());
    return new ErrorExample(
        scored,
        small(image),
        finding.reconstruction().map(restored -> small(restored)),
        small(Image.from(finding.heatmap().get())),
        groundTruth(entry));
  }

  private Optional<BufferedImage> groundTruth(ImageEntry entry) throws IOException {
    if (entry.mask().isEmpty() || !Files.exists(entry.mask().get())) {
      return Optional.empty();
    }
    try {
      Mask mask = GroundTruth.read(entry, options.decodeLimits()).mask();
      return Optional.of(small(Image.from(mask.toBufferedImage())));
    } catch (IOException e) {
      if (options.skipUnreadable()) {
        return Optional.empty(); // listed as skipped already
      }
      throw e;
    }
  }

  private static BufferedImage small(Image image) {
    int longest = Math.max(image.width(), image.height());
    double scale = Math.min(1, (double) ErrorExample.MAX_SIDE / longest);
    return image
        .resize(
            Math.max(1, (int) Math.round(image.width() * scale)),
            Math.max(1, (int) Math.round(image.height() * scale)))
        .toBufferedImage();
  }
}
