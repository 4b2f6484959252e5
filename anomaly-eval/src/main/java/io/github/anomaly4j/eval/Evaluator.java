package io.github.anomaly4j.eval;

import com.google.common.base.Throwables;
import com.google.common.primitives.Booleans;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Longs;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Subject.Finding;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.image.PictureException;
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
 * Runs a detector over labelled pictures.
 *
 * <p>Pictures are scored one at a time, category by category; the anomaly maps of one category are
 * held in memory at once if it has masks (4 bytes a pixel, see {@link PixelScores}). Pixel figures
 * are taken at each picture's own resolution: a normal picture counts as free of defects
 * everywhere, and a defective picture without a mask, or whose mask is black all over, is left out
 * of them. A category with more pixels than {@link PixelScores} holds has no pixel figures.
 */
public final class Evaluator {
  private static final int WARM_UP_RUNS = 10;
  private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Subject subject;
  private final EvaluationOptions options;
  private final int total;
  private final long mostPixels;

  private final Map<String, CategoryResult> results = new LinkedHashMap<>();
  private final List<ScoredPicture> pictures = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Findings learned = new Findings();
  private final Findings emptyMasks = new Findings();
  private final Findings numberedMasks = new Findings();
  private final Findings largeMasks = new Findings();
  private final Findings markedNormal = new Findings();
  private final List<Long> nanos = new ArrayList<>();
  private int done;
  private boolean warm;

  /** The pixels of the category at hand, unless it has no masks or they became too many. */
  private Optional<PixelScores> pixels = Optional.empty();

  private String pixelNote = "";

  private Evaluator(Subject subject, EvaluationOptions options, int total, long mostPixels) {
    this.subject = subject;
    this.options = options;
    this.total = total;
    this.mostPixels = mostPixels;
  }

  /**
   * Evaluates with {@link EvaluationOptions#defaults()}.
   *
   * @param detector to evaluate; stays open
   * @param pictures labelled pictures
   * @return figures, scores and the worst misses
   * @throws IOException as {@link #evaluate(AnomalyDetector, ImageSet, EvaluationOptions)}
   */
  public static Evaluation evaluate(AnomalyDetector detector, ImageSet pictures)
      throws IOException {
    return evaluate(detector, pictures, EvaluationOptions.defaults());
  }

  /**
   * Evaluates a detector. Blocks.
   *
   * @param detector to evaluate; stays open
   * @param pictures labelled pictures; only those of its test split are scored if it has one, all
   *     of them otherwise
   * @param options how
   * @return figures, scores and the worst misses
   * @throws PictureException if a picture or mask cannot be read (unless the options skip it), or a
   *     mask is not of its picture's size; a mask that is neither black nor anywhere white nor
   *     numbers kinds of defect by a few small values counts as one that cannot be read
   * @throws IllegalArgumentException if there are no pictures, or the options name categories and
   *     the detector does not know one
   * @throws IOException if reading fails otherwise
   */
  public static Evaluation evaluate(
      AnomalyDetector detector, ImageSet pictures, EvaluationOptions options) throws IOException {
    return evaluate(Subject.of(detector), pictures, options);
  }

  static Evaluation evaluate(Subject subject, ImageSet pictures, EvaluationOptions options)
      throws IOException {
    return evaluate(subject, pictures, options, PixelScores.MOST_PIXELS);
  }

  static Evaluation evaluate(
      Subject subject, ImageSet pictures, EvaluationOptions options, long mostPixels)
      throws IOException {
    ImageSet test = pictures.test();
    ImageSet scored = test.entries().isEmpty() ? pictures : test;
    if (scored.entries().isEmpty()) {
      throw new IllegalArgumentException("there are no pictures to evaluate on");
    }
    Evaluator evaluator = new Evaluator(subject, options, scored.entries().size(), mostPixels);
    pictures.warnings().forEach(evaluator::warn);
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
        Auroc.of(scores(pictures), truth(pictures)),
        routingAccuracy(pictures),
        Latency.ofNanos(Longs.toArray(nanos)),
        modelBytes(),
        pictures,
        new WorstMisses(subject, options).of(pictures),
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
    List<ScoredPicture> scored = new ArrayList<>();
    for (ImageEntry entry : entries) {
      Optional<ScoredPicture> picture = score(entry);
      done++;
      if (picture.isPresent()) {
        scored.add(picture.get());
        options.progress().scored(picture.get(), done, total);
      }
    }
    pictures.addAll(scored);
    CategoryResult result = result(category, scored);
    pixels = Optional.empty();
    return result;
  }

  /** Scores one picture and adds its map to the pixels, if there are any to be gathered. */
  private Optional<ScoredPicture> score(ImageEntry entry) throws IOException {
    Picture picture;
    Finding finding;
    try {
      picture = subject.reader().limits(options.decodeLimits()).read(entry.file());
      finding = timed(picture, entry);
    } catch (IOException | IllegalStateException | OutOfMemoryError e) {
      // Each is one picture's own: the others may be whole, and smaller.
      skip(entry.file(), e);
      return Optional.empty();
    }
    if (subject.learned(picture)) {
      learned.add(entry.path());
    }
    if (!entry.anomalous() && entry.mask().isPresent() && mask(entry, picture).isPresent()) {
      markedNormal.add(entry.path());
    }
    if (pixels.isPresent()) {
      gather(entry, picture, finding, pixels.get());
    }
    return Optional.of(
        new ScoredPicture(
            entry,
            finding.category(),
            finding.recognised(),
            finding.score(),
            finding.threshold(),
            finding.anomalous(),
            finding.partialScores(),
            finding.warnings()));
  }

  private Finding timed(Picture picture, ImageEntry entry) {
    Optional<String> category = named(options, entry);
    if (!warm) {
      warm = true;
      long start = System.nanoTime();
      for (int i = 0; i < WARM_UP_RUNS && System.nanoTime() - start < WARM_UP_NANOS; i++) {
        subject.detect(picture, category).heatmap().get();
      }
    }
    long start = System.nanoTime();
    Finding finding = subject.detect(picture, category);
    finding.heatmap().get();
    nanos.add(System.nanoTime() - start);
    return finding;
  }

  private void gather(ImageEntry entry, Picture picture, Finding finding, PixelScores into)
      throws IOException {
    Optional<Mask> mask = entry.anomalous() ? mask(entry, picture) : Optional.empty();
    if (entry.anomalous() && mask.isEmpty()) {
      return;
    }
    float[] map = finding.anomalyMap().get();
    try {
      if (mask.isPresent()) {
        into.add(picture.width(), picture.height(), map, defective(mask.get()));
      } else {
        into.addNormal(picture.width(), picture.height(), map);
      }
    } catch (IllegalStateException e) {
      // Scores are worth having without pixel figures, and what was gathered is of no more use.
      pixels = Optional.empty();
      pixelNote = "no pixel figures: " + e.getMessage();
    }
  }

  /** The mask of a defective picture, if one was drawn that marks anything. */
  private Optional<Mask> mask(ImageEntry entry, Picture picture) throws IOException {
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
    if (mask.width() != picture.width() || mask.height() != picture.height()) {
      throw new PictureException(
          entry.mask().get(),
          "the mask has %d x %d pixels".formatted(mask.width(), mask.height()),
          "%d x %d as in its picture %s".formatted(picture.width(), picture.height(), entry.file()),
          "draw or export the mask at the picture's own size");
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

  /** What was found in single pictures, in a line for each kind. */
  private void tellFindings() {
    int defective = (int) pictures.stream().filter(one -> one.entry().anomalous()).count();
    if (defective == 0 && !pictures.isEmpty()) {
      warn(
          "no defective picture was scored: false alarms are counted, but neither AUROC nor the"
              + " detection rate can be told; expected some in PRODUCT/test/KIND");
    } else if (defective == pictures.size() && defective > 0) {
      warn(
          "no normal picture was scored: the detection rate is told, but neither AUROC nor false"
              + " alarms can be; expected some in PRODUCT/test/good or PRODUCT/normal_test");
    }
    learned.tell(
        "of %d pictures scored, %d are among those that were learned, pixel by pixel, so their"
            + " scores say nothing of new ones: %s",
        pictures.size(), this::warn);
    markedNormal.tell(
        "of %d pictures scored, %d are labelled normal though their masks mark a defect: %s; correct"
            + " the label or the mask",
        pictures.size(), this::warn);
    emptyMasks.tell(
        "of %d defective pictures, %d have a mask that marks nothing, and are left out of the pixel"
            + " figures: %s",
        defective, this::warn);
    tellPictureWarnings();
    if (largeMasks.count() > defective / 2) {
      largeMasks.tell(
          "of %d defective pictures, %d have a mask that marks more than half of the picture: %s; white"
              + " is defective and black is not: are they inverted?",
          defective, this::warn);
    }
    numberedMasks.tell(
        "of %d defective pictures, %d have masks of small numbers in place of white; all that is not"
            + " 0 counts as defective: %s",
        defective, this::warn);
  }

  /** What the detector warned of, in a line for each kind. */
  private void tellPictureWarnings() {
    Map<Warning.Kind, Findings> found = new EnumMap<>(Warning.Kind.class);
    Map<Warning.Kind, String> first = new EnumMap<>(Warning.Kind.class);
    for (ScoredPicture picture : pictures) {
      picture.warnings().forEach(one -> first.putIfAbsent(one.kind(), one.message()));
      picture.warnings().stream()
          .map(Warning::kind)
          .distinct()
          .forEach(
              kind ->
                  found.computeIfAbsent(kind, none -> new Findings()).add(picture.entry().path()));
    }
    found.forEach(
        (kind, findings) ->
            findings.tell(
                "of %d pictures scored, %d have the warning " + kind + ": %s",
                pictures.size(),
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

  private CategoryResult result(String category, List<ScoredPicture> scored) {
    PixelScores gathered = pixels.orElseGet(PixelScores::new);
    double[] scores = scores(scored);
    boolean[] truth = truth(scored);
    F1Max best = F1Max.of(scores, truth);
    int defective = Booleans.countTrue(truth);
    int normal = scored.size() - defective;
    if (pixels.isPresent() && gathered.pictures() < scored.size()) {
      pixelNote =
          "pixel figures cover %d of %d defective pictures"
              .formatted(gathered.pictures() - normal, defective);
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
        gathered.pictures(),
        pixelNote,
        subject.threshold(category),
        best.threshold(),
        (int) scored.stream().filter(ScoredPicture::missed).count(),
        (int) scored.stream().filter(ScoredPicture::falseAlarm).count(),
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

  private double routingAccuracy(List<ScoredPicture> scored) {
    // A detector that learned all products as one has none to find.
    boolean none =
        scored.stream()
            .allMatch(picture -> Double.isNaN(subject.threshold(picture.entry().category())));
    return options.nameCategories() || none
        ? Double.NaN
        : scored.stream()
            .mapToInt(
                picture -> picture.predictedCategory().equals(picture.entry().category()) ? 1 : 0)
            .average()
            .orElse(Double.NaN);
  }

  /** The category to tell the detector, if it is to be told. */
  static Optional<String> named(EvaluationOptions options, ImageEntry entry) {
    return options.nameCategories() ? Optional.of(entry.category()) : Optional.empty();
  }

  private static double[] scores(List<ScoredPicture> pictures) {
    return Doubles.toArray(pictures.stream().map(ScoredPicture::score).toList());
  }

  private static boolean[] truth(List<ScoredPicture> pictures) {
    return Booleans.toArray(pictures.stream().map(picture -> picture.entry().anomalous()).toList());
  }
}
