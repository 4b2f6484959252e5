package io.github.anomaly4j.eval;

import com.google.common.base.Throwables;
import com.google.common.primitives.Booleans;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.EvaluatedDetector.Finding;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.metric.Aupro;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.metric.AveragePrecision;
import io.github.anomaly4j.metric.F1Max;
import io.github.anomaly4j.metric.PixelAuroc;
import io.github.anomaly4j.metric.PixelScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

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
  private static final int WARM_UP_RUNS = 10;
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final EvaluatedDetector subject;
  private final EvaluationOptions options;
  private final int total;
  private final long mostPixels;

  private final Map<String, CategoryResult> results = new LinkedHashMap<>();
  private final List<ScoredImage> images = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final FileFindings learned = new FileFindings();
  private final FileFindings emptyMasks = new FileFindings();
  private final FileFindings numberedMasks = new FileFindings();
  private final FileFindings largeMasks = new FileFindings();
  private final FileFindings markedNormal = new FileFindings();
  private final List<Long> nanos = new ArrayList<>();
  private int done;
  private boolean warm;

  /** The pixels of the category at hand, unless it has no masks or they became too many. */
  private Optional<PixelScores> pixels = Optional.empty();

  private String pixelNote = "";

  private Evaluator(
      EvaluatedDetector subject, EvaluationOptions options, int total, long mostPixels) {
    this.subject = subject;
    this.options = options;
    this.total = total;
    this.mostPixels = mostPixels;
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

  static Evaluation evaluate(EvaluatedDetector subject, ImageSet images, EvaluationOptions options)
      throws IOException {
    return evaluate(subject, images, options, PixelScores.MAX_PIXELS);
  }

  static Evaluation evaluate(
      EvaluatedDetector subject, ImageSet images, EvaluationOptions options, long mostPixels)
      throws IOException {
    ImageSet test = images.test();
    ImageSet scored = test.entries().isEmpty() ? images : test;
    if (scored.entries().isEmpty()) {
      throw new IllegalArgumentException("there are no images to evaluate on");
    }
    Evaluator evaluator = new Evaluator(subject, options, scored.entries().size(), mostPixels);
    images.warnings().forEach(evaluator::warn);
    return evaluator.run(scored);
  }

  private Evaluation run(ImageSet set) throws IOException {
    for (String category : set.categories()) {
      List<ImageEntry> entries = set.category(category).entries();
      options.progress().category(category, entries.size());
      results.put(category, category(category, entries));
    }
    tellFindings();
    return new Evaluation(
        results,
        options.hard().stream().distinct().filter(results::containsKey).toList(),
        Auroc.of(scores(images), truth(images)),
        routingAccuracy(images),
        Latency.ofNanos(Longs.toArray(nanos)),
        modelBytes(),
        images,
        new WorstMisses(subject, options).of(images),
        skipped,
        warnings,
        subject.provenance(),
        Instant.now());
  }

  private CategoryResult category(String category, List<ImageEntry> entries) throws IOException {
    boolean masked =
        entries.stream().anyMatch(entry -> entry.anomalous() && entry.mask().isPresent());
    pixels = masked ? Optional.of(new PixelScores(mostPixels)) : Optional.empty();
    pixelNote = "";
    List<ScoredImage> scored = new ArrayList<>();
    for (ImageEntry entry : entries) {
      Optional<ScoredImage> image = score(entry);
      done++;
      if (image.isPresent()) {
        scored.add(image.get());
        options.progress().scored(image.get(), done, total);
      }
    }
    images.addAll(scored);
    CategoryResult result = result(category, scored);
    pixels = Optional.empty();
    return result;
  }

  /** Scores one image and adds its map to the pixels, if there are any to be gathered. */
  private Optional<ScoredImage> score(ImageEntry entry) throws IOException {
    Image image;
    Finding finding;
    try {
      image = subject.reader().limits(options.decodeLimits()).read(entry.file());
      finding = timed(image, entry);
    } catch (IOException | IllegalStateException | OutOfMemoryError e) {
      // Each is one image's own: the others may be whole, and smaller.
      skip(entry.file(), e);
      return Optional.empty();
    }
    if (subject.learned(image)) {
      learned.add(entry.path());
    }
    if (!entry.anomalous() && entry.mask().isPresent() && mask(entry, image).isPresent()) {
      markedNormal.add(entry.path());
    }
    if (pixels.isPresent()) {
      gather(entry, image, finding, pixels.get());
    }
    return Optional.of(
        new ScoredImage(
            entry,
            finding.category(),
            finding.recognized(),
            finding.score(),
            finding.threshold(),
            finding.anomalous(),
            finding.partialScores(),
            finding.warnings()));
  }

  private Finding timed(Image image, ImageEntry entry) {
    Optional<String> category = named(options, entry);
    if (!warm) {
      warm = true;
      long start = System.nanoTime();
      for (int i = 0; i < WARM_UP_RUNS && System.nanoTime() - start < WARM_UP_NANOS; i++) {
        subject.detect(image, category).heatmap().get();
      }
    }
    long start = System.nanoTime();
    Finding finding = subject.detect(image, category);
    finding.heatmap().get();
    nanos.add(System.nanoTime() - start);
    return finding;
  }

  private void gather(ImageEntry entry, Image image, Finding finding, PixelScores into)
      throws IOException {
    Optional<Mask> mask = entry.anomalous() ? mask(entry, image) : Optional.empty();
    if (entry.anomalous() && mask.isEmpty()) {
      return;
    }
    float[] map = finding.anomalyMap().get();
    try {
      if (mask.isPresent()) {
        into.add(image.width(), image.height(), map, defective(mask.get()));
      } else {
        into.addNormal(image.width(), image.height(), map);
      }
    } catch (IllegalStateException e) {
      // Scores are worth having without pixel figures, and what was gathered is of no more use.
      pixels = Optional.empty();
      pixelNote = "no pixel figures: " + e.getMessage();
    }
  }

  /** The mask of a defective image, if one was drawn that marks anything. */
  private Optional<Mask> mask(ImageEntry entry, Image image) throws IOException {
    if (entry.mask().isEmpty()) {
      return Optional.empty();
    }
    Mask mask;
    try {
      MaskFile read = MaskFile.read(entry, options.decodeLimits());
      mask = read.mask();
      if (read.numbered()) {
        numberedMasks.add(entry.mask().get().toString());
      }
    } catch (IOException e) {
      skip(entry.mask().get(), e);
      return Optional.empty();
    }
    if (mask.width() != image.width() || mask.height() != image.height()) {
      throw new ImageException(
          entry.mask().get(),
          "the mask has %d x %d pixels".formatted(mask.width(), mask.height()),
          "%d x %d as in its image %s".formatted(image.width(), image.height(), entry.file()),
          "draw or export the mask at the image's own size");
    }
    if (mask.isEmpty() && entry.anomalous()) {
      emptyMasks.add(entry.mask().get().toString());
    }
    if (mask.coverage() > 0.5 && entry.anomalous()) {
      largeMasks.add(entry.mask().get().toString());
    }
    return Optional.of(mask).filter(drawn -> !drawn.isEmpty());
  }

  private void warn(String text) {
    warnings.add(text);
    options.progress().warning(text);
  }

  /** What was found in single images, in a line for each kind. */
  private void tellFindings() {
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
    learned.tell(
        "of %d images scored, %d are among those that were learned, pixel by pixel, so their"
            + " scores say nothing of new ones: %s",
        images.size(), this::warn);
    markedNormal.tell(
        "of %d images scored, %d are labeled normal though their masks mark a defect: %s; correct"
            + " the label or the mask",
        images.size(), this::warn);
    emptyMasks.tell(
        "of %d defective images, %d have a mask that marks nothing, and are left out of the pixel"
            + " figures: %s",
        defective, this::warn);
    tellImageWarnings();
    if (largeMasks.count() > defective / 2) {
      largeMasks.tell(
          "of %d defective images, %d have a mask that marks more than half of the image: %s; white"
              + " is defective and black is not: are they inverted?",
          defective, this::warn);
    }
    numberedMasks.tell(
        "of %d defective images, %d have masks of small numbers in place of white; all that is not"
            + " 0 counts as defective: %s",
        defective, this::warn);
  }

  /** What the detector warned of, in a line for each kind. */
  private void tellImageWarnings() {
    Map<Warning.Kind, FileFindings> found = new EnumMap<>(Warning.Kind.class);
    Map<Warning.Kind, String> first = new EnumMap<>(Warning.Kind.class);
    for (ScoredImage image : images) {
      image.warnings().forEach(one -> first.putIfAbsent(one.kind(), one.message()));
      image.warnings().stream()
          .map(Warning::kind)
          .distinct()
          .forEach(
              kind ->
                  found
                      .computeIfAbsent(kind, none -> new FileFindings())
                      .add(image.entry().path()));
    }
    found.forEach(
        (kind, findings) ->
            findings.tell(
                "of %d images scored, %d have the warning " + kind + ": %s",
                images.size(),
                text -> warn(text + "; of the first one: " + first.get(kind))));
  }

  private static boolean[] defective(Mask mask) {
    float[] weights = mask.toArray();
    boolean[] defective = new boolean[weights.length];
    for (int i = 0; i < weights.length; i++) {
      defective[i] = weights[i] > 0.5f;
    }
    return defective;
  }

  private CategoryResult result(String category, List<ScoredImage> scored) {
    PixelScores gathered = pixels.orElseGet(PixelScores::new);
    double[] scores = scores(scored);
    boolean[] truth = truth(scored);
    F1Max best = F1Max.of(scores, truth);
    int defective = Booleans.countTrue(truth);
    int normal = scored.size() - defective;
    if (pixels.isPresent() && gathered.images() < scored.size()) {
      pixelNote =
          "pixel figures cover %d of %d defective images"
              .formatted(gathered.images() - normal, defective);
    }
    return new CategoryResult(
        new Figures(
            Auroc.of(scores, truth),
            AveragePrecision.of(scores, truth),
            best.value(),
            PixelAuroc.of(gathered),
            Aupro.of(gathered)),
        normal,
        defective,
        gathered.images(),
        pixelNote,
        subject.threshold(category),
        best.threshold(),
        (int) scored.stream().filter(ScoredImage::missed).count(),
        (int) scored.stream().filter(ScoredImage::falseAlarm).count(),
        routingAccuracy(scored));
  }

  private void skip(Path file, Throwable reason) throws IOException {
    if (!options.skipUnreadable()) {
      Throwables.throwIfInstanceOf(reason, IOException.class);
      Throwables.throwIfUnchecked(reason);
    }
    SkippedFile skip = new SkippedFile(file, String.valueOf(reason.getMessage()));
    skipped.add(skip);
    options.progress().skipped(skip);
  }

  private OptionalLong modelBytes() throws IOException {
    return options.modelFile().isPresent()
        ? OptionalLong.of(Files.size(options.modelFile().get()))
        : OptionalLong.empty();
  }

  private double routingAccuracy(List<ScoredImage> scored) {
    // A detector that learned all products as one has none to find.
    boolean none =
        scored.stream()
            .allMatch(image -> Double.isNaN(subject.threshold(image.entry().category())));
    return options.nameCategories() || none
        ? Double.NaN
        : scored.stream()
            .mapToInt(image -> image.predictedCategory().equals(image.entry().category()) ? 1 : 0)
            .average()
            .orElse(Double.NaN);
  }

  /** The category to tell the detector, if it is to be told. */
  static Optional<String> named(EvaluationOptions options, ImageEntry entry) {
    return options.nameCategories() ? Optional.of(entry.category()) : Optional.empty();
  }

  private static double[] scores(List<ScoredImage> images) {
    return Doubles.toArray(images.stream().map(ScoredImage::score).toList());
  }

  private static boolean[] truth(List<ScoredImage> images) {
    return Booleans.toArray(images.stream().map(image -> image.entry().anomalous()).toList());
  }
}
