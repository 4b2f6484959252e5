package io.github.anomaly4j.eval;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.area.Shape;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.EvaluatedDetector.Finding;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.metric.Aupro;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.metric.AveragePrecision;
import io.github.anomaly4j.metric.DetectionRate;
import io.github.anomaly4j.metric.F1Max;
import io.github.anomaly4j.metric.PixelAuroc;
import io.github.anomaly4j.metric.PixelScores;
import io.github.anomaly4j.metric.RegionFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;

/**
 * Runs a detector over labeled images.
 *
 * <p>Images are scored one at a time, category by category; the anomaly maps of one category are
 * held in memory at once if it has masks (4 bytes a pixel, see {@link PixelScores}). Pixel figures
 * are taken at each image's own resolution: a normal image counts as free of defects everywhere,
 * and a defective image without a mask, or whose mask is black all over, is left out of them. A
 * category with more pixels than {@link PixelScores} holds has no pixel figures.
 */
public final class Evaluator {
  private final EvaluatedDetector detector;
  private final EvaluationOptions options;
  private final int total;
  private final long maxPixels;
  private final EvaluationLog log;
  private final Masks masks;
  private final Stopwatch stopwatch = new Stopwatch();
  private final List<ScoredImage> images = new ArrayList<>();
  private int done;

  private Evaluator(
      EvaluatedDetector detector, EvaluationOptions options, int total, long maxPixels) {
    this.detector = detector;
    this.options = options;
    this.total = total;
    this.maxPixels = maxPixels;
    log = new EvaluationLog(options);
    masks = new Masks(options, log);
  }

  /**
   * Evaluates with {@link EvaluationOptions#defaults()}.
   *
   * @param detector to evaluate; stays open
   * @param images labeled images
   * @return figures, scores and the worst misses
   * @throws IOException as {@link #evaluate(AnomalyDetector, ImageSet, EvaluationOptions)}
   */
  public static Evaluation evaluate(AnomalyDetector detector, ImageSet images) throws IOException {
    return evaluate(detector, images, EvaluationOptions.defaults());
  }

  /**
   * Evaluates a detector. Blocks.
   *
   * @param detector to evaluate; stays open
   * @param images labeled images; only those of its test split are scored if it has one, all of
   *     them otherwise
   * @param options how
   * @return figures, scores and the worst misses
   * @throws ImageException if an image or mask cannot be read (unless the options skip it), or a
   *     mask is not of its image's size; a mask that is neither black nor anywhere white nor
   *     numbers kinds of defect by a few small values counts as one that cannot be read
   * @throws IllegalArgumentException if there are no images, or the options name categories and the
   *     detector does not know one
   * @throws IOException if reading fails otherwise
   */
  public static Evaluation evaluate(
      AnomalyDetector detector, ImageSet images, EvaluationOptions options) throws IOException {
    return evaluate(EvaluatedDetector.of(detector), images, options);
  }

  static Evaluation evaluate(EvaluatedDetector detector, ImageSet images, EvaluationOptions options)
      throws IOException {
    return evaluate(detector, images, options, PixelScores.MAX_PIXELS);
  }

  static Evaluation evaluate(
      EvaluatedDetector detector, ImageSet images, EvaluationOptions options, long maxPixels)
      throws IOException {
    ImageSet test = images.test();
    ImageSet scored = test.entries().isEmpty() ? images : test;
    if (scored.entries().isEmpty()) {
      throw new IllegalArgumentException("there are no images to evaluate on");
    }
    Evaluator evaluator = new Evaluator(detector, options, scored.entries().size(), maxPixels);
    images.warnings().forEach(evaluator.log::warn);
    return evaluator.run(scored);
  }

  private Evaluation run(ImageSet set) throws IOException {
    Map<String, CategoryResult> results = new LinkedHashMap<>();
    for (String category : set.categories()) {
      List<ImageEntry> entries = set.category(category).entries();
      options.progress().category(category, entries.size());
      results.put(category, category(category, entries));
    }
    log.warnOf(images);
    OptionalLong modelBytes =
        options.modelFile().isPresent()
            ? OptionalLong.of(Files.size(options.modelFile().get()))
            : OptionalLong.empty();
    List<ErrorExample> examples = new WorstErrors(detector, options).of(images);
    return new Evaluation(
        results,
        options.hard().stream().distinct().filter(results::containsKey).toList(),
        images,
        examples,
        log.skipped(),
        log.warnings(),
        new EvaluationRun(
            detector.provenance(),
            modelBytes,
            stopwatch.latency(),
            detector.askedRate(),
            set.categories().stream()
                .mapToDouble(detector::statedRate)
                .average()
                .orElse(Double.NaN),
            (int) set.categories().stream().filter(detector::tooFew).count(),
            Instant.now()));
  }

  private CategoryResult category(String category, List<ImageEntry> entries) throws IOException {
    CategoryPixels pixels = new CategoryPixels(entries, maxPixels);
    List<RegionFigures> regions = new ArrayList<>();
    List<ScoredImage> scored = new ArrayList<>();
    for (ImageEntry entry : entries) {
      Optional<ScoredImage> image = score(entry, pixels, regions);
      done++;
      if (image.isPresent()) {
        scored.add(image.get());
        options.progress().scored(image.get(), done, total);
      }
    }
    images.addAll(scored);
    return result(category, scored, pixels, RegionFigures.sum(regions));
  }

  /** Scores one image and adds its map to the pixels, and its regions. */
  private Optional<ScoredImage> score(
      ImageEntry entry, CategoryPixels pixels, List<RegionFigures> regions) throws IOException {
    Image image;
    Finding finding;
    try {
      image = entry.read(detector.reader().limits(options.decodeLimits()));
      finding = detect(entry, image);
    } catch (IOException | IllegalStateException | OutOfMemoryError e) {
      // Each is one image's own: the others may be whole, and smaller.
      log.skip(entry.file(), e);
      return Optional.empty();
    }
    if (detector.learned(image)) {
      log.add(FileProblem.LEARNED, entry.path());
    }
    Optional<boolean[]> defective =
        entry.mask().isPresent()
            ? masks.read(entry, image).map(mask -> defective(mask))
            : Optional.empty();
    pixels.add(entry, image, defective, finding.anomalyMap());
    if (!entry.anomalous()) {
      regions.add(RegionFigures.normal(finding.regions().get().size()));
    } else if (defective.isPresent()) {
      regions.add(figures(image, defective.get(), finding.regions().get()));
    }
    return Optional.of(finding.scored());
  }

  private static boolean[] defective(Mask mask) {
    float[] weights = mask.toArray();
    boolean[] defective = new boolean[weights.length];
    for (int i = 0; i < weights.length; i++) {
      defective[i] = weights[i] > 0.5f;
    }
    return defective;
  }

  private static RegionFigures figures(Image image, boolean[] defective, List<Region> regions) {
    int[] regionAt = new int[defective.length];
    Arrays.fill(regionAt, RegionFigures.NO_REGION);
    for (int number = 0; number < regions.size(); number++) {
      Region region = regions.get(number);
      Shape shape =
          Shape.polygon(
              region.contour().stream()
                  .flatMapToDouble(corner -> DoubleStream.of(corner.x(), corner.y()))
                  .toArray());
      for (int y = region.y(); y < region.y() + region.height(); y++) {
        int[] spans = shape.spans(y);
        for (int i = 0; i < spans.length; i += 2) {
          Arrays.fill(
              regionAt, y * image.width() + spans[i], y * image.width() + spans[i + 1], number);
        }
      }
    }
    return RegionFigures.defective(
        image.width(), image.height(), defective, regions.size(), regionAt);
  }

  private Finding detect(ImageEntry entry, Image image) {
    return stopwatch.time(
        () -> {
          Finding finding = detector.detect(entry, image, options.nameCategories());
          finding.heatmap().get();
          return finding;
        });
  }

  private CategoryResult result(
      String category, List<ScoredImage> scored, CategoryPixels pixels, RegionFigures regions) {
    double[] scores = ScoredImage.scores(scored);
    boolean[] truth = ScoredImage.truth(scored);
    F1Max best = F1Max.of(scores, truth);
    Decisions decisions = Decisions.of(scored);
    return new CategoryResult(
        new Metrics(
            Auroc.of(scores, truth),
            DetectionRate.of(scores, truth, 0.02),
            DetectionRate.of(scores, truth, 0.05),
            AveragePrecision.of(scores, truth),
            best.value(),
            PixelAuroc.of(pixels.scores()),
            Aupro.of(pixels.scores())),
        decisions,
        detector.threshold(category),
        best.threshold(),
        pixels.scores().images(),
        pixels.note(decisions),
        regions,
        routingAccuracy(scored));
  }

  private double routingAccuracy(List<ScoredImage> scored) {
    // A detector that learned all products as one has no category to find.
    boolean none =
        scored.stream()
            .allMatch(image -> Double.isNaN(detector.threshold(image.entry().category())));
    return options.nameCategories() || none ? Double.NaN : ScoredImage.routingAccuracy(scored);
  }
}
